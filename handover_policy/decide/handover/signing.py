"""Signing the sheet: signatures, objections, and what silence counts as (contract "gates", 2.9)."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.evaluating.standing import sheet_signed
from handover_policy.decide.handover.signers import sign_for
from handover_policy.decide.handover.turns import (
    day_passed_on,
    in_strict_order,
    is_excused,
    must_have_turn,
    pass_turn,
    time_begins,
    turn,
)
from handover_policy.decide.people import resolve
from handover_policy.model.altered import altered
from handover_policy.model.dates.expression import Period
from handover_policy.model.effects import SheetEffect
from handover_policy.model.events_of_cases import SheetObjected, SheetSigned
from handover_policy.model.sheet import Objection, Sheet, Signature

COMPLETE = ":sheet.complete"
"""What counts that the sheet was complete; no id of a rule begins like it."""
ONE_DAY = Period(count=1, unit="day")
OBJECTION = Period(count=5, unit="workday")
"""How long the objections to a sheet stop the time of `accepted_after`, all of them together."""


def sign(work: CaseWork, told: SheetSigned) -> None:
    """Sign the current sheet for a party, and for every other party the same person stands for."""
    sheet = _current(work)
    must_have_turn(work, sheet, told.party, told.on_behalf_of or told.by)
    by, principal = sign_for(work, sheet, told)
    if told.sha256 is not None and told.sha256.removeprefix("sha256:").lower() != sheet.sha256:
        raise Refused("stale-sheet", version=sheet.version, sha256=sheet.sha256)
    signature = Signature(
        by=by,
        at=work.event.time,
        method=told.method,
        opinion=told.opinion,
        on_behalf_of=principal,
    )
    signatures = dict(sheet.signatures) | {told.party: signature}
    for other in work.book.policy.manifest.sheet_parties:
        if other in signatures or is_excused(work, other):
            continue
        if other != "leaver" and resolve(work, other) == (principal or by):
            signatures[other] = signature
        elif in_strict_order(work):
            break  # whoever comes after has not had their turn
    objectors = {objection.party for objection in _objections(work, sheet)}
    resumed = sheet.resumed or (work.day if objectors and objectors <= set(signatures) else None)
    work.change(sheet=altered(sheet, signatures=MappingProxyType(signatures), resumed=resumed))


def object_to(work: CaseWork, told: SheetObjected) -> None:
    """Note what a party has against the sheet; hr is told, and silence counts as nothing for some days."""
    sheet = _current(work)
    by, principal = sign_for(work, sheet, told)
    objection = Objection(
        version=sheet.version,
        party=told.party,
        by=by,
        on_behalf_of=principal,
        at=work.event.time,
        day=work.day,
        reason=told.reason,
    )
    known = {(each.version, each.party, each.reason) for each in work.case.objections}
    if (sheet.version, told.party, told.reason) in known:
        return  # told again, it adds nothing and stops no time once more
    work.change(objections=(*work.case.objections, objection))
    if sheet.resumed is not None and told.party not in sheet.signatures:
        work.change(sheet=altered(sheet, resumed=None))


def deem_signatures(work: CaseWork) -> None:
    """Take the sheet as signed by everybody who let the time of `accepted_after` pass; never by the leaver."""
    pass_turn(work, day_passed_on(work))
    while (sheet := work.case.sheet) is not None:
        following = deeming_day(work)
        if following is None or work.day < following:
            return
        silent = _silent(work, sheet)
        deemed = MappingProxyType({**sheet.deemed, **dict.fromkeys(silent, following)})
        work.change(sheet=altered(sheet, deemed=deemed))
        work.effect(SheetEffect(case=work.case.id, version=sheet.version, sha256=sheet.sha256, deemed=silent))
        pass_turn(work, following)


def tell_complete(work: CaseWork) -> None:
    """Note once a case that everybody has signed the sheet, or is taken to have, however often it is signed anew."""
    case, parties = work.case, work.book.policy.manifest.sheet_parties
    if case.sheet is None or work.unfinished or COMPLETE in case.counts or case.state == "withdrawn":
        return
    if work.total and sheet_signed(case, parties, work.day):
        work.change(counts=MappingProxyType({**case.counts, COMPLETE: 1}))
        work.trigger("sheet.complete")


def deeming_day(work: CaseWork) -> date | None:
    """Return the day on which silence counts as signatures; None where it never does, or nobody is silent."""
    sheet, time = work.case.sheet, work.book.policy.manifest.sheet_accepted_after
    if work.case.state != "open" or sheet is None or time is None or work.unfinished or not _silent(work, sheet):
        return None
    reckoner = work.reckoner
    since = time_begins(sheet)
    last = reckoner.shift(since, time)
    objections = _objections(work, sheet)
    if objections:
        end = min(reckoner.shift(objections[0].day, OBJECTION), sheet.resumed or date.max)
        begin = max(objections[0].day, since)
        end = max(begin, end)
        stopped = reckoner.workdays_after(begin, end) if time.unit == "workday" else (end - begin).days
        last = reckoner.shift(last, Period(count=stopped, unit="workday" if time.unit == "workday" else "day"))
    return reckoner.shift(last, ONE_DAY)


def _silent(work: CaseWork, sheet: Sheet) -> tuple[str, ...]:
    now = turn(work, sheet)
    parties = work.book.policy.manifest.sheet_parties if now is None else (now,)
    return tuple([party for party in parties if party != "leaver" and not sheet.stands_for(party)])


def _objections(work: CaseWork, sheet: Sheet) -> list[Objection]:
    """Return the objections to the current version, oldest first."""
    return [each for each in work.case.objections if each.version == sheet.version]


def _current(work: CaseWork) -> Sheet:
    sheet = work.case.sheet
    if sheet is None:
        tasks = tuple(work.case.tasks[name].title for name in work.unfinished)
        raise Refused("wrong-state", reason="no-sheet", tasks=tasks)
    return sheet
