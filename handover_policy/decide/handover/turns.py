"""Turns: whose it is to sign a sheet in strict order, and since when (contract, "gates", `sheet.order`)."""

from __future__ import annotations

from datetime import date, timedelta

from handover_policy.decide.casework import CaseWork, Refused
from handover_policy.decide.people import resolve
from handover_policy.model.altered import altered
from handover_policy.model.sheet import Sheet
from handover_policy.model.words.messages import SHEET

STRICT = "strict"
LEAVER = "leaver"
ONE_DAY = timedelta(days=1)


def in_strict_order(work: CaseWork) -> bool:
    """Return whether the parties of a sheet sign one after the other."""
    return work.book.policy.manifest.sheet_order == STRICT


def is_excused(work: CaseWork, party: str) -> bool:
    """Return whether nobody waits for a party: for a leaver who is gone, or whose last day is past."""
    case = work.case
    return party == LEAVER and (case.leaver_gone or (case.last_day is not None and work.day > case.last_day))


def turn(work: CaseWork, sheet: Sheet) -> str | None:
    """Return the party whose turn it is; None in any order, and when everybody has had theirs."""
    if not in_strict_order(work):
        return None
    waiting = (party for party in work.book.policy.manifest.sheet_parties if not sheet.stands_for(party))
    return next((party for party in waiting if not is_excused(work, party)), None)


def must_have_turn(work: CaseWork, sheet: Sheet, party: str, person: str) -> None:
    """Refuse `wrong-state` where a party would sign before others who are listed before it.

    Whoever stands for several parties whose turns follow each other has the turn of each of them.
    """
    parties = work.book.policy.manifest.parties
    now = turn(work, sheet)
    if now in {None, party} or party not in work.book.policy.manifest.sheet_parties:
        return
    if not sheet.stands_for(party) and not is_excused(work, party) and not _follows(work, sheet, party, person):
        titles = {name: parties[name].title if name in parties else name for name in (party, str(now))}
        raise Refused("wrong-state", reason="not-your-turn", party=titles[party], turn=titles[str(now)])


def _follows(work: CaseWork, sheet: Sheet, party: str, person: str) -> bool:
    """Return whether a person stands for every party that would have to sign before this one."""
    listed = work.book.policy.manifest.sheet_parties
    before = [each for each in listed[: listed.index(party)] if not sheet.stands_for(each)]
    waiting = [each for each in before if not is_excused(work, each)]
    return LEAVER not in waiting and all(resolve(work, each) == person for each in (*waiting, party))


def pass_turn(work: CaseWork, on: date) -> None:
    """Ask the party whose turn has come, from a day on; messages that wait for the sheet go out to it."""
    sheet = work.case.sheet
    if sheet is None or work.case.state != "open" or not in_strict_order(work):
        return
    now = turn(work, sheet)
    if now == sheet.asked:
        return
    begun = max(on, sheet.since, sheet.asked_on or sheet.since)
    work.change(sheet=altered(sheet, asked=now, asked_on=begun if now is not None else sheet.asked_on))
    if now is not None and all(occasion.name != SHEET for occasion in work.occasions):
        work.trigger(SHEET)


def day_passed_on(work: CaseWork) -> date:
    """Return the day on which the turn passed that somebody has now: today, or when the leaver was no longer asked."""
    sheet, case = work.case.sheet, work.case
    days = [work.day]
    if sheet is not None and sheet.asked == LEAVER and not sheet.stands_for(LEAVER):
        days += [case.last_day + ONE_DAY] if case.last_day is not None else []
        days += [day for day in (case.left_on, case.absence_opens) if day is not None]
    return min(days)


def time_begins(sheet: Sheet) -> date:
    """Return the day from which a party's silence is counted: of the sheet's version, or of its turn."""
    return sheet.since if sheet.asked_on is None else max(sheet.since, sheet.asked_on)
