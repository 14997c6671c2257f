"""lacking_variables: notices whose message names a value that is not there when they go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
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
        "duty",
    }
)
"""What happens to people whether they are leaving or not."""
OPENING = frozenset({"resignation.submitted", "departure.declared", "employee.absent", "employee.left"})
"""Events that may open a case: before them there was no last day that could have changed."""
ONLY_AT: Mapping[str, frozenset[str]] = {
    "gate": frozenset({"gate.opened", "gate.held"}),
    "claim": frozenset({"claim"}),
    "duty": frozenset({"duty"}),
}
"""Values that are there with certain triggers and never with others."""
SIGNING = frozenset({"sheet", "sheet.signed"})


def lacking_variables(notices: Iterable[NoticeRule], declarations: Mapping[str, Declaration]) -> tuple[Finding, ...]:
    """Return the variables that a notice's message declares and its triggers do not bring along.

    An error where the value is never there, a warning where it depends: a duty missed may belong to a departure or not.
    """
    found = Collected()
    for rule in notices:
        declaration = declarations.get(rule.notification)
        for name in sorted(declaration.variables) if declaration is not None else ():
            if _never(name, rule):
                found.error("notice-variable-missing", rule.location, subject=name, notification=rule.notification)
            elif _at_times(name, rule):
                found.warning("notice-variable-missing", rule.location, subject=name, notification=rule.notification)
    return found.sorted()


def _never(name: str, rule: NoticeRule) -> bool:
    if name == "task":
        return not rule.for_tasks and not any(trigger.startswith("task.") for trigger in rule.on)
    return name in ONLY_AT and ONLY_AT[name].isdisjoint(rule.on)


def _at_times(name: str, rule: NoticeRule) -> bool:
    if name == "task":
        return not rule.for_tasks and not all(trigger.startswith("task.") for trigger in rule.on)
    if name == "sheet":
        return not rule.on or not SIGNING.issuperset(rule.on)
    if name == "change":
        return not (CASELESS | OPENING).isdisjoint(rule.on)
    if name in {"case", "tasks"}:
        return not CASELESS.isdisjoint(rule.on)
    return name in ONLY_AT and not ONLY_AT[name].issuperset(rule.on)
