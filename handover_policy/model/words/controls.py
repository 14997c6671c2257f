"""Controls: what a gate may hold, one row each; and the order in which a sheet is signed (contract, "gates")."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.model.words.word import Word, table, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Word):
    """Something that a gate may hold.

    `negotiable`: a company may make it depend on the handover; what is the leaver's by law (Labour Contract Law 50,
    Interim Provisions on Payment of Wages 9) no text names as something that waits. `reassures` names what the leaver
    is told of it: that it does not wait. `once_owed`: there is none before it is owed. `harmless`: it is nobody's loss
    that it is held.
    """

    negotiable: bool = False
    reassures: str = ""
    once_owed: bool = False
    harmless: bool = False


CONTROLS = table(
    Control(name="handover_confirmation", negotiable=True),
    Control(name="leaving_certificate", reassures="certificate"),
    Control(name="final_pay", reassures="final_pay"),
    Control(name="severance", negotiable=True, once_owed=True),
    Control(name="handover_bonus", negotiable=True),
    Control(name="early_release", negotiable=True),
    Control(name="reference_letter", negotiable=True),
    Control(name="file_transfer"),
    Control(name="social_insurance_transfer"),
    Control(name="access_removal", harmless=True),
)
"""Every control of the product by its name."""
OWN = "custom."
"""How the controls begin that a company declares for itself: what it decides on, it may make depend on the handover."""
SHEET_ORDERS = words("any", "strict")
"""How the parties of a sheet sign: in any order, or one after the other as they are listed."""

NEGOTIABLE = frozenset(row.name for row in CONTROLS.values() if row.negotiable)
ONCE_OWED = frozenset(row.name for row in CONTROLS.values() if row.once_owed)
HARMLESS = frozenset(row.name for row in CONTROLS.values() if row.harmless)
