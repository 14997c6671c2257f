"""Reads the clauses that employees sign, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.attribute import Attribute
from handover_policy.model.condition import ALWAYS, AllOf, Comparison, Condition
from handover_policy.model.words.clauses import CONSEQUENCE_TRIGGERS
from handover_policy.policy.clauses import Clause, Consequence, ServicePeriod
from handover_policy.policy.policy_set import Manifest
from handover_policy.policy.rows.manifest import frozen
from handover_policy.policy.rows.row import Row
from handover_policy.policy.yaml_source.node import plain

TYPED = frozenset(
    {
        "kind",
        "when",
        "measure",
        "amount",
        "percent",
        "of",
        "proof_required",
        "cap_percent_of_month",
        "floor",
        "trigger",
    }
)
UNAMORTISED = "unamortised_training_cost"
"""The cap of a penalty by what is left of a service period."""
SERVED = {"from": "date", "until": "date", "cost": "number"}
"""What a service period is told by, and of which type each is."""
OF_EVERY_SET: Mapping[str, str] = MappingProxyType({"employee.hired_on": "date", "employee.contract_until": "date"})


def read_clause(row: Row) -> Clause:
    """Return one clause."""
    consequence = row.child("consequence")
    return Clause(
        id=row.id,
        title=row.spoken("title", row.id),
        text=row.spoken("text"),
        sign=row.text("sign", "never"),
        when=row.condition(),
        consequence=_consequence(consequence) if consequence else None,
        law=row.law(),
        location=row.location,
    )


def check_clause(row: Row, clause: Clause, manifest: Manifest) -> None:
    """Check that what a consequence names of employees is declared, of the right type, and enough to reckon with."""
    consequence, told = clause.consequence, row.child("consequence")
    if consequence is None or told is None:
        return
    found = row.around.found
    for key, asked in SERVED.items():
        name = told.text(key)
        if name and _type_of(name, manifest.attributes) != asked:
            fits = [each for each, declared in _declared(manifest.attributes).items() if declared == asked]
            found.error("service-fact-unfit", told.place_of(key), subject=name, known=fits, key=key, expected=asked)
    trigger = CONSEQUENCE_TRIGGERS.get(consequence.trigger or "")
    reckons = (trigger is not None and trigger.served) or consequence.extra.get("cap") == UNAMORTISED
    missing = [key for key in SERVED if not told.has(key)]
    if reckons and missing and not found.is_misspelt(told.location, *missing):
        found.warning("service-period-untold", told.location, subject=clause.id, missing=", ".join(missing))
    values = {value for words in manifest.vocabulary.values() for value in words}
    for person, place in told.placed_texts("persons"):
        flag = manifest.attributes.get(f"employee.{person}")
        if person not in values and (flag is None or flag.type != "boolean"):
            found.warning("persons-untold", place, subject=person)


def _declared(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    return {**OF_EVERY_SET, **{name: each.type for name, each in attributes.items()}}


def _type_of(name: str, attributes: Mapping[str, Attribute]) -> str | None:
    return _declared(attributes).get(name)


def _consequence(row: Row) -> Consequence:
    extra = {entry.key: frozen(plain(entry.value)) for entry in row.node.entries if entry.key not in TYPED}
    written = row.child("when")
    if row.lacks("when", "trigger") or (written is not None and not written.node.entries and row.lacks("trigger")):
        row.around.found.error("consequence-without-condition", row.location, subject=row.text("kind"))
    trigger = row.optional_text("trigger")
    return Consequence(
        kind=row.text("kind"),
        when=_brought_about(trigger, row),
        measure=row.optional_text("measure"),
        amount=row.number("amount"),
        percent=row.number("percent", most=1000),
        of=row.optional_text("of"),
        proof_required=row.flag("proof_required", otherwise=False),
        cap_percent_of_month=row.number("cap_percent_of_month", most=100),
        floor=row.optional_text("floor"),
        trigger=trigger,
        exclude=row.texts("exclude"),
        persons=row.texts("persons"),
        served=_served(row),
        extra=MappingProxyType(extra),
        location=row.location,
    )


def _brought_about(trigger: str | None, row: Row) -> Condition:
    """Return the condition of a consequence: what its trigger asks for, and what is written beside it."""
    written, rule = row.condition(), CONSEQUENCE_TRIGGERS.get(trigger or "")
    if rule is None or not rule.fact:
        return written
    operator, operand = rule.asks
    asked = Comparison(fact=rule.fact, operator=operator, operand=operand, location=row.place_of("trigger"))
    return asked if written == ALWAYS else AllOf(parts=(asked, written))


def _served(row: Row) -> ServicePeriod | None:
    told = ServicePeriod(begins=row.text("from"), ends=row.text("until"), cost=row.text("cost"))
    return told if told != ServicePeriod() else None
