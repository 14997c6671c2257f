"""Words of clauses: what may follow from one, how its amount is measured, when it is signed (contract, "clauses")."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.model.words.word import Word, table, words


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceKind(Word):
    """What a clause may provide for; `onerous`: the employee pays for it."""

    onerous: bool = False


CONSEQUENCES = table(
    ConsequenceKind(name="damages", onerous=True),
    ConsequenceKind(name="penalty", onerous=True),
    ConsequenceKind(name="bonus"),
    ConsequenceKind(name="early_release"),
)
MEASURES = words("actual_loss", "fixed_sum")
SIGNED_AT = words("onboarding", "resignation", "never")

ONEROUS = frozenset(row.name for row in CONSEQUENCES.values() if row.onerous)
