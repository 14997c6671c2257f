"""controls_in: what somebody may press on a page, by the names that people read."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from html.parser import HTMLParser

PRESSED = frozenset({"button", "summary"})
SILENT = frozenset({"svg"})


class _Controls(HTMLParser):
    """Goes through a page and remembers each control with its name, and where each form leads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.forms: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str | None, list[str]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        if tag in PRESSED and told.get("aria-hidden") != "true":
            self._open.append((tag, told.get("aria-label"), []))
        if tag == "a" and told.get("href"):
            self.links.append(told["href"] or "")
        if tag == "form":
            self.forms.append((told.get("method") or "get", told.get("action") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1
        if self._open and self._open[-1][0] == tag:
            _, label, text = self._open.pop()
            self.names.add(label or " ".join("".join(text).split()))

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self._open[-1][2].append(data)


def controls_in(page: str) -> AbstractSet[str]:
    """Return the accessible names of everything that is pressed on a page."""
    return _read(page).names


def forms_in(page: str) -> list[str]:
    """Return where the forms lead that change something."""
    return [action for method, action in _read(page).forms if method.lower() == "post"]


def links_in(page: str) -> list[str]:
    """Return where the links of a page lead."""
    return _read(page).links


def _read(page: str) -> _Controls:
    found = _Controls()
    found.feed(page)
    found.close()
    return found
