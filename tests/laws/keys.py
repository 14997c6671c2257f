"""Keys of messages, held against those of the same events by another calendar: they tell of no day (section 4)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import takewhile

from handover_policy.decide.rulebook import Rulebooks
from handover_policy.model.altered import altered
from tests.laws.judging import must
from tests.laws.settings import Line, Trial, opened

ANOTHER = "BD"
"""A calendar whose weekend, and whose holidays, are other days than those of the settings."""


@cache
def _other_books(setting: str) -> Rulebooks:
    policies = opened(setting).policies
    moved = (altered(policy, manifest=replace(policy.manifest, calendar=ANOTHER)) for policy in policies)
    return Rulebooks(tuple(moved), engine="compiled")


def hold_keys(setting: str, lines: list[Line]) -> int:
    """Raise LawBroken where a calendar changes a key; return how many messages of both were on different days.

    Only messages that went out as often, and passed over as many, by both calendars are the same ones. Of those that
    are repeated other ones may; one that tells of a duty missed is of the day on which it was due, and one of several
    tasks is the same where it is of the same tasks.
    """
    rules = {rule.id: rule for policy in opened(setting).policies for rule in policy.notices}
    once = {name for name, rule in rules.items() if rule.repeat is None and "duty" not in rule.on}
    other = Trial(setting)
    other.books = _other_books(setting)
    again = other.lines(line.told for line in lines)
    # From the first event on that one calendar takes and the other does not, two other stories are told.
    alike = list(takewhile(lambda pair: pair[0].outcome == pair[1].outcome, zip(lines, again, strict=True)))
    before, after = _sent([one for one, _ in alike], once), _sent([two for _, two in alike], once)
    moved = 0
    for group in before.keys() & after.keys():
        one, two = before[group], after[group]
        if [skipped for _, _, skipped in one] != [skipped for _, _, skipped in two]:
            continue
        must([key for key, *_ in one] == [key for key, *_ in two], "a key tells of no day", group, one, two)
        moved += one != two
    return moved


def _sent(lines: Iterable[Line], rules: Collection[str]) -> Mapping[tuple[str, ...], list[tuple[str, str | None, int]]]:
    """Return what was sent of each message to each person, in order: its key, its day, how many days it passed over."""
    sent: dict[tuple[str, ...], list[tuple[str, str | None, int]]] = defaultdict(list)
    for line in lines:
        for effect in json.loads(line.decision).get("effects", ()):
            if effect["effect"] == "notice" and effect["notice"] in rules:
                group = effect["id"].rsplit(":", 1)[0], effect["to"], *effect.get("tasks", ())
                sent[group].append((effect["key"], effect["planned"], len(effect["skipped"])))
    return sent
