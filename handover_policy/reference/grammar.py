"""grammar: what may stand where a key holds a time, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from handover_policy.model.words.anchors import ANCHOR_ROOMS, TARGET_DAYS, Speaker, anchors_for
from handover_policy.model.words.word import title
from handover_policy.texts.texts import texts

SPEAKERS: Mapping[str, tuple[Speaker, ...]] = MappingProxyType(
    {"tasks": ("case", "step"), "notices": ("case", "task message", "event message")}
)
"""Who counts from an anchor in a kind of file; in every other one the case as a whole."""


def grammar(kind: str, language: str) -> Iterator[str]:
    """Yield what may stand where a key of a kind of file holds a time: the form, the anchors, the days gone on to."""
    words, speakers = texts(language), SPEAKERS.get(kind, ("case",))

    def called(table: str, name: str) -> str:
        return words.say("times.key.anchor", name=name, title=title(f"{table}.{name}", language))

    anchors = [called("anchors", name) for name in anchors_for(*speakers)]
    rooms = [
        words.say("times.key.named", room=room.name, title=title(f"anchor_rooms.{room.name}", language))
        for room in ANCHOR_ROOMS.values()
        if room.speakers & {*speakers}
    ]
    yield words.say("times.key.form")
    yield words.say("times.key.anchors", anchors=words.joined([*anchors, *rooms]))
    yield words.say("times.key.targets", targets=words.joined(called("target_days", name) for name in TARGET_DAYS))
    yield words.say("times.key.more")
