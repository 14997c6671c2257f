"""ActForm: the form of an act as it was filled in: what was typed, what is wrong, what it would change."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handover_policy.app.portal.acts.consequences import ActConsequences
from handover_policy.app.portal.case.history import HistoryLine
from handover_policy.app.portal.case.sayings import Saying
from handover_policy.app.portal.codes import CodeAsked
from handover_policy.ledger.files.versions import FileVersion
from handover_policy.web.pages.visit import ACT_BYTES

NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})
NO_FAULTS: Mapping[str, Saying] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """A form of the page of a departure; `act` names the one that was filled in, empty where none was.

    `meanwhile` is what others did since the page was made that it was filled in on.
    """

    act: str = ""
    typed: Mapping[str, Sequence[str]] = field(default_factory=lambda: NOTHING)
    faults: Mapping[str, Saying] = field(default_factory=lambda: NO_FAULTS)
    effect: ActConsequences | None = None
    refusal: str = ""
    meanwhile: Sequence[HistoryLine] = ()
    code: CodeAsked | None = None
    kept: Sequence[FileVersion] = ()

    def value(self, act: str, name: str) -> str:
        """Return what was typed into a field of an act."""
        return next(iter(self.typed.get(name, ())), "") if act == self.act else ""

    def has(self, act: str, name: str, value: str) -> bool:
        """Return whether a value was chosen in a field of an act."""
        return act == self.act and value in self.typed.get(name, ())

    def fault(self, act: str, name: str) -> Saying | None:
        """Return what is wrong with a field of an act."""
        return self.faults.get(name) if act == self.act else None


BLANK = ActForm()


def fresh_act() -> str:
    """Return the name of an act: a page with several forms gives each its own."""
    return secrets.token_urlsafe(ACT_BYTES)
