"""with_content_policy, with_mail_policy: the rule in a page that browsers load and run nothing for it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
# Where a page begins: its head, without one its root, without one its first line.
PLACES = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (r"<head\b[^>]*>", r"<html\b[^>]*>", r"<!doctype[^>]*>")
)
NOTHING = "default-src 'none'"
WITHIN = "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"


def with_content_policy(page: str, *, style_attributes: bool = False) -> str:
    """Return a page of HTML with a Content-Security-Policy: its own style sheets, embedded images, nothing else.

    Args:
        page: the whole page, as it will be written.
        style_attributes: whether its elements may have `style` attributes.

    """
    digests = " ".join(f"'sha256-{_digest(found)}'" for found in dict.fromkeys(STYLE.findall(page)))
    styles = f"; style-src {digests}" if digests else ""
    attributes = "; style-src-attr 'unsafe-inline'" if style_attributes else ""
    return _inserted(page, f"{NOTHING}{styles}{attributes}; {WITHIN}")


def with_mail_policy(layout: str) -> str:
    """Return the layout of an e-mail with such a policy; one that is no whole page, a part for a portal, as it is.

    What stands in `style` attributes and style sheets is the layout's own: texts that are filled in are escaped.
    """
    if not any(place.search(layout) for place in PLACES):
        return layout
    return _inserted(layout, f"{NOTHING}; style-src 'unsafe-inline'; img-src data: cid:; {WITHIN.partition('; ')[2]}")


def _inserted(page: str, policy: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    for place in PLACES:
        found = place.search(page)
        if found is not None:
            return f"{page[: found.end()]}\n{meta}{page[found.end() :]}"
    return f"{meta}\n{page}"


def _digest(style: str) -> str:
    """Return the digest of a style sheet as a browser reads it, every end of a line being one character."""
    text = style.replace("\r\n", "\n").replace("\r", "\n")
    return b64encode(sha256(text.encode(errors="replace")).digest()).decode()
