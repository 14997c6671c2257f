"""say_no_advice: by whom and when the law that findings cite was written down; no legal advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.lint.statutes import StatutePack

NO_ADVICE = {
    "zh": "这不是法律意见。法规包：{packs}；审阅人：{reviewed}；截至 {as_of}。",
    "en": "This is no legal advice. Statute packs: {packs}; reviewed by: {reviewed}; as of {as_of}.",
}


def say_no_advice(packs: Iterable[StatutePack], language: str) -> None:
    """Say once on standard error what the statute packs are worth; nothing where there are none."""
    told = {pack.id: pack for pack in packs}.values()
    if told:
        say(
            NO_ADVICE[language].format(
                packs="、".join(f"{pack.title[language]} {pack.version}" for pack in told),
                reviewed="、".join(dict.fromkeys(pack.reviewed_by for pack in told)),
                as_of=max(pack.as_of for pack in told),
            ),
            err=True,
        )
