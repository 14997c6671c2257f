"""offered_acts: which acts the rules would take of a visitor in a case, and why not where they would not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acts.table import TABLE, CaseAct
from handover_policy.app.portal.case.sayings import Saying, saying
from handover_policy.app.portal.visitor import Visitor, acts_for_employer
from handover_policy.decide.casework import CaseWork
from handover_policy.decide.departing.ways_back import REPORTED
from handover_policy.decide.handover.authority import EMPLOYER, acts_for, entitled, speakers
from handover_policy.model.case import Case, Task
from handover_policy.model.words.causes import WITHOUT_LEAVER

RESIGNED = "resignation.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSituation:
    """A case as a visitor meets it; `asked_to_stay` is why the leaver asks to stay, None where they do not."""

    view: View
    visitor: Visitor
    case: Case
    work: CaseWork
    asked_to_stay: str | None = None

    def speaks(self, parties: Sequence[str] = EMPLOYER) -> bool:
        """Return whether the rules hear the visitor as one of these parties, or as their delegate."""
        named, allowed = self.visitor.id, speakers(self.work, parties)
        return named in allowed or any(acts_for(self.work, named, each) for each in allowed)

    @property
    def ended(self) -> bool:
        """Whether the employment is over."""
        case = self.case
        return case.left_on is not None or (case.last_day is not None and self.work.day > case.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedAct:
    """An act as the page shows it; `not_now` says why it cannot be done, None where it can."""

    act: CaseAct
    not_now: Saying | None = None


Answer: TypeAlias = bool | Saying
"""Whether an act is offered; a sentence where it is shown with why it cannot be done now."""


def offered_acts(met: CaseSituation) -> Sequence[OfferedAct]:
    """Return the acts that are a visitor's in a case, in the order of the table."""
    if not acts_for_employer(met.view, met.visitor, met.case) or met.case.state == "withdrawn":
        return []
    found: list[OfferedAct] = []
    for act in TABLE:
        answer = OFFERS[act.name](met)
        if answer is True and not _heard(met, act):
            continue
        if answer is not False:
            found.append(OfferedAct(act=act, not_now=None if answer is True else answer))
    return found


def waivable(case: Case) -> list[Task]:
    """Return the tasks that can be waived."""
    return [task for task in case.handover_tasks if not task.finished]


def reopenable(met: CaseSituation) -> list[Task]:
    """Return the tasks that a visitor may have done anew: those whose last step is theirs; hr all."""
    done = [task for task in met.case.tasks.values() if task.state in {"done", "waived"}]
    return done if met.speaks(("hr",)) else [task for task in done if _last_step_is_theirs(met, task)]


def decidable(case: Case) -> list[str]:
    """Return the clauses whose claims can be decided."""
    return [claim.clause for claim in case.claims.values() if claim.state != "withdrawn"]


def _heard(met: CaseSituation, act: CaseAct) -> bool:
    if act.name == "reopen" or not act.actor:
        return True
    return met.speaks(("hr",) if act.hr_only else EMPLOYER)


def _last_step_is_theirs(met: CaseSituation, task: Task) -> bool:
    for last in task.beside(task.steps[-1]):
        allowed = entitled(met.work, last.parties, last.person)
        if met.visitor.id in allowed or (last.done is not None and last.done.by == met.visitor.id):
            return True
    return False


def _open(met: CaseSituation) -> bool:
    return met.case.state == "open"


def _last_day(met: CaseSituation) -> Answer:
    if not _open(met):
        return False
    return True if met.case.last_day is not None else saying("not-now.no-last-day")


def _absence(met: CaseSituation) -> Answer:
    case = met.case
    if not _open(met) or case.absent or case.leaver_gone or case.cause in {"death", "transfer"}:
        return False
    return case.left_on is None


def _return(met: CaseSituation) -> Answer:
    case = met.case
    away = case.absent or case.away_since is not None or case.left_on is not None or case.cause in WITHOUT_LEAVER
    if not _open(met) or not away:
        return False
    mistaken = case.opened_by in REPORTED or case.cause == "death"
    past = case.last_day is not None and met.work.day > case.last_day
    return saying("not-now.ended", day=case.last_day) if past and not mistaken else True


def _withdraw(met: CaseSituation) -> Answer:
    if not _open(met):
        return False
    if met.case.opened_by == RESIGNED:
        return saying("not-now.own-resignation")
    if met.case.left_on is not None:
        return saying("not-now.left", day=met.case.left_on)
    return saying("not-now.ended", day=met.case.last_day) if met.ended else True


def _severance(met: CaseSituation) -> Answer:
    return met.case.cause != "transfer"


def _reopen(met: CaseSituation) -> Answer:
    return bool(reopenable(met))


def _stay(*, declared: bool) -> Callable[[CaseSituation], Answer]:
    def offered(met: CaseSituation) -> Answer:
        if met.asked_to_stay is None or not _open(met) or (met.case.opened_by != RESIGNED) != declared:
            return False
        return saying("not-now.ended", day=met.case.last_day) if met.ended else True

    return offered


def _asked(met: CaseSituation) -> Answer:
    return met.asked_to_stay is not None and _open(met)


OFFERS: Mapping[str, Callable[[CaseSituation], Answer]] = MappingProxyType(
    {
        "assign-successor": _open,
        "change-last-day": _last_day,
        "waive": lambda met: _open(met) and bool(waivable(met.case)),
        "reopen": _reopen,
        "record-absence": _absence,
        "record-return": _return,
        "record-leaving": lambda met: _open(met) and met.case.left_on is None,
        "withdraw": _withdraw,
        "record-loss": lambda _: True,
        "record-severance": _severance,
        "record-breach": lambda met: bool(met.work.book.policy.clauses),
        "decide-claim": lambda met: bool(decidable(met.case)),
        "agree-stay": _stay(declared=False),
        "agree-stay-declared": _stay(declared=True),
        "decline-stay": _asked,
    }
)
