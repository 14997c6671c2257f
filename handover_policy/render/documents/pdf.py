"""write_pdf, print_pdf: a page of HTML as PDF/A-3 with files attached; the same page and files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

VARIANT = "pdf/a-3u"
EPOCH = "SOURCE_DATE_EPOCH"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
MISSING = re.compile(r"\(U\+([0-9A-F]{4,6})\)")
ONE_AT_A_TIME = threading.Lock()
POINTS = 0.75
"""Of one pixel of CSS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPlace:
    """Where something stands in a PDF: the number of its page, from 0, and the rectangle in points from below left."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPdf:
    """A PDF, its pages, and where each element that has an id stands in it."""

    content: bytes
    pages: int
    places: Mapping[str, PrintedPlace]


class PdfUnavailable(RuntimeError):
    """PDF cannot be written on this machine: install what `missing` names (weasyprint, its libraries, or fonts)."""

    def __init__(self, missing: str) -> None:
        """Take `weasyprint`, `libraries` or `fonts`."""
        super().__init__(missing)
        self.missing = missing


class CharactersUnshown(ValueError):
    """No installed font has these characters, so a PDF would show boxes in their place and is not written.

    `by_script` holds them by the name of their script (Han, Hangul, Common …).
    """

    def __init__(self, by_script: Mapping[str, str]) -> None:
        """Take the characters by script."""
        super().__init__(", ".join(by_script))
        self.by_script = by_script


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


def write_pdf(html: str, attachments: Mapping[str, bytes], created: datetime) -> bytes:
    """Return a page as PDF/A-3 with files attached; as `print_pdf` takes and raises."""
    return print_pdf(html, attachments, created).content


def print_pdf(html: str, attachments: Mapping[str, bytes], created: datetime) -> PrintedPdf:
    """Return a page as PDF/A-3 with files attached, and where its elements stand.

    Args:
        html: a page that needs nothing besides itself; whatever it asks to load, file or address, is not loaded.
        attachments: content by file name.
        created: the moment that stands in the file as its date, whenever it is written.

    Raises:
        PdfUnavailable: WeasyPrint, or a library it stands on, is not installed, or no font at all.
        CharactersUnshown: no font has some of the text's characters.

    """
    weasyprint = _weasyprint()
    moment = created.astimezone(UTC)
    files = [
        weasyprint.Attachment(
            file_obj=io.BytesIO(content), name=name, relationship="Data", created=moment, modified=moment
        )
        for name, content in attachments.items()
    ]
    style = STYLE.search(html)
    sheet, counters = _style_sheet(style[1] if style is not None else "")
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    page = weasyprint.HTML(string=STYLE.sub("", html, count=1), url_fetcher=nothing)
    how: dict[str, Any] = {
        "pdf_variant": VARIANT,
        "pdf_identifier": _identifier(html, attachments),
        "attachments": files,
        "pdf_tags": True,
    }
    with _listening() as remarks, _as_of(moment), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its colour profile for Python to close
        laid_out = page.render(stylesheets=[sheet], counter_style=counters, **how)
        content = laid_out.write_pdf(**how)
    if remarks.characters:
        raise CharactersUnshown(_by_script(remarks.characters))
    return PrintedPdf(content=bytes(content), pages=len(laid_out.pages), places=_places(laid_out.pages))


def print_label(html: str, style: str) -> tuple[bytes, int]:
    """Return a small page, to be put into another document, as PDF, and how many pages it took.

    Raises PdfUnavailable and CharactersUnshown.
    """
    weasyprint = _weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    with _listening() as remarks:
        sheet = weasyprint.CSS(string=style, url_fetcher=nothing)
        laid_out = weasyprint.HTML(string=html, url_fetcher=nothing).render(stylesheets=[sheet])
        content = laid_out.write_pdf()
    if remarks.characters:
        raise CharactersUnshown(_by_script(remarks.characters))
    return bytes(content), len(laid_out.pages)


def _places(pages: Iterable[Any]) -> dict[str, PrintedPlace]:
    """Return where each element that has an id stands; the first of several."""
    found: dict[str, PrintedPlace] = {}
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            box = (left, page.height - bottom, right, page.height - top)
            scaled = tuple(round(each * POINTS, 2) for each in box)
            found.setdefault(name, PrintedPlace(page=number, box=(scaled[0], scaled[1], scaled[2], scaled[3])))
    return found


def _weasyprint() -> Any:  # noqa: ANN401 - a module without types
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():  # it prints advice where a library is missing
            warnings.simplefilter("ignore", UserWarning)  # and warns where there is no font, which is told below
            import weasyprint  # noqa: PLC0415 - half a second, and an extra
            import weasyprint.css.counters  # noqa: PLC0415 - the same
            import weasyprint.text.ffi  # noqa: PLC0415 - the same
            import weasyprint.urls  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise PdfUnavailable("weasyprint") from error
    except OSError as error:
        raise PdfUnavailable("libraries") from error
    if not _fonts_there(weasyprint.text.ffi):
        raise PdfUnavailable("fonts")
    return weasyprint


def _fonts_there(native: Any) -> bool:  # noqa: ANN401 - a module without types
    """Return whether fontconfig knows a font: without any, Pango ends the whole process.

    Windows has fonts of its own that fontconfig does not list.
    """
    if sys.platform == "win32":
        return True
    fontconfig = native.fontconfig
    config = native.ffi.gc(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcConfigDestroy)
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    return bool(fonts != native.ffi.NULL and fonts.nfont > 0)


def _by_script(characters: Iterable[str]) -> dict[str, str]:
    """Return characters by the name of the script they belong to, as they were met."""
    from fontTools import unicodedata  # noqa: PLC0415 - comes with WeasyPrint

    found: dict[str, str] = {}
    for each in characters:
        name = unicodedata.script_name(unicodedata.script(each))
        found[name] = found.get(name, "") + each
    return found


def _identifier(html: str, attachments: Mapping[str, bytes]) -> bytes:
    """Return what tells this file from every other one: a digest of all that is in it."""
    digest = hashlib.sha256(html.encode())
    for name, content in attachments.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.digest()[:16]


@contextmanager
def _as_of(moment: datetime) -> Iterator[None]:
    """Let fontTools, which makes the emoji font anew, write this moment into it rather than the time of day.

    It takes it from the environment, which all threads share: one prints at a time.
    """
    with ONE_AT_A_TIME:
        before = os.environ.get(EPOCH)
        os.environ[EPOCH] = str(int(moment.timestamp()))
        try:
            yield
        finally:
            del os.environ[EPOCH]
            if before is not None:
                os.environ[EPOCH] = before


@lru_cache(maxsize=8)
def _style_sheet(text: str) -> tuple[object, object]:
    """Return a style sheet and its counter styles, read once: every page of a set has the same.

    Reading it anew would take a sixth of the time of a page.
    """
    weasyprint = _weasyprint()
    counters = weasyprint.css.counters.CounterStyle()
    with _listening():
        nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
        sheet = weasyprint.CSS(string=text, url_fetcher=nothing, counter_style=counters)
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
