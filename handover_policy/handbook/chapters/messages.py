"""messages_chapter: who is told what, when, and by which channels."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.model.condition import ALWAYS
from handover_policy.model.words.messages import RECIPIENTS
from handover_policy.model.words.word import title
from handover_policy.policy.policy_set import NoticeRule

DUE = "task.due"
"""In a message it is the day of the step at hand, elsewhere that of the step before."""


def messages_chapter(saying: InWords) -> Chapter:
    """Return the chapter of messages."""
    manifest = saying.policy.manifest
    at = f"{manifest.send_at:%H:%M}"
    lead = saying.say(f"messages.lead.{manifest.send_on}", at=at)
    rules = (_message(saying, place, rule) for place, rule in enumerate(saying.policy.notices))
    return Chapter(id="messages", title=saying.say("messages.title"), lead=lead, rules=tuple(rules))


def _message(saying: InWords, place: int, rule: NoticeRule) -> PlainRule:
    whom = saying.listed(_receiver(saying, each) for each in rule.to)
    return PlainRule(
        id=rule.id,
        title=saying.say("messages.rule", when=_moment(saying, place, rule), whom=whom),
        sentences=tuple(_told(saying, place, rule)),
        laws=saying.laws(rule.law),
    )


def _told(saying: InWords, place: int, rule: NoticeRule) -> Iterator[str]:
    language = saying.words.language
    yield saying.say(
        "messages.channels", channels=saying.listed(title(f"channels.{each}", language) for each in rule.channels)
    )
    if rule.when != ALWAYS:
        yield saying.say("messages.only", when=saying.holds(rule.when))
    if rule.repeat is not None:
        path = ("notices", place, "repeat", "times")
        every, times = saying.value(rule.repeat.every), saying.value(rule.repeat.times, path)
        yield saying.say("messages.repeat", every=every, times=times)
    if rule.together:
        yield saying.say("messages.together")


def _receiver(saying: InWords, name: str) -> str:
    return title(f"recipients.{name}", saying.words.language) if name in RECIPIENTS else saying.party(name)


def _moment(saying: InWords, place: int, rule: NoticeRule) -> str:
    events = saying.either(_event(saying, each) for each in rule.on) if rule.on else ""
    if rule.at is None:
        return saying.say("messages.on", events=events)
    at = saying.value(rule.at, ("notices", place, "at")).replace(saying.anchor(DUE), saying.say("messages.due"))
    return saying.say("messages.after", events=events, at=at) if rule.on else at


def _event(saying: InWords, name: str) -> str:
    key = f"words.triggers.{name}"
    return saying.words.say(key if saying.words.has(key) else f"words.events.{name}")
