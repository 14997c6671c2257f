"""say_no_advice: by whom and when the law that findings cite was written down; no legal advice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.lint.statutes import StatutePack


def say_no_advice(packs: Iterable[StatutePack], language: str) -> None:
    """Say once on standard error what the statute packs are worth; nothing where there are none."""
    told = {pack.id: pack for pack in packs}.values()
    if told:
        say(
            spoken_in(
                language,
                "lint.no-advice",
                packs=tuple(f"{pack.title.get(language, pack.title['en'])} {pack.version}" for pack in told),
                reviewed=tuple(dict.fromkeys(pack.reviewed_by for pack in told)),
                as_of=max(pack.as_of for pack in told),
            ),
            err=True,
        )
