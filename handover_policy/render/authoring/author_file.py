"""AuthorFile: one file of notifications/ under reading; whatever has the wrong shape becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.render.authoring.reading import Place, Plain, UnreadableFile, Written, read_written

FOLDER = "notifications"
LARGEST_NUMBER = 1000


class AuthorFile:
    """Gives the values of a file by path; `findings` gathers what is wrong, over all files of one compilation."""

    __slots__ = ("_findings", "_path", "_written")

    def __init__(self, path: str, text: str, *, kind: str, findings: Collected) -> None:
        self._path = path
        self._findings = findings
        try:
            self._written = read_written(text)
        except UnreadableFile as error:
            self._written = Written(values={})
            self._findings.error(
                "template-unreadable", Location(f"{FOLDER}/{path}", error.line), subject=path, what=str(error)
            )
        else:
            if self._written.values.get("kind") != kind:
                self.fault("template-shape", ("kind",), "kind", f"kind: {kind}")

    def fault(
        self,
        code: str,
        path: Place,
        subject: str,
        what: str = "",
        *,
        below: int = 0,
        known: Iterable[str] | None = None,
    ) -> None:
        """Note a finding at a value, `below` lines under its first; of `known` names the nearest is suggested."""
        self._findings.error(code, self.location(path, below), subject=subject, known=known, what=what or subject)

    def location(self, path: Place, below: int = 0) -> Location:
        """Return where a value stands, or the line so many lines below its first."""
        return Location(f"{FOLDER}/{self._path}", self._written.line(path) + below)

    def mapping(self, path: Place, *, keys: Collection[str], required: Collection[str] = ()) -> Mapping[str, Plain]:
        """Return a mapping, empty where there is none; `required` keys are asked for only where the mapping stands."""
        value = self._at(path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault("template-shape", path, str(path[-1]), "mapping")
            return {}
        for key in value:
            if key not in keys:
                self.fault("template-key-unknown", (*path, key), key, known=keys)
        if self._written.values:
            for key in required:
                if key not in value:
                    self.fault("template-key-missing", path, key)
        return value

    def sequence(self, path: Place) -> Iterator[Place]:
        """Yield the path of every item of a list."""
        value = self._at(path)
        if isinstance(value, list):
            yield from ((*path, index) for index in range(len(value)))
        elif value is not None:
            self.fault("template-shape", path, str(path[-1]), "list")

    def text(self, path: Place) -> str:
        """Return a text, empty where there is none."""
        value = self._at(path)
        if value is None or isinstance(value, str):
            return value or ""
        self.fault("template-shape", path, str(path[-1]), "text")
        return ""

    def texts(self, path: Place) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.text(item) for item in self.sequence(path))

    def number(self, path: Place) -> int:
        """Return a whole number from 1 to 1000; 1 where it is wrong."""
        text = self.text(path)
        if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER)):
            number = int(text)
            if 1 <= number <= LARGEST_NUMBER:
                return number
        self.fault("template-shape", path, str(path[-1]), f"1…{LARGEST_NUMBER}")
        return 1

    def _at(self, path: Place) -> Plain | None:
        value: Plain | Mapping[str, Plain] | None = self._written.values
        for part in path:
            if isinstance(value, Mapping) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
            else:
                return None
        return value if value is None or isinstance(value, str | list) else dict(value)
