"""Advising: what a person can do about a code, by the kind of channel that said it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.delivery.apprise_tail import APPRISE
from handover_policy.delivery.codes import OWN, Codes, advice, meaning
from handover_policy.delivery.mail.codes import SMTP_CODES
from handover_policy.delivery.messengers import MESSENGER_CODES
from handover_policy.delivery.sink import SINK
from handover_policy.delivery.sms.aliyun_codes import ALIYUN
from handover_policy.delivery.sms.tencent_codes import TENCENT
from handover_policy.delivery.webhook.codes import WEBHOOK
from handover_policy.texts.texts import Texts

TABLES: Mapping[str, Codes] = MappingProxyType(
    {
        **MESSENGER_CODES,
        "aliyun_sms": ALIYUN,
        "apprise": APPRISE,
        "sink": SINK,
        "smtp": SMTP_CODES,
        "tencent_sms": TENCENT,
        "webhook": WEBHOOK,
    }
)
UNDELIVERED: Mapping[str, str] = MappingProxyType(
    {"aliyun_sms": "aliyun.undelivered", "tencent_sms": "tencent.undelivered"}
)
"""What to do about a receipt that says `failed`: its codes are the carriers', thousands of them, of no fixed list."""
PASSING = frozenset({"busy", "token", "smtp.busy", "smtp.broken"})
"""What passes by itself, so that nobody has to look."""
FAMILIES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {"smtp": (("4", "smtp.busy"), ("5", "smtp.server")), "webhook": (("http-", "webhook.refused"),)}
)
"""What to do about a code that stands in no table, by how it begins."""


def advised(kind: str, code: str, words: Texts, *, receipt: bool = False) -> str:
    """Return in plain words what to do about a code: of an answer, or of a receipt that says `failed`."""
    codes = TABLES.get(kind, {})
    if receipt and kind in UNDELIVERED:
        return words.say(f"deliveries.advice.{UNDELIVERED[kind]}")
    if code not in codes and code not in OWN:
        for begins, named in FAMILIES.get(kind, ()):
            if code.startswith(begins):
                return words.say(f"deliveries.advice.{named}")
    return advice(codes, code, words)


def lasts(kind: str, code: str) -> bool:
    """Return whether what a code says may last until somebody mends it, though the message is tried again by itself."""
    row = meaning(TABLES.get(kind, {}), code)
    return row.outcome == "for-now" and row.wait is None and row.advice not in PASSING
