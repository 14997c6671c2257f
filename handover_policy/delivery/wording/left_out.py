"""What is said in place of the rest of a text that was too long for its channel."""

from __future__ import annotations

from collections.abc import Callable

from handover_policy.ports.channels import Parcel
from handover_policy.texts.texts import texts


def left_out(parcel: Parcel, *, linked: bool) -> Callable[[int], str]:
    """Return what says of so many characters that they stand where the link leads, or on the person's page."""
    words = texts(parcel.language)
    key = "deliveries.cut.linked" if linked else "deliveries.cut.plain"
    return lambda count: words.say(key, count=count)
