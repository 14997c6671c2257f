"""Recipients: the parties that a message means, and everybody who hears of what ends or changes a case for all."""

from __future__ import annotations

from handover_policy.decide.casework import CaseWork
from handover_policy.decide.handover.turns import turn
from handover_policy.decide.people import resolve
from handover_policy.model.words.messages import SHEET, SHEET_PARTIES
from handover_policy.policy.policy_set import NoticeRule


def parties_meant(work: CaseWork, rule: NoticeRule, occasion: str) -> tuple[str, ...]:
    """Return the parties that a message means, each once; `occasion` is what it goes out for.

    Of a sheet in strict order only the party is told whose turn it is to sign.
    """
    signing = work.book.policy.manifest.sheet_parties
    meant = dict.fromkeys(party for name in rule.to for party in (signing if name == SHEET_PARTIES else (name,)))
    sheet = work.case.sheet
    now = turn(work, sheet) if sheet is not None and occasion == SHEET and SHEET in rule.on else None
    return tuple(party for party in meant if now in {None, party} or party not in signing)


def everybody_told(work: CaseWork) -> dict[str, str]:
    """Return who hears of something that ends or changes a case for all, with the party each stands for."""
    case, found = work.case, {}
    if not case.leaver_gone:
        found[case.employee] = "leaver"
    for party in ("manager", "hr"):
        person = resolve(work, party)
        if person is not None:
            found.setdefault(person, party)
    for person, party in case.told.items():
        if person != case.employee and not work.directory.has_left(person, work.day):
            found.setdefault(person, party)
    return found
