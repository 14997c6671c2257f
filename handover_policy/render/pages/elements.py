"""attribute_fault, ELEMENTS: the elements and attributes of HTML that pages of authors may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from handover_policy.render.pages.style_sheet import style_faults

_ELEMENTS = (
    "html head meta title style body main header footer section article nav aside div span p h1 h2 h3 h4 h5 h6 ul ol li"
    " dl dt dd table caption colgroup col thead tbody tfoot tr th td b strong i em u s small sub sup code pre kbd samp"
    " blockquote q cite br hr wbr a img abbr time address figure figcaption mark ins del bdi bdo ruby rt rp details"
    " summary font center"
)
_ATTRIBUTES = (
    "class id lang dir title role style alt width height align valign colspan rowspan scope headers cellpadding"
    " cellspacing border bgcolor color face size start type value datetime charset name content xmlns tabindex hidden"
    " open translate reversed span"
)
ELEMENTS, ATTRIBUTES = frozenset(_ELEMENTS.split()), frozenset(_ATTRIBUTES.split())
OF_ONE: Mapping[str, tuple[str, ...]] = {"href": ("a",), "target": ("a",), "rel": ("a",), "src": ("img",)}
LOADING = frozenset({"href", "src", "style", "xmlns"})
"""Attributes whose value a browser follows, reads as code or loads."""
XHTML = "http://www.w3.org/1999/xhtml"
FILLED = "\x00"
"""Stands in a value where a template fills in something."""

_FOLLOWED = re.compile(r"https?://[^\x00]+|mailto:|tel:|#", re.IGNORECASE)
_SETTLED = re.compile(r"https?://[a-z0-9.:-]+/|mailto:|tel:|#", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,|cid:", re.IGNORECASE)
_BLANK = re.compile(r"[\x01-\x20\x7f-\xa0\u200b\u2028\u2029\ufeff]+")


def attribute_fault(element: str, name: str, value: str) -> str:
    """Return what is wrong with an attribute, empty where nothing is; `value` as written, FILLED where it is filled in.

    Event handlers and everything else that is not listed here are refused by name.
    """
    if name in OF_ONE:
        if element not in OF_ONE[name]:
            return f"<{element} {name}=>"
    elif name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
        return f"{name}="
    if "<" in value:
        return "<"
    told = unescape(value)
    if name == "href":
        return "" if _FOLLOWED.match(_BLANK.sub("", told)) else _scheme(told)
    if name == "src":
        return "" if _EMBEDDED.match(told) else f"{name}={_scheme(told)}"
    if name == "style":
        return next((what for what, _ in style_faults(told)), "")
    return f"{name}=" if name == "xmlns" and told != XHTML else ""


def may_be_filled(name: str, value: str) -> bool:
    """Return whether something may be filled in after `value`: not where it would choose what is followed or loaded."""
    if name == "href":
        return _SETTLED.match(_BLANK.sub("", unescape(value))) is not None
    return name not in LOADING


def _scheme(value: str) -> str:
    """Return what an address begins with, for people to find it by."""
    begun = _BLANK.sub("", value).replace(FILLED, "{{").lower()
    return f"{begun.partition(':')[0][:20]}:" if ":" in begun else begun[:20] or "href="
