"""Collected: the findings of one reading, gathered in any order and handed out sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from types import MappingProxyType

from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.cells import escaped
from handover_policy.findings.suggestion import nearest

FINDINGS_A_FILE = 200  # beyond that a reader learns nothing more, and a hostile file could keep the reader busy
LONGEST_DETAIL = 80


class Unabridged(str):
    """A text of the product's own that a finding shows whole, however long it is."""

    __slots__ = ()


def shown(value: object) -> str:
    """Return a value as a finding shows it: short, and without characters that disturb a terminal.

    Of several values each is shown so.
    """
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    text = str(value)
    if isinstance(value, Unabridged):
        return text
    if len(text) > LONGEST_DETAIL:
        text = text[:LONGEST_DETAIL] + "…"
    return escaped(text)


class Collected:
    """Gathers findings; of one file it keeps the first FINDINGS_A_FILE and then says that there are more."""

    __slots__ = ("_alike", "_found", "_misspelt", "_per_file")

    def __init__(self) -> None:
        """Start with nothing found."""
        self._found: dict[tuple[str, Location, str, tuple[tuple[str, str], ...]], Finding] = {}
        self._per_file: Counter[str] = Counter()
        self._misspelt: set[tuple[Location, str]] = set()
        self._alike: dict[Location, tuple[str, Location, str, tuple[str, ...]]] = {}

    def error(
        self, code: str, at: Location, *, subject: str = "", known: Iterable[str] | None = None, **details: object
    ) -> None:
        """Note an error; `known` holds the names among which the nearest to `subject` is suggested."""
        self._note(Severity.ERROR, code, at, subject, known, details)

    def warning(
        self, code: str, at: Location, *, subject: str = "", known: Iterable[str] | None = None, **details: object
    ) -> None:
        """Note a warning; otherwise as `error`."""
        self._note(Severity.WARNING, code, at, subject, known, details)

    def hint(self, code: str, at: Location, *, subject: str = "", **details: object) -> None:
        """Note something worth a look that is not wrong."""
        self._note(Severity.INFO, code, at, subject, None, details)

    def note_misspelt(self, mapping: Location, key: str) -> None:
        """Remember that a key of a mapping, or its value, was meant but misspelt: it is not missing as well."""
        self._misspelt.add((mapping, key))

    def is_misspelt(self, mapping: Location, *keys: str) -> bool:
        """Return whether one of the keys of a mapping was meant but misspelt."""
        return any((mapping, key) in self._misspelt for key in keys)

    def note_alike(self, row: Location, name: str, at: Location, near: str, keys: Iterable[str]) -> None:
        """Remember that the id of a new row looks like that of an inherited one, which has these keys."""
        self._alike[row] = (name, at, near, tuple(keys))

    def inherited_alike(self, row: Location) -> tuple[str, Location, str, tuple[str, ...]] | None:
        """Return the id of a new row, its place, the inherited id that it looks like, and the keys of that row."""
        return self._alike.get(row)

    def is_full(self, file: str) -> bool:
        """Return whether no more findings of this file are kept."""
        return self._per_file[file] > FINDINGS_A_FILE

    def sorted(self) -> tuple[Finding, ...]:
        """Return the findings by file, line and column, each once."""
        return tuple(sorted(self._found.values(), key=lambda each: (each.location, each.code, each.subject)))

    def _note(  # noqa: PLR0917 - the shared tail of two public methods, called by them only
        self,
        severity: Severity,
        code: str,
        at: Location,
        subject: str,
        known: Iterable[str] | None,
        details: dict[str, object],
    ) -> None:
        if self.is_full(at.file):
            return
        texts = {name: shown(value) for name, value in details.items()}
        if known is not None:
            texts["suggestion"] = nearest(subject, known)
        identity = (code, at, shown(subject), tuple(sorted(texts.items())))
        if identity in self._found:
            return
        self._per_file[at.file] += 1
        if self.is_full(at.file):
            code, subject, texts = "more-findings", "", {"count": str(FINDINGS_A_FILE)}
        self._found[identity] = Finding(
            code=code, severity=severity, location=at, subject=shown(subject), details=MappingProxyType(texts)
        )
