"""Variations of numbers, periods, times and names: each one step away from what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from handover_policy.model.altered import altered
from handover_policy.model.dated import Dated, Number
from handover_policy.model.dates.expression import Period, TimeExpression
from handover_policy.model.words.anchors import ANCHORS, TARGET_DAYS
from handover_policy.testing.mutating.mutant import Kind, Variation

LARGEST_PERIOD = 9999
HOURS = 24


def numbers(number: Number | None, *, least: float = 0, most: float = 10**12) -> Iterator[Variation[Number]]:
    """Yield a number one more and one less, within what its field may hold; of dated numbers each in turn."""
    if isinstance(number, Dated):
        for place, (since, value) in enumerate(number.values):
            for variation in numbers(value, least=least, most=most):
                dated = (*number.values[:place], (since, variation.noun), *number.values[place + 1 :])
                noun = altered(number, values=dated)
                yield altered(variation, noun=noun, field=f"[{since.isoformat()}]")
    elif number is not None:
        for other in (number + 1, number - 1):
            if least <= other <= most:
                yield Variation(noun=other, kind="number", before=f"{number}", after=f"{other}")


def periods(period: Period | None, *, least: int = 0) -> Iterator[Variation[Period]]:
    """Yield a length of time one unit longer and one shorter."""
    if period is not None:
        for count in (period.count + 1, period.count - 1):
            if least <= count <= LARGEST_PERIOD:
                other = altered(period, count=count)
                yield Variation(noun=other, kind="number", before=written_period(period), after=written_period(other))


def times(time: TimeExpression | None, anchors: Sequence[str]) -> Iterator[Variation[TimeExpression]]:
    """Yield a time one unit later, one earlier, the same distance from the next anchor its field may use.

    An anchor that only some cases have a day for is no other anchor: in the rest the change could not show.
    Of the days it goes on to each one more and one less, or left out where it has no number, and an hour later.
    """
    if time is None:
        return
    for count in (time.offset.count + 1, time.offset.count - 1):
        yield _other_time(time, offset=altered(time.offset, count=count))
    anchor = following(time.anchor, [name for name in anchors if ANCHORS[name].certain])
    if anchor is not None:
        yield _other_time(time, anchor=anchor)
    for place, target in enumerate(time.targets):
        most = TARGET_DAYS[target.kind].most
        for number in (target.number + 1, target.number - 1) if target.number else ():
            if 1 <= number <= most:
                other = (altered(target, number=number),)
                yield _other_time(time, targets=(*time.targets[:place], *other, *time.targets[place + 1 :]))
        if not target.number:
            yield _other_time(time, targets=(*time.targets[:place], *time.targets[place + 1 :]))
    if time.hour is not None:
        yield _other_time(time, hour=later_hour(time.hour))


def later_hour(hour: dt.time) -> dt.time:
    """Return the time of day an hour later, going round at midnight."""
    return hour.replace(hour=(hour.hour + 1) % HOURS)


def _other_time(time: TimeExpression, **changes: object) -> Variation[TimeExpression]:
    other = altered(time, **changes)
    named = altered(other, text=written_time(other))
    return Variation(noun=named, kind="time", before=written_time(time), after=named.text)


def names(name: str, known: Sequence[str], kind: Kind) -> Iterator[Variation[str]]:
    """Yield the name that follows in a closed list, the first after the last."""
    other = following(name, known)
    if other is not None:
        yield Variation(noun=other, kind=kind, before=name, after=other)


def shorter(members: tuple[str, ...], kind: Kind) -> Iterator[Variation[tuple[str, ...]]]:
    """Yield a list without each of its members in turn."""
    for place in range(len(members)):
        left = (*members[:place], *members[place + 1 :])
        yield Variation(noun=left, kind=kind, before=f"[{', '.join(members)}]", after=f"[{', '.join(left)}]")


def turned(value: bool, kind: Kind) -> Iterator[Variation[bool]]:  # noqa: FBT001 - the value that is varied
    """Yield no in the place of yes, and yes in the place of no."""
    written = ("false", "true")
    yield Variation(noun=not value, kind=kind, before=written[value], after=written[not value])


def receivers(to: tuple[str, ...], known: Sequence[str]) -> Iterator[Variation[tuple[str, ...]]]:
    """Yield recipients of a message: each in turn replaced by one that it does not go to; of several each left out."""
    for place, name in enumerate(to):
        others = [party for party in known if party == name or party not in to]
        for variation in names(name, others, "recipient"):
            changed = (*to[:place], variation.noun, *to[place + 1 :])
            yield Variation(noun=changed, kind="recipient", before=_several(to), after=_several(changed))
    if len(to) > 1:
        yield from shorter(to, "recipient")


def _several(members: tuple[str, ...]) -> str:
    return members[0] if len(members) == 1 else f"[{', '.join(members)}]"


def dropped(value: object, kind: Kind, written: str) -> Iterator[Variation[None]]:
    """Yield nothing in the place of a value that may be left out."""
    if value is not None:
        yield Variation(noun=None, kind=kind, before=written, after="null")


def following(name: str, known: Sequence[str]) -> str | None:
    """Return the name after this one, going round; None where there is no other."""
    others = [other for other in known if other != name]
    if not others:
        return None
    place = known.index(name) if name in known else -1
    return others[place % len(others)]


def written_period(period: Period) -> str:
    """Return a period as policy files write it."""
    return f"{period.count} {period.unit}{'' if abs(period.count) == 1 else 's'}"


def written_time(time: TimeExpression) -> str:
    """Return a time as policy files write it."""
    count, parts = time.offset.count, [time.anchor]
    if count:
        parts.append(f"{'-' if count < 0 else '+'} {written_period(altered(time.offset, count=abs(count)))}")
    if time.targets:
        days = (f"{target.kind} {target.number}" if target.number else target.kind for target in time.targets)
        parts.append(f"to {' or '.join(days)}")
    if time.hour is not None:
        parts.append(f"at {time.hour:%H:%M}")
    return " ".join(parts)
