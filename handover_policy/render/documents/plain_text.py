"""plain_text: a document's HTML as text that reads well in a terminal or a plain mail."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "div", "li", "tr", "td", "h1", "h2", "dt", "section", "article", "header", "table", "main"})
SKIPPED = frozenset({"head", "thead", "caption"})
VOID = frozenset({"meta", "br", "img", "link", "hr", "input"})
UNDERLINED = {"h1": "=", "h2": "-"}
APART = frozenset({"h1", "h2", "tr"})
WIDE = "WF"
INDENT = "  "


def plain_text(html: str, *, colon: str) -> str:
    """Return the text of a page: a line a block, cells with their label, headings underlined.

    Only pages of our own templates come here: every element that is opened is closed.
    """
    parser = _Text(colon)
    parser.feed(html)
    parser.close()
    return parser.text()


class _Text(HTMLParser):
    """Gathers lines; `_hidden` counts the open elements of a part that is not for reading."""

    def __init__(self, colon: str) -> None:
        super().__init__(convert_charrefs=True)
        self._colon = colon
        self._lines: list[str] = []
        self._line = ""
        self._hidden = 0
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._hidden or tag in SKIPPED or told.get("aria-hidden") == "true":
            self._hidden += tag not in VOID
            return
        if tag in {"ul", "ol"}:
            self._depth += 1
        if tag in BLOCKS:
            self._end_line()
        if tag in APART:
            self._blank()
        if tag == "li":
            self._line = INDENT * (self._depth - 1) + "- "
        elif tag in BLOCKS and not self._line:
            self._line = INDENT * self._depth
        if tag == "td" and told.get("data-label"):
            self._line += f"{told['data-label']}{self._colon}"
        elif "line" in (told.get("class") or "").split() or tag == "dd" or (told.get("class") or "") == "file":
            self._gap()

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= 1
            return
        if tag in {"ul", "ol"}:
            self._depth -= 1
        if tag == "dt":
            self._line += self._colon
            return
        if tag in UNDERLINED:
            heading = " ".join(self._line.split())
            self._end_line()
            self._lines.append(UNDERLINED[tag] * _width(heading))
        elif tag in BLOCKS or tag == "dd":
            self._end_line()
        elif tag in {"span", "h3"}:
            self._gap()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line += _squeezed(data, before=self._line) if data.strip() else ""
            if data[-1:].isspace():
                self._gap()

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n") + "\n"

    def _gap(self) -> None:
        if self._line.strip(" -") and not self._line.endswith((" ", self._colon)):
            self._line += " "

    def _blank(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _end_line(self) -> None:
        if self._line.strip(" -"):
            self._lines.append(self._line.rstrip())
            self._line = ""
        elif "-" not in self._line:  # the mark of a list item waits for the first words
            self._line = ""


def _squeezed(data: str, *, before: str) -> str:
    """Return a text whose white space is single blanks, one in front kept where none stands `before` it."""
    text = " ".join(data.split())
    return f" {text}" if data[:1].isspace() and before and not before.endswith(" ") else text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in text)
