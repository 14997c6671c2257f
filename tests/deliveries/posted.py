"""A parcel as senders get it, with whatever a test wants otherwise; tokens for channels that need none; and times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from handover_policy.delivery.kinds import KINDS
from handover_policy.ports.channels import MessageChannel, Parcel, SmsText

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
KEY = "0f8fad5bd9cb469fa165708677289501"

PARCEL = Parcel(
    key=KEY,
    company="acme",
    to="E1001",
    name="王 五",
    address="wangwu@acme.example",
    title="离职交接：请在 12 月 23 日前完成",
    text="王五，您好：\n请在 2026-12-23 前完成交接。",
    html="<p>王五，您好：</p><p>请在 <b>2026-12-23</b> 前完成交接。</p>",
    sms=SmsText(template="handover-started", parameters=(("name", "王五"), ("day", "12月23日"))),
    link="https://handover.example.com/enter/abc",
)


def parcel(**changes: Any) -> Parcel:
    return replace(PARCEL, **changes)


class NoTokens:
    """For channels that sign each request by itself."""

    def token(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        raise AssertionError(f"{name} is wanted of {renew}")

    def forget(self, name: str, token: str) -> None:
        raise AssertionError(f"{name} {token}")


OPENED: list[MessageChannel] = []


def made(kind: str, /, **values: Any) -> MessageChannel:
    """Return a channel as the settings make it; it is closed when the test is over."""
    channel = KINDS[kind].make(values, NoTokens())
    OPENED.append(channel)
    return channel
