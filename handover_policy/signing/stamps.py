"""stamp_page: what stands in a party's place of a signed document, as a page of PDF as large as that place."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from handover_policy.render.documents.pdf import print_label

SIZES = (8.5, 7.5, 6.5, 5.5, 4.5)
"""In points, from which the largest is taken that fits."""
MOST_SHOWN = 90
"""Characters of one line: what is longer stands whole in the signature itself."""
STYLE = """
@page { size: %(width)spt %(height)spt; margin: 0; background: %(ground)s; }
body { margin: 0; padding: 4pt 6pt; color: #1b2430; font: %(size)spt/1.32 "Noto Sans CJK SC", "Source Han Sans SC",
  "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
p { margin: 0; }
p:first-child { font-size: 1.15em; color: %(ink)s; }
"""
SIGNED, SILENT = ("#f5fbf7", "#17633d"), ("#fff9ee", "#7a4a00")


def stamp_page(lines: Sequence[str], width: float, height: float, *, silent: bool = False) -> bytes:
    """Return the lines as a page of PDF, as large as they fit in.

    Raises PdfUnavailable or CharactersUnshown, as the document itself does.
    """
    ground, ink = SILENT if silent else SIGNED
    body = "".join(f"<p>{escape(_shortened(each))}</p>" for each in lines)
    content = b""
    for size in SIZES:
        style = STYLE % {"width": width, "height": height, "size": size, "ground": ground, "ink": ink}
        content, pages = print_label(f'<html lang="zh-CN"><body>{body}</body></html>', style)
        if pages == 1:
            break
    return content


def _shortened(line: str) -> str:
    return line if len(line) <= MOST_SHOWN else f"{line[: MOST_SHOWN - 1]}…"
