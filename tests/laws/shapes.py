"""Shapes: how decisions are written out, whatever they are about (contract section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover_policy.model.effects import EFFECTS
from handover_policy.model.words.outcomes import OUTCOMES, REFUSALS
from tests.laws.judging import must

_FIELDS = {
    "case": "employee state cause arrival notice_days notice_end last_day shortfall_days because",
    "task": "employee id task state title start due planned_due current_step done_at steps because",
    "sheet": "version sha256",
    "gate": "employee gate controls state unmet tasks because",
    "claim": "clause kind amount signed because",
    "duty": "person duty state due because",
    "notice": "id key notice to party recipient channels notification subject bodies because",
    "problem": "code severity message",
}
FIELDS: Mapping[str, frozenset[str]] = {kind: frozenset(names.split()) for kind, names in _FIELDS.items()}
STATES: Mapping[str, frozenset[str]] = {
    "case": frozenset({"open", "withdrawn", "closed"}),
    "task": frozenset({"pending", "open", "submitted", "confirmed", "done", "returned", "waived", "cancelled"}),
    "gate": frozenset({"held", "open", "ended"}),
    "claim": frozenset({"open", "withdrawn", "dropped", "agreed", "disputed"}),
}


def hold_form(decision: Mapping[str, Any]) -> None:
    """Raise LawBroken unless a decision, and each effect of it, has the fields and words of the contract."""
    must(decision["outcome"] in OUTCOMES, "outcomes are those of the contract", decision)
    refused = decision["outcome"] == "refused"
    must(
        set(decision) == {"event", "case", "policy", "outcome", "refusal" if refused else "effects"},
        "fields",
        decision,
    )
    if refused:
        must(decision["refusal"]["code"] in REFUSALS, "refusals are those of the contract", decision)
        must(decision["refusal"]["message"], "refusals are explained", decision)
        return
    must(decision["outcome"] == "applied" or not decision["effects"], "only applied events have effects", decision)
    order = [(effect["case"] or "", EFFECTS.index(effect["effect"])) for effect in decision["effects"]]
    must(order == sorted(order), "effects are sorted by case and order", order)
    for effect in decision["effects"]:
        kind = effect["effect"]
        must(FIELDS[kind] <= set(effect), "effects have the fields of the contract", effect)
        must(
            kind != "notice" or ("task" in effect) != ("tasks" in effect),
            "a message is of a task or of several",
            effect,
        )
        must(kind not in STATES or effect["state"] in STATES[kind], "states are those of the contract", effect)
        if "because" in effect:
            must(set(effect["because"]) == {"rule", "file", "line", "facts", "law"}, "effects say why", effect)
            must(effect["because"]["rule"], "effects name their rule", effect)
