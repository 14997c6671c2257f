"""Changes of messages: reminders, who gets them, when, on which channels, and their texts."""

from __future__ import annotations

from collections.abc import Iterator

from handover_policy.diff.change import Change, Direction, opposite
from handover_policy.diff.families.rewriting import (
    BETTER,
    NEUTRAL,
    UNCLEAR,
    RulePair,
    audience,
    later_is,
    listed,
    moved_moment,
    rule_of,
)
from handover_policy.diff.families.steps import leaver_parties
from handover_policy.diff.families.texts.message_texts import message_text_changes
from handover_policy.diff.sides import Scene
from handover_policy.model.words.messages import EVERYBODY_TOLD, SHEET_PARTIES, STEP_PARTY
from handover_policy.policy.policy_set import NoticeRule, Repeat

MOVED = ("reminder-earlier", "reminder-later", "reminder-moved")
CHANNELS = ("message-channel-added", "message-channel-removed")
PEOPLE = ("message-widened", "message-narrowed", "message-condition-rewritten")


def message_changes(scene: Scene) -> Iterator[Change]:
    """Yield the changes of messages: who is told more, and earlier, is better off; messages to others are neutral."""
    met = scene.differing(scene.before.policy.notices, scene.after.policy.notices)
    for notice in met.added:
        yield rule_of(scene, None, notice, "").change(f"{_sort(notice)}-added", _worth(scene, notice))
    for notice in met.gone:
        yield rule_of(scene, notice, None, "").change(f"{_sort(notice)}-removed", opposite(_worth(scene, notice)))
    for old, new in met.kept:
        yield from _one(rule_of(scene, old, new, ""), old, new)
    yield from message_text_changes(scene)


def _sort(rule: NoticeRule) -> str:
    return "message" if rule.at is None else "reminder"


def _worth(scene: Scene, rule: NoticeRule) -> Direction:
    """Return what getting a message means: to be told is better for the leaver."""
    leavers = leaver_parties(scene.before.policy) | leaver_parties(scene.after.policy)
    telling = {*leavers, STEP_PARTY, EVERYBODY_TOLD, SHEET_PARTIES}
    return BETTER if telling.intersection(rule.to) else NEUTRAL


def _one(rule: RulePair, old: NoticeRule, new: NoticeRule) -> Iterator[Change]:
    worth = _worth(rule.scene, new)
    yield from rule.renamed()
    yield from _moment(rule, old, new, worth)
    if old.to != new.to:
        before = _worth(rule.scene, old)
        direction = NEUTRAL if before is worth else BETTER if worth is BETTER else opposite(BETTER)
        yield rule.change("message-recipient-changed", direction, "to")
    yield from listed(rule, CHANNELS, worth, (old.channels, new.channels), "channels")
    if sorted(old.on) != sorted(new.on):
        yield rule.change("message-trigger-changed", UNCLEAR, "on")
    if old.for_tasks is not new.for_tasks:
        yield rule.change("message-trigger-changed", UNCLEAR, "for")
    if old.notification != new.notification:
        yield rule.change("message-notification-changed", UNCLEAR, "notification")
    yield from audience(rule, (old.when, new.when), PEOPLE, worth, "when")
    yield from rule.texts("reminder-moved", "send_on")
    yield from rule.texts("message-trigger-changed", "title", "law", "together")


def _moment(rule: RulePair, old: NoticeRule, new: NoticeRule, worth: Direction) -> Iterator[Change]:
    if old.at is None or new.at is None:
        if old.at is not new.at:
            yield rule.change("message-trigger-changed", UNCLEAR, "at")
    elif rule.differs("at"):
        sign = rule.scene.almanac.compare(old.at, new.at)
        direction = NEUTRAL if sign == 0 or worth is NEUTRAL else later_is(opposite(worth), sign)
        yield rule.change(moved_moment(sign, MOVED), direction, "at")
    if _repeats(old.repeat) != _repeats(new.repeat):
        yield rule.change("reminder-repeats-changed", NEUTRAL, "repeat")


def _repeats(repeat: Repeat | None) -> tuple[object, ...]:
    return () if repeat is None else (repeat.every, repeat.times)
