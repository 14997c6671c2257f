"""Words of clauses: what may follow from one, and by what; how its amount is measured, when it is signed."""

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
BREACHED = "clause.breached"
"""The fact that the clause at hand was breached, as was proven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsequenceTrigger(Word):
    """What brings about the consequence of a clause: the fact that it asks for, and what is asked of it.

    `served`: a period that was to be served has not ended on the last day; the clause tells its days.
    """

    fact: str = ""
    asks: tuple[str, bool | int] = ("is", True)
    served: bool = False


CONSEQUENCE_TRIGGERS = table(
    ConsequenceTrigger(name="non_compete", fact=BREACHED),
    ConsequenceTrigger(name="training_service_period", served=True),
    ConsequenceTrigger(name="special_treatment", served=True),
    ConsequenceTrigger(name="short_notice", fact="case.notice_shortfall_days", asks=("above", 0)),
)
"""Every trigger by its name."""
MEASURES = words("actual_loss", "fixed_sum")
SIGNED_AT = words("onboarding", "resignation", "never")

ONEROUS = frozenset(row.name for row in CONSEQUENCES.values() if row.onerous)
