"""DossierFinding, Findings, Brought: what is found of each file of a dossier, and what somebody brings to check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cryptography.x509 import Certificate

from handover_policy.evidence.judging import LogKey
from handover_policy.texts.texts import Texts

Mark: TypeAlias = Literal["holds", "wrong", "unchecked", "absent"]
"""What became of a check: `absent` of what a dossier says itself that it lacks."""
LookedAt: TypeAlias = Callable[[Iterable[bytes], bytes], Sequence[tuple[bool, str]]]
"""Looks at the signatures within a PDF, given by its bytes, with the certificates beside it: what holds, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFinding:
    """What was found of a file: its place in the dossier, a code, what became of the check, and its values."""

    path: str
    code: str
    mark: Mark
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, words: Texts) -> str:
        """Return the finding as a sentence that begins with its mark and its place."""
        mark = words.say(f"dossier.found.marks.{self.mark}")
        place = words.say("dossier.found.place", path=self.path) if self.path else ""
        says = words.say(f"dossier.found.{self.code}", **self.params)
        return words.say("dossier.found.line", mark=mark, place=place, says=says)


@dataclass(slots=True)
class Findings:
    """What was found, in the order in which it was looked at."""

    found: list[DossierFinding] = field(default_factory=list)

    def holds(self, path: str, code: str, **params: object) -> None:
        """Note that something holds."""
        self.found.append(DossierFinding(path=path, code=code, mark="holds", params=params))

    def wrong(self, path: str, code: str, **params: object) -> None:
        """Note that something does not hold."""
        self.found.append(DossierFinding(path=path, code=code, mark="wrong", params=params))

    def unchecked(self, path: str, code: str, **params: object) -> None:
        """Note that something was not looked at."""
        self.found.append(DossierFinding(path=path, code=code, mark="unchecked", params=params))

    def absent(self, path: str, code: str, **params: object) -> None:
        """Note that something is not there, as the dossier says itself."""
        self.found.append(DossierFinding(path=path, code=code, mark="absent", params=params))

    @property
    def faults(self) -> Sequence[DossierFinding]:
        """What does not hold."""
        return [each for each in self.found if each.mark == "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtAlong:
    """What somebody who checks a dossier has besides it.

    Args:
        release: of the product that checks.
        templates: of the pages, so that these are made again.
        keys: of the log, as they know them; without any those of the dossier are taken.
        checkpoints: that they were sent, by the names of their files.
        roots: certificates that they trust to issue those of time-stamp authorities.
        look: looks at signatures within PDF files; None where nothing is installed that could.

    """

    release: str
    templates: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[LogKey] = ()
    checkpoints: Mapping[str, bytes] = field(default_factory=dict)
    roots: Sequence[Certificate] = ()
    look: LookedAt | None = None
