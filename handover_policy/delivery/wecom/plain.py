"""Plain texts as WeCom shows them: no Markdown, and nothing that it would read as a tag."""

from __future__ import annotations

import re

from handover_policy.delivery.fitting import without_marks
from handover_policy.ports.channels import Parcel

_TAG = re.compile(r"<(?=[@/a-zA-Z])")


def plain(parcel: Parcel, *, titled: bool) -> str:
    """Return the text of a parcel; `titled`: where its title is told beside it, it does not begin with it."""
    text = _TAG.sub("\N{FULLWIDTH LESS-THAN SIGN}", without_marks(parcel.text)).strip()
    return text.removeprefix(parcel.title.strip()).lstrip() if titled else text
