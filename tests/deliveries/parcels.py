"""A parcel to send, and the moment at which it is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from handover_policy.ports.channels import Parcel

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LINK = "https://handover.example.com/enter/Q2hhbmdlX21l-one_time"
TEXT = "### 请准备工作交接\n\n张三，您好。\n\n**应完成日**：2026年12月1日"


def parcel(**told: Any) -> Parcel:
    values: dict[str, Any] = {
        "key": "0123456789abcdef0123456789abcdef",
        "company": "acme",
        "to": "E1001",
        "name": "张三",
        "address": "zhangsan",
        "title": "请准备工作交接",
        "text": TEXT,
        "link": LINK,
    }
    return Parcel(**(values | told))
