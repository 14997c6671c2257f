"""linked_code: an address as a QR code for paper, and as a link for whoever reads it on the very phone."""

from __future__ import annotations

from markupsafe import Markup, escape

QUIET = 4
"""Modules of white around it: without them a dark page would take it in."""


def linked_code(address: str, name: str) -> Markup:
    """Return an address as a link around its QR code: inline SVG, which needs nothing besides itself.

    Args:
        address: where it leads to.
        name: what the link is called to somebody who cannot see it.

    """
    import segno  # noqa: PLC0415 - an extra, and only where a service knows its address

    made = segno.make(address, error="m", micro=False, boost_error=False)
    drawn = made.svg_inline(border=QUIET, light="#fff", svgclass=None, lineclass=None, omitsize=True)
    hidden = drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(address, escape(name), Markup(hidden))  # noqa: S704 - drawn
