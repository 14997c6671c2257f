"""take_turn: one transaction of a sender for a company: what became of parcels written, and what is due taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.falling_back import fall_back
from handover_policy.app.sending.packing import NO_ADDRESS, Packed
from handover_policy.app.sending.quiet import QuietHours
from handover_policy.app.sending.retries import next_standing
from handover_policy.app.serving.company import Company
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.astray import any_astray, call_back
from handover_policy.ledger.outbox.claims import (
    ClaimedParcel,
    ParcelsWanted,
    anything_due,
    claim,
    put_off,
    release_expired,
)
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.settling import (
    DeliveryStanding,
    SentRow,
    Settled,
    ask_again,
    receive,
    send_again,
    sent_parcels,
    settle,
)
from handover_policy.ledger.outbox.tables import FAILED, UNDELIVERABLE, UNKNOWN, WAITING
from handover_policy.ports.channels import Answer, Asked

CLAIMED_FOR = 120.0
"""Seconds for which a parcel is a sender's: longer than any provider is waited for."""
MOST_ASKED = 100


class SendingMoment(NamedTuple):
    """What time it is: by the company's clock, and by the machine's (seconds since 1970), which providers go by."""

    now: datetime
    wall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedParcel:
    """A parcel and what its provider answered; None where it could not go out."""

    carrier: Carrier
    packed: Packed
    answer: Answer | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedParcels:
    """What a provider answered when it was asked about parcels."""

    carrier: Carrier
    rows: Sequence[SentRow]
    asked: Asked
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a sender needs of a company.

    Args:
        company: the company.
        carriers: its channels by name.
        by: names the sender.
        quiet: the hours in which reminders wait.
        token_of: the token of a parcel's link, by its key.

    """

    company: Company
    carriers: Mapping[str, Carrier]
    by: str
    quiet: QuietHours | None = None
    token_of: Callable[[str], str] = lambda _: new_token()

    @property
    def id(self) -> str:
        """The company's id."""
        return self.company.id


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a turn took: parcels to send and to ask about, by channel; `free_at` says when a full channel has room."""

    parcels: dict[str, Sequence[ClaimedParcel]] = field(default_factory=dict)
    asked: dict[str, Sequence[SentRow]] = field(default_factory=dict)
    free_at: dict[str, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many parcels are to be sent."""
        return sum(len(each) for each in self.parcels.values())


def is_due(connection: Connection, desk: Desk, channels: Sequence[str], moment: SendingMoment) -> bool:
    """Return whether a turn would find something on some of the channels."""
    stamp = moment.now.timestamp()
    return any(
        anything_due(connection, desk.id, each, stamp, moment.wall) or any_astray(connection, desk.id, each, stamp)
        for each in channels
    )


def write_done(connection: Connection, desk: Desk, done: Sequence[CarriedParcel | AskedParcels], now: datetime) -> None:
    """Write what became of parcels; what failed for good goes out on another channel where there is one."""
    settled = list[Settled]()
    for each in done:
        if isinstance(each, AskedParcels):
            _write_told(connection, desk, each)
        else:
            settled.append(Settled(parcel=each.packed.claimed, standing=_standing(each), at=each.at))
    written = settle(connection, desk.id, desk.by, settled) if settled else ()
    failed = [row for each in written if _is_for_good(each.standing) for row in each.parcel.rows]
    if failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, failed, now.timestamp())


def take_turn(connection: Connection, desk: Desk, channels: Sequence[str], most: int, moment: SendingMoment) -> Taken:
    """Take what is due on some channels, `most` parcels in all."""
    now, wall = moment
    taken, stamp = Taken(), now.timestamp()
    local = now.astimezone(desk.company.lane.ledger.zone)
    until = None if desk.quiet is None else desk.quiet.until(local)
    for name in channels:
        carrier = desk.carriers[name]
        _release(connection, desk, carrier, now, wall)
        call_back(connection, desk.id, name, stamp)
        if until is not None:
            put_off(connection, desk.id, name, stamp, until.timestamp())
        wanted = ParcelsWanted(
            company=desk.id,
            channel=name,
            by=desk.by,
            now=stamp,
            wall=wall,
            until=wall + CLAIMED_FOR,
            most=most - taken.count,
            limits=carrier.channel.limits,
            joined=carrier.joins,
        )
        claims = claim(connection, wanted)
        if claims.parcels:
            taken.parcels[name] = claims.parcels
        if claims.again_at is not None:
            taken.free_at[name] = claims.again_at
        asked = sent_parcels(connection, desk.id, name, stamp, MOST_ASKED)
        if asked:
            taken.asked[name] = asked
            ask_again(connection, desk.id, name, {row.key: stamp + CLAIMED_FOR for row in asked})
    return taken


def _standing(sent: CarriedParcel) -> DeliveryStanding:
    parcel = sent.packed.parcel
    if sent.answer is None:
        return DeliveryStanding(state=UNDELIVERABLE, code=sent.packed.code or NO_ADDRESS)
    return next_standing(
        sent.answer,
        attempts=sent.packed.claimed.rows[0].attempts,
        now=sent.at.timestamp(),
        address=None if parcel is None else parcel.address,
        repeats=sent.carrier.channel.tells_repeats,
        within=sent.carrier.repeats_within,
        retries=sent.carrier.retries,
    )


def _is_for_good(standing: DeliveryStanding) -> bool:
    return standing.state in {FAILED, UNDELIVERABLE}


def _write_told(connection: Connection, desk: Desk, told: AskedParcels) -> None:
    """Write what a provider said of parcels: receipts, when to ask again, what it has never seen."""
    name, stamp = told.carrier.name, told.at.timestamp()
    again: dict[str, float | None] = dict.fromkeys((row.key for row in told.rows), None)
    again |= {key: stamp + wait for key, wait in (told.asked.again or {}).items() if key in again}
    ask_again(connection, desk.id, name, again)
    receive(connection, desk.id, name, told.asked.receipts, told.at)
    send_again(connection, desk.id, name, told.asked.unsent, stamp)


def _release(connection: Connection, desk: Desk, carrier: Carrier, now: datetime, wall: float) -> None:
    """Take back what a sender that died had taken, and say so in the ledger where nobody knows whether it went out."""
    repeats = carrier.channel.tells_repeats
    found = release_expired(connection, desk.id, carrier.name, (now.timestamp(), wall), repeats=repeats)
    state = WAITING if repeats else UNKNOWN
    told = {"code": "sender-died"}
    marks = [
        DeliveryMark(
            notice=row.notice,
            channel=row.channel,
            person=row.person,
            case=row.case_id,
            state=state,
            at=now,
            told=told | {"attempt": row.attempts, "parcel": row.parcel},
        )
        for row in found
    ]
    add_marks(connection, desk.id, marks)
