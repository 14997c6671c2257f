"""Plain texts as WeCom and Feishu show them: no Markdown, and nothing that they would read as a tag."""

from __future__ import annotations

import re

from handover_policy.delivery.wording.fitting import without_marks
from handover_policy.ports.channels import Parcel

_TAG = re.compile(r"<(?=[@/a-zA-Z])")


def untagged(text: str) -> str:
    """Return a text in which nothing is read as a tag: no link of somebody else's, no word to everybody."""
    return _TAG.sub("\N{FULLWIDTH LESS-THAN SIGN}", text)


def plain(parcel: Parcel, *, titled: bool) -> str:
    """Return the text of a parcel; `titled`: where its title is told beside it, it does not begin with it."""
    text = untagged(without_marks(parcel.text)).strip()
    return text.removeprefix(parcel.title.strip()).lstrip() if titled else text
