"""CaseChange: one thing that other rules would make different in a case; CODES names every kind, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.model.decision import Refusal
from handover_policy.model.effects import ProblemEffect

Value: TypeAlias = str | int | float | bool | tuple[str | None, ...] | None

CODES = (
    "case-missing",
    "claim-added",
    "claim-changed",
    "gate-closes",
    "signature-lost",
    "act-refused",
    "last-day-moved",
    "notice-end-moved",
    "notice-days-changed",
    "shortfall-changed",
    "case-state-changed",
    "case-changed",
    "obligation-removed",
    "obligation-moved",
    "obligation-added",
    "task-added",
    "task-removed",
    "task-moved",
    "task-state-changed",
    "task-order-changed",
    "task-handover-changed",
    "task-things-changed",
    "task-steps-changed",
    "task-person-changed",
    "task-evidence-changed",
    "task-silence-changed",
    "task-progress-changed",
    "task-start-moved",
    "gate-added",
    "gate-opens",
    "gate-removed",
    "gate-release-moved",
    "message-to-send",
    "message-to-send-again",
    "message-needless",
    "message-moved",
    "reminder-added",
    "reminder-removed",
    "reminder-moved",
    "duty-added",
    "duty-removed",
    "duty-moved",
    "problem-raised",
    "problem-gone",
    "claim-removed",
    "signature-gained",
    "act-accepted",
    "obligation-start-moved",
    "obligation-state-changed",
    "obligation-person-changed",
    "obligation-progress-changed",
    "gate-reason-changed",
    "task-reworded",
    "obligation-reworded",
    "gate-reworded",
)
"""Every kind of change, the gravest first: what may cost somebody money or an act done in good faith, then dates,
tasks, messages, and last the words."""

RANK = {code: place for place, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """Something that differs in a case: `before` under the version that decides it now, `after` under the other.

    `subject` is an id (of a task, gate, clause, notice, party, event), `title` what people call it. `days` is by how
    many days a date moves; `about` names the task a message is about. `why` is the problem or refusal that it is about,
    which is told in the reader's language in place of a title.
    """

    code: str
    subject: str
    title: str
    before: Value = None
    after: Value = None
    days: int | None = None
    about: str | None = None
    why: Refusal | ProblemEffect | None = None
