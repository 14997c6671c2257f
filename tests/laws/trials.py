"""Trials: one random sequence told under the laws, then told again in other ways."""

from __future__ import annotations

import json
from random import Random

from tests.laws.judging import LawBroken
from tests.laws.laws import Watch
from tests.laws.sequences import Teller
from tests.laws.settings import Line, Trial

FORWARD = frozenset({"daily", "versions"})


def tell(setting: str, seed: int, *, deep: bool = False, written: bool = False) -> list[Line]:
    """Return a sequence with its decisions, each held against the laws; raises LawBroken."""
    teller, watch = Teller(seed, forward=setting in FORWARD), Watch(Trial(setting, written=written), deep=deep)
    lines: list[Line] = []
    for _ in range(teller.length):
        lines.append(watch.line(teller.next_event()))
        teller.see(json.loads(lines[-1].decision))
    return lines


def tell_again(setting: str, lines: list[Line], *, written: bool = False) -> None:
    """Raise LawBroken unless the same events give the same bytes."""
    again = Trial(setting, written=written).lines(line.told for line in lines)
    _same("the same events give the same bytes", lines, again)


def tell_watchfully(setting: str, lines: list[Line]) -> None:
    """Raise LawBroken unless looking at every case at every clock event finds nothing more."""
    watchful = Trial(setting, watchful=True).lines(line.told for line in lines)
    _same("whoever is not looked at has nothing to say", lines, watchful)


def tell_twice(setting: str, lines: list[Line], seed: int) -> None:
    """Raise LawBroken unless events told twice, right away or later, add decisions `duplicate` and no more."""
    chance, trial = Random(seed), Trial(setting)  # noqa: S311 - nothing here is secret
    kept: list[Line] = []
    settled: list[bytes] = []
    for line in lines:
        kept.append(trial.line(line.told))
        if line.outcome in {"applied", "ignored"}:
            settled.append(line.told)
        for _ in range(chance.randrange(3) if settled else 0):
            again = trial.line(chance.choice(settled))
            if again.outcome != "duplicate":
                raise LawBroken(f"what was told before is a duplicate: {again.decision}")
    _same("what is told twice changes nothing", lines, kept)


def _same(law: str, one: list[Line], other: list[Line]) -> None:
    for left, right in zip(one, other, strict=True):
        if left.decision != right.decision:
            raise LawBroken(f"{law}:\n  {left.decision}\n  {right.decision}")
