"""lacking_variables: notices whose message names a value that is not there when they go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.model.words.event_types import OPENING
from handover_policy.model.words.messages import ABOUT_TASKS, DUTY
from handover_policy.policy.policy_set import NoticeRule
from handover_policy.render.authoring.declaration import Declaration

CASELESS = frozenset(
    {
        "employee.hired",
        "employee.changed",
        "agreement.signed",
        "profile.updated",
        "document.uploaded",
        "delegation.recorded",
        DUTY,
    }
)
"""What happens to people whether they are leaving or not."""
ONLY_AT: Mapping[str, frozenset[str]] = {
    "gate": frozenset({"gate.opened", "gate.held"}),
    "claim": frozenset({"claim"}),
    "duty": frozenset({DUTY}),
    "duties": frozenset({DUTY}),
    "sheet": frozenset({"sheet", "sheet.complete", "sheet.signed"}),
}
"""Values that are there only with certain triggers."""


def lacking_variables(notices: Iterable[NoticeRule], declarations: Mapping[str, Declaration]) -> tuple[Finding, ...]:
    """Return a warning for every variable that a notice's message declares and not all its triggers bring along.

    Without the value the message is not written, and a problem stands on the decision instead.
    """
    found = Collected()
    for rule in notices:
        declaration = declarations.get(rule.notification)
        for name in sorted(declaration.variables) if declaration is not None else ():
            if not _offered(name, rule):
                found.warning("notice-variable-missing", rule.location, subject=name, notification=rule.notification)
    return found.sorted()


def _offered(name: str, rule: NoticeRule) -> bool:
    if name in ONLY_AT:
        return bool(rule.on) and ONLY_AT[name].issuperset(rule.on)
    if name in {"task", "together"}:
        return rule.for_tasks or (bool(rule.on) and ABOUT_TASKS.issuperset(rule.on))
    if name == "change":
        return (CASELESS | OPENING).isdisjoint(rule.on)
    return name not in {"case", "tasks"} or CASELESS.isdisjoint(rule.on)
