"""with_content_policy, with_mail_policy: the rule in a page that browsers load and run nothing for it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
BEGINNING = re.compile(
    r"\ufeff?(?P<doctype>{blank}<!doctype[^>]*>)?(?P<root>{blank}<html\b[^>]*>)?(?P<head>{blank}<head\b[^>]*>)?".format(
        blank=r"(?:\s|<!--[^<>]*-->|\{#[^{}]*#\})*+"
    ),
    re.IGNORECASE,
)
"""How a page begins: doctype, root and head, each where it is there, with nothing but comments before it.

A head that anything else stands before is none to a browser, and in it a policy would not count.
"""
WHOLE = re.compile(r"<head\b|<html\b|<!doctype", re.IGNORECASE)
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
    if WHOLE.search(layout) is None:
        return layout
    return _inserted(layout, f"{NOTHING}; style-src 'unsafe-inline'; img-src data: cid:; {WITHIN.partition('; ')[2]}")


def _inserted(page: str, policy: str) -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    found = BEGINNING.match(page)
    at = max(map(found.end, ("doctype", "root", "head"))) if found is not None else -1
    return f"{page[:at]}\n{meta}{page[at:]}" if at > 0 else f"{meta}\n{page}"


def _digest(style: str) -> str:
    """Return the digest of a style sheet as a browser reads it, every end of a line being one character."""
    text = style.replace("\r\n", "\n").replace("\r", "\n")
    return b64encode(sha256(text.encode(errors="replace")).digest()).decode()
