"""drawn: what is seen of a signature, drawn into its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from handover_policy.signing.sealing import imported

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def drawn(writer: IncrementalPdfFileWriter, field: str, page: Callable[[float, float], bytes]) -> Any:  # noqa: ANN401 - a style of pyHanko
    """Return how a signature is drawn, given what draws a page of a size; None where its field has no place."""
    from pyhanko.pdf_utils.content import PdfContent  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.layout import (  # noqa: PLC0415 - the same
        AxisAlignment,
        BoxConstraints,
        InnerScaling,
        SimpleBoxLayoutRule,
    )
    from pyhanko.stamp import StaticStampStyle  # noqa: PLC0415 - the same

    size = _size(writer, field)
    if size is None:
        return None
    width, height = size
    content = page(width, height)

    class DrawnPage(PdfContent):
        """A page of PDF in the place of a signature."""

        def render(self) -> bytes:
            form = imported(writer, content)
            self.resources.xobject["/Stamp"] = form
            self.box = BoxConstraints(width=width, height=height)
            return b"/Stamp Do"

    middle = AxisAlignment.ALIGN_MID
    layout = SimpleBoxLayoutRule(x_align=middle, y_align=middle, inner_content_scaling=InnerScaling.STRETCH_FILL)
    return StaticStampStyle(border_width=0, background=DrawnPage(), background_layout=layout, background_opacity=1.0)


def _size(writer: IncrementalPdfFileWriter, name: str) -> tuple[float, float] | None:
    """Return width and height of a field's place; None where it has none."""
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field.get("/T") == name:
            left, below, right, above = (float(each) for each in field.get("/Rect", (0, 0, 0, 0)))
            return (right - left, above - below) if right > left and above > below else None
    return None
