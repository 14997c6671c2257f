"""InspectedChannel: a channel at whose door is looked at what goes in, so that it can be sent, and what comes out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from handover_policy.delivery.wording.cleaned import MOST_REASON, forms, one_line, without, writable
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed, MessageChannel, Parcel, Receipt, SentParcel

MOST_CODE = 100
LONGEST_WAIT = 7 * 86_400.0
AFTER_FAULT = 600.0
"""Seconds after which parcels are asked about again where asking went wrong by a fault of ours."""
SHORTEST_TOKEN = 8
_ADDRESS = re.compile(r"https?:\S+", re.IGNORECASE)
YEARS = (2000, 2100)
"""Between which something can have happened."""
Hide = Callable[[str], str]


class InspectedChannel:
    """A channel whose providers may say what they like: no NUL, no endless code, no other century comes through.

    A link that signs somebody in is told to them alone: what a provider quotes of it is hidden.
    """

    def __init__(self, channel: MessageChannel) -> None:
        """Take the channel."""
        self.channel = channel
        self.kind, self.address_kind = channel.kind, channel.address_kind
        self.tells_repeats, self.limits = channel.tells_repeats, channel.limits

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Hand a parcel over, as it can be written; return the answer, as it can be kept."""
        return _kept(self.channel.send(_sendable(parcel), now), _hiding(parcel.link))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        """Ask what became of parcels; where that goes wrong by a fault of ours, ask again later."""
        keys = {each.key for each in sent}
        try:
            asked = self.channel.ask([replace(each, address=_stripped(each.address)) for each in sent], now)
        except Exception:  # noqa: BLE001 - it is logged, and made good
            import structlog  # noqa: PLC0415 - settings that name kinds are read where nothing is sent

            structlog.get_logger().exception("asking-failed", kind=self.kind)
            return Asked(again=dict.fromkeys(keys, AFTER_FAULT))
        again = {key: _seconds(wait) for key, wait in (asked.again or {}).items()}
        return Asked(
            receipts=tuple(_receipt(each) for each in asked.receipts if each.key in keys),
            again={key: wait for key, wait in again.items() if key in keys and wait is not None} or None,
            unsent=tuple(key for key in asked.unsent if key in keys),
        )

    def close(self) -> None:
        """Give back what it holds."""
        self.channel.close()


def _sendable(parcel: Parcel) -> Parcel:
    sms = parcel.sms
    if sms is not None:
        sms = replace(sms, parameters=tuple((name, writable(value)) for name, value in sms.parameters))
    return replace(
        parcel,
        name=writable(parcel.name),
        address=_stripped(parcel.address),
        title=writable(parcel.title),
        text=writable(parcel.text),
        html=None if parcel.html is None else writable(parcel.html),
        sms=sms,
    )


def _stripped(address: str | None) -> str | None:
    return None if address is None else writable(address).strip()


def _kept(answer: Answer, hide: Hide) -> Answer:
    if isinstance(answer, Accepted):
        return Accepted(provider_id=_name(answer.provider_id), ask_after=_seconds(answer.ask_after))
    code, reason = one_line(hide(answer.code), MOST_CODE), one_line(hide(answer.reason))
    told = replace(answer, code=code or "unnamed", reason=reason)
    return replace(told, wait=_seconds(told.wait)) if isinstance(told, Failed) else told


def _receipt(told: Receipt) -> Receipt:
    def line(text: str | None, most: int) -> str | None:
        return None if text is None else one_line(_ADDRESS.sub("…", text), most) or None

    at = told.at
    if at is not None and (at.tzinfo is None or not YEARS[0] < at.year < YEARS[1]):
        at = None
    return replace(told, code=line(told.code, MOST_CODE), reason=line(told.reason, MOST_REASON), at=at)


def _name(told: object) -> str | None:
    """Return what a provider calls a message: a text or a number; None for anything else."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    return one_line(str(told)) or None


def _seconds(told: float | None) -> float | None:
    return None if told is None or not math.isfinite(told) else min(max(told, 0.0), LONGEST_WAIT)


def _hiding(link: str | None) -> Hide:
    """Return what hides a link in a text: whole, begun, and what stands at its end, which is what lets somebody in."""
    if not link:
        return lambda told: told
    begins, _, token = link.rstrip("/").rpartition("/")
    hidden = forms([link, *([token] if len(token) >= SHORTEST_TOKEN else [])])
    begun = re.compile(rf"(?:{'|'.join(re.escape(each) for each in forms([begins + '/']))})[^\s\"'<>]*")
    return lambda told: begun.sub("…", without(told, hidden))
