"""allowed, allowed_each: how many parcels may go out now, by what went out lately; shared by all who send."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from handover_policy.ledger.database import POSTGRESQL
from handover_policy.ledger.outbox.tables import CHANNEL_RATES
from handover_policy.ledger.rows.access import NAMES, upsert, write_rows
from handover_policy.ports.channels import Limit


class Bucket(NamedTuple):
    """What is counted together: what a company sends through a channel, or through it to one person."""

    company: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many parcels may go out now, and from when on (seconds since 1970) another one may, where fewer may."""

    parcels: int
    again_at: float | None = None


def allowed(connection: Connection, bucket: Bucket, limits: Sequence[Limit], wanted: int, now: float) -> Allowance:
    """Return how many of the wanted parcels may go out now, and count them as gone.

    Within any so many seconds no more go out than each limit says: what went out is remembered moment by moment, for a
    provider that blocks a sender for ten minutes counts from any moment, not from full minutes.

    Args:
        connection: of a transaction that writes.
        bucket: what is counted.
        limits: of the bucket; none let everything through.
        wanted: how many would go out.
        now: seconds since 1970.

    """
    if not limits or wanted <= 0:
        return Allowance(parcels=max(0, wanted))
    return allowed_each(connection, bucket.company, {bucket.name: wanted}, limits, now)[bucket.name]


def allowed_each(
    connection: Connection, company: str, wanted: Mapping[str, int], limits: Sequence[Limit], now: float
) -> Mapping[str, Allowance]:
    """Return for buckets of a company how many parcels of those wanted may go out now, and count them as gone.

    What went out at a moment that is still to come, for a clock was put back, counts as gone just now: too few may go
    out for a while, never too many.
    """
    allowances, changed = dict[str, Allowance](), list[dict[str, object]]()
    for name, stands in _told(connection, company, wanted, limits, now, locked=True).items():
        times = _before(stands, now)
        allowances[name] = _allowance(times, limits, wanted[name], now)
        if allowances[name].parcels or times != stands:
            times.extend([now] * allowances[name].parcels)
            changed.append({"company": company, "bucket": name, "times": json.dumps(times)})
    write_rows(connection, upsert(CHANNEL_RATES, connection.dialect.name), changed)
    return allowances


def rooms(
    connection: Connection, company: str, wanted: Mapping[str, int], limits: Sequence[Limit], now: float
) -> Mapping[str, Allowance]:
    """Return for buckets of a company how many parcels of those wanted may go out now; nothing is counted."""
    told = _told(connection, company, wanted, limits, now, locked=False)
    return {name: _allowance(_before(stands, now), limits, wanted[name], now) for name, stands in told.items()}


def _before(told: Sequence[float], now: float) -> list[float]:
    """Return moments of which none lies ahead: by another machine's clock, or before this one was put back."""
    return [min(at, now) for at in told]


def _told(
    connection: Connection,
    company: str,
    names: Collection[str],
    limits: Sequence[Limit],
    now: float,
    *,
    locked: bool,
) -> Mapping[str, list[float]]:
    """Return when parcels went out that still count, as it stands there, by bucket."""
    row = CHANNEL_RATES.c
    asked = select(row.bucket, row.times).where(row.company == company, row.bucket.in_(NAMES)).order_by(row.bucket)
    if locked and connection.dialect.name == POSTGRESQL:
        # There must be a row to lock, or two processes take the whole room of a new bucket each.
        first = [{"company": company, "bucket": name, "times": "[]"} for name in sorted(names)]
        connection.execute(insert(CHANNEL_RATES).on_conflict_do_nothing(), first)
        asked = asked.with_for_update()
    found = dict(map(tuple, connection.execute(asked, {"names": list(names)})))
    longest = max(map(_window, limits))
    return {name: sorted(at for at in json.loads(found.get(name, "[]")) if at > now - longest) for name in names}


def _allowance(times: Sequence[float], limits: Sequence[Limit], wanted: int, now: float) -> Allowance:
    room = min(limit.most - sum(at > now - _window(limit) for at in times) for limit in limits)
    going = max(0, min(wanted, room))
    if going == wanted:
        return Allowance(parcels=going)
    gone = [*times, *[now] * going]
    return Allowance(parcels=going, again_at=max(_free_at(gone, limit, now) for limit in limits))


def _free_at(times: Sequence[float], limit: Limit, now: float) -> float:
    """Return from when on one more parcel is within a limit."""
    within = [at for at in times if at > now - _window(limit)]
    return now if len(within) < limit.most else within[-limit.most] + _window(limit)


def _window(limit: Limit) -> float:
    """Return for how long a parcel counts: it goes out a little after it was counted, and not each as late."""
    return limit.seconds + min(1.0, limit.seconds / 4)
