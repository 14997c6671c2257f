"""attribute_views: what a set lays down to be known of an employee, by its titles, as people read it."""

from __future__ import annotations

from handover_policy.decide.intake.values import of_type
from handover_policy.model.attribute import Attribute
from handover_policy.model.employee import Employee
from handover_policy.policy.policy_set import Manifest
from handover_policy.render.views import AttributeView
from handover_policy.texts.texts import texts

EMPLOYEE = "employee."


def attribute_views(manifest: Manifest, employee: Employee) -> tuple[AttributeView, ...]:
    """Return the declared attributes that are told of an employee, and fit their type, in the order they are declared.

    Numbers bear their unit; the words are those of the policy's language.
    """
    views = []
    for name, declared in manifest.attributes.items():
        attribute = name.removeprefix(EMPLOYEE)
        value = of_type(employee.attributes, attribute, manifest)
        if value is not None:
            views.append(AttributeView(id=attribute, title=declared.title, text=_text(value, declared, manifest)))
    return tuple(views)


def _text(value: object, declared: Attribute, manifest: Manifest) -> str:
    if isinstance(value, bool):
        return texts(manifest.language).say(f"effects.{'yes' if value else 'no'}")
    written = f"{value:,.15g}" if isinstance(value, int | float) else str(value)
    return f"{written} {declared.unit}" if declared.unit else written
