"""Recipients: the parties that a message means, who stands for them, and everybody who hears of what ends a case."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.decide.casework import CaseWork, Occasion
from handover_policy.decide.handover.turns import in_strict_order, turn
from handover_policy.decide.identifiers import encoded
from handover_policy.decide.people import is_own, resolve
from handover_policy.model.case import Step, Task
from handover_policy.model.words.messages import EVERYBODY_TOLD, SEVERAL, SHEET, SHEET_PARTIES, STEP_PARTY
from handover_policy.policy.policy_set import NoticeRule

OWED = frozenset({"severance.owed", "severance.payable"})
"""What is told to the leaver even when they are gone: what is theirs."""


def recipients(
    work: CaseWork, rule: NoticeRule, occasion: Occasion, step: Step | None
) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Yield whom a message goes to, each person once, behind what tells the messages of several apart.

    `step` is the one of several side by side that is meant. Whoever signs for several parties is named by the one
    that is their own, before those for which they stand in.
    """
    found: dict[str | None, str] = {}
    signing = SHEET_PARTIES in rule.to
    for party in parties_meant(work, rule, occasion.name):
        if party == EVERYBODY_TOLD:
            found |= {person: part for person, part in everybody_told(work).items() if person not in found}
        elif (to := _recipient(work, rule, party, occasion, step)) is not None:
            known = found.setdefault(to[1], to[0])
            if signing and to[1] is not None and is_own(work, to[0], to[1]) and not is_own(work, known, to[1]):
                found[to[1]] = to[0]
    several = len(rule.to) > 1 or rule.to[0] in SEVERAL
    for person, party in found.items():
        yield f":{encoded(person)}" if several and person is not None else "", (party, person)


def _recipient(
    work: CaseWork, rule: NoticeRule, party: str, occasion: Occasion, step: Step | None
) -> tuple[str, str | None] | None:
    """Return the party and person a message goes to; its `occasion` may name the successor who comes or goes.

    `step` is the one of several side by side that is meant.

    None where it is for a leaver who is gone (what is owed to them they are told all the same, but for a death), or
    reminds somebody of a signature that is there.
    """
    sheet, task, named = work.case.sheet, occasion.task, occasion.person
    if rule.at is not None and "sheet" in rule.on and (sheet is None or sheet.stands_for(party)):
        return None
    if task is not None and task.obligation and rule.at is not None:
        # A reminder of the employer's own duty, or its escalation; that it is done may well be told to the leaver.
        party = "hr"
    if named is not None and _is_successor(work, party) and _may_be_told(work, named):
        return party, named
    if party == STEP_PARTY:
        step = step or (_step_meant(rule, task) if task is not None else None)
        if step is None:
            return "hr", resolve(work, "hr")
        party = step.party
        if step.person is not None:
            return party, step.person
    if party == "leaver":
        to_be_told = not work.case.leaver_gone or (work.case.cause != "death" and not OWED.isdisjoint(rule.on))
        return ("leaver", work.case.employee) if to_be_told else None
    person = resolve(work, party)
    if person is None and party != "hr":
        person = resolve(work, "hr")
        if person is not None:  # else there is nobody at all, which is a problem of its own
            work.problem("recipient-missing", f"{rule.id}:{party}", notice=rule.id, party=work.party_title(party))
        party = "hr"
    else:
        work.well("recipient-missing", f"{rule.id}:{party}")
    return party, person


def _is_successor(work: CaseWork, party: str) -> bool:
    rule = work.book.policy.manifest.parties.get(party)
    return rule is not None and rule.resolves_to == "case.successor"


def _may_be_told(work: CaseWork, person: str) -> bool:
    return person != work.case.employee and not work.directory.has_left(person, work.today)


def _step_meant(rule: NoticeRule, task: Task) -> Step:
    """Return the step whose person a message is for: whose turn it is, or whose silence was taken as acceptance."""
    if "task.deemed" in rule.on:
        silent = [step for step in task.steps if step.done is not None and step.done.deemed]
        if silent:
            return silent[-1]
    return task.current or task.steps[-1]


def steps_meant(rule: NoticeRule, task: Task | None, index: int | None) -> tuple[Step | None, ...]:
    """Return the steps side by side whose persons a message goes to, one each; None for what goes to one person."""
    turns = task.turns if task is not None and STEP_PARTY in rule.to and "task.deemed" not in rule.on else ()
    return tuple(step for step in turns if step.group and index in {None, step.index}) or (None,)


def parties_meant(work: CaseWork, rule: NoticeRule, occasion: str) -> tuple[str, ...]:
    """Return the parties that a message means, each once; `occasion` is what it goes out for.

    Of a sheet in strict order only the party is told whose turn it is to sign: nobody once all have had theirs.
    """
    signing = work.book.policy.manifest.sheet_parties
    meant = dict.fromkeys(party for name in rule.to for party in (signing if name == SHEET_PARTIES else (name,)))
    sheet = work.case.sheet
    if sheet is None or occasion != SHEET or SHEET not in rule.on or not in_strict_order(work):
        return tuple(meant)
    now = turn(work, sheet)
    return tuple(party for party in meant if party == now or party not in signing)


def everybody_told(work: CaseWork) -> dict[str, str]:
    """Return who hears of something that ends or changes a case for all, with the party each stands for."""
    case, directory = work.case, work.directory
    named: list[tuple[str | None, str]] = [] if case.leaver_gone else [(case.employee, "leaver")]
    named += [(resolve(work, party), party) for party in ("manager", "hr")]
    here = (person for person in case.told if person != case.employee and not directory.has_left(person, work.day))
    named += [(person, case.told[person]) for person in here]
    parties = {person: party for person, party in reversed(named) if person is not None}
    return {person: parties[person] for person in dict.fromkeys(person for person, _ in named) if person is not None}
