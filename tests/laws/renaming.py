"""A set with every id renamed, and stories told under both sets: the decisions may differ in the ids alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

from handover_policy.decide.decide import decide_event
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.register import Register
from handover_policy.model.altered import altered
from handover_policy.policy.policy_set import PolicySet, Renaming
from handover_policy.policy.renamed import kinds_of_ids
from tests.laws.judging import LawBroken
from tests.laws.settings import reader, written

NEW, BETWEEN = "-new", "-between"
"""What the new ids end in, as no other word of a decision does; what goes between two renamings is never in use."""


def renamed(policy: PolicySet) -> PolicySet:
    """Return a set with every id of it renamed, every other one twice, as its manifest tells."""
    place = policy.manifest.location
    moved: list[Renaming] = []
    for name, endings in _endings(policy).items():
        chain = [f"{name}{ending}" for ending in endings]
        moved += [Renaming(old=old, new=new, location=place) for old, new in pairwise(chain)]
    table = policy.notice_table
    return altered(
        policy,
        manifest=replace(policy.manifest, moved=tuple(reversed(moved))),
        notice_table=replace(table, rows=tuple(replace(row, id=f"{row.id}{NEW}") for row in table.rows)),
        tasks=tuple(
            replace(rule, id=f"{rule.id}{NEW}", list_id=f"{rule.list_id}{NEW}", after=_ending_anew(rule.after))
            for rule in policy.tasks
        ),
        clauses=tuple(replace(rule, id=f"{rule.id}{NEW}") for rule in policy.clauses),
        notices=tuple(replace(rule, id=f"{rule.id}{NEW}") for rule in policy.notices),
        gates=tuple(replace(rule, id=f"{rule.id}{NEW}") for rule in policy.gates),
        uploads=tuple(replace(rule, id=f"{rule.id}{NEW}") for rule in policy.uploads),
        recurring=tuple(
            replace(rule, id=f"{rule.id}{NEW}", clause=f"{rule.clause}{NEW}" if rule.clause else rule.clause)
            for rule in policy.recurring
        ),
        cases=tuple(
            replace(each, rule=f"{each.rule}{NEW}") if each.rule in kinds_of_ids(policy) else each
            for each in policy.cases
        ),
    )


def _ending_anew(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}{NEW}" for name in names)


def _endings(policy: PolicySet) -> dict[str, tuple[str, ...]]:
    """Return what is put behind each id, one renaming after the other: every other id is renamed twice."""
    chains = (("", NEW), ("", BETWEEN, NEW))
    return {name: chains[number % 2] for number, name in enumerate(sorted(kinds_of_ids(policy)))}


def later(policy: PolicySet, days: int, version: str) -> PolicySet:
    """Return a set as the next version, in force so many days later."""
    manifest = policy.manifest
    since = manifest.effective_from + timedelta(days=days)
    return altered(policy, manifest=replace(manifest, version=version, effective_from=since))


def without_digests(line: bytes) -> bytes:
    """Return an event that does not quote the digest of a sheet: a digest covers the ids of the tasks."""
    try:
        event = json.loads(line)
        event["data"].pop("sha256") if event["type"] == "sheet.signed" else None
    except (KeyError, TypeError, ValueError):
        return line
    return json.dumps(event, ensure_ascii=False).encode()


def told_otherwise(line: bytes, policy: PolicySet, chance: Random) -> bytes:
    """Return an event with the rules it names called by one of their names, whichever."""
    event = json.loads(line)
    data = event.get("data") or {}
    endings = _endings(policy)

    def called(name: str) -> str:
        return f"{name}{chance.choice(endings.get(name, ('',)))}"

    if isinstance(data.get("task"), str):
        data["task"] = ":".join(called(part) for part in data["task"].split(":"))
    if isinstance(data.get("duty"), str):
        data["duty"] = called(data["duty"])
    if event.get("type") == "agreement.signed":
        data["clauses"] = [called(name) for name in data["clauses"]]
    return json.dumps(event, ensure_ascii=False).encode()


class Decided:
    """A register under some versions, and what it decided, but for the ids."""

    def __init__(self, setting: str, *policies: PolicySet) -> None:
        """Start knowing nobody."""
        self._setting = setting
        self._books = Rulebooks(policies, engine="compiled")
        self._register = Register(self._books.zone_owner.manifest.timezone)

    def line(self, told: bytes) -> dict[str, Any]:
        """Return the decision on an event with every id as it was before the renaming."""
        event = reader(self._setting).read(told, 1)
        if isinstance(event, Unreadable):
            return {"outcome": "refused"}
        text = written(decide_event(self._register, self._books, event).decision)
        decision: dict[str, Any] = json.loads(text.replace(NEW, "").replace(BETWEEN, ""))
        decision["policy"]["digest"] = ""
        for effect in decision.get("effects", ()):
            effect.pop("sha256", None)
            effect.pop("key", None)  # it is made of the ids
        return decision


def hold_same(one: Decided, other: Decided, first: Iterable[bytes], second: Iterable[bytes]) -> int:
    """Raise LawBroken unless both decide the same; return how many events were applied."""
    applied = 0
    for line, again in zip(first, second, strict=True):
        before, after = one.line(line), other.line(again)
        if before != after:
            raise LawBroken(f"a rename changes no decision but the ids:\n  {again!r}\n  {before}\n  {after}")
        applied += before["outcome"] == "applied"
    return applied
