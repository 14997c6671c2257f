"""write_pdf: a page of HTML as PDF/A-3 with files attached; the same page and files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

VARIANT = "pdf/a-3u"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
MISSING = re.compile(r"\(U\+([0-9A-F]{4,6})\)")


class PdfUnavailable(RuntimeError):
    """PDF cannot be written on this machine: install what `missing` names (weasyprint, or the libraries it needs)."""

    def __init__(self, missing: str) -> None:
        """Take `weasyprint` or `libraries`."""
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A document as PDF; `unshown` are the characters that no installed font has."""

    content: bytes
    unshown: str


class Remarks(logging.Handler):
    """Keeps what WeasyPrint says of characters without a glyph, and drops the rest."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.characters: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take in a remark."""
        found = MISSING.search(record.getMessage())
        if found is not None:
            self.characters[chr(int(found[1], 16))] = None


def write_pdf(html: str, attachments: Mapping[str, bytes], created: datetime) -> Pdf:
    """Return a page as PDF/A-3 with files attached.

    Args:
        html: a page that needs nothing besides itself; whatever it asks to load, file or address, is not loaded.
        attachments: content by file name.
        created: the moment that stands in the file as its date, whenever it is written.

    Raises:
        PdfUnavailable: WeasyPrint, or a library it stands on, is not installed.

    """
    try:
        with redirect_stdout(io.StringIO()):  # it prints advice where a library is missing
            from weasyprint import HTML, Attachment  # noqa: PLC0415 - half a second, and an extra
            from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise PdfUnavailable("weasyprint") from error
    except OSError as error:
        raise PdfUnavailable("libraries") from error
    moment = created.astimezone(UTC)
    files = [
        Attachment(file_obj=io.BytesIO(content), name=name, relationship="Data", created=moment, modified=moment)
        for name, content in attachments.items()
    ]
    digest = hashlib.sha256(html.encode())
    for name, content in attachments.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    nothing = URLFetcher(allowed_protocols=())
    style = STYLE.search(html)
    sheet, counters = _style_sheet(style[1] if style is not None else "")
    page = HTML(string=STYLE.sub("", html, count=1), url_fetcher=nothing)
    with _listening() as remarks, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its colour profile for Python to close
        content = page.write_pdf(
            stylesheets=[sheet],
            counter_style=counters,
            pdf_variant=VARIANT,
            pdf_identifier=digest.digest()[:16],
            attachments=files,
            pdf_tags=True,
        )
    return Pdf(content=bytes(content), unshown="".join(remarks.characters))


@lru_cache(maxsize=8)
def _style_sheet(text: str) -> tuple[object, object]:
    """Return a style sheet and its counter styles, read once: every page of a set has the same.

    Reading it anew would take a sixth of the time of a page.
    """
    from weasyprint import CSS  # noqa: PLC0415 - half a second, and an extra
    from weasyprint.css.counters import CounterStyle  # noqa: PLC0415 - the same
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same

    counters = CounterStyle()
    with _listening():
        sheet = CSS(string=text, url_fetcher=URLFetcher(allowed_protocols=()), counter_style=counters)
    return sheet, counters


@contextmanager
def _listening() -> Iterator[Remarks]:
    """Hear what WeasyPrint says, and let nobody else hear it: unknown CSS is meant for browsers."""
    logger, remarks = logging.getLogger("weasyprint"), Remarks()
    propagates = logger.propagate
    logger.addHandler(remarks)
    logger.propagate = False
    try:
        yield remarks
    finally:
        logger.removeHandler(remarks)
        logger.propagate = propagates
