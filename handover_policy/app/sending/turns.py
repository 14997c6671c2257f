"""take_turn: one transaction of a sender for a company: what became of parcels written, and what is due taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.afterwards.answers import open_channels
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.carrying.limits import busy_until, limits_at
from handover_policy.app.sending.carrying.places import SLOW
from handover_policy.app.sending.falling_back import fall_back, find_ways, lists_in, unserved
from handover_policy.app.sending.packed.attaching import Kept, nothing_kept
from handover_policy.app.sending.packing import Packed
from handover_policy.app.sending.quiet import QuietHours
from handover_policy.app.sending.reached import address_for
from handover_policy.app.serving.company import Company
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.afterwards.following import follow_up
from handover_policy.ledger.outbox.afterwards.reports import ReportsTaken, reports_wait, take_reports
from handover_policy.ledger.outbox.astray import any_astray, call_back
from handover_policy.ledger.outbox.claims import TOO_LATE, anything_due, claim
from handover_policy.ledger.outbox.items import item_parcels
from handover_policy.ledger.outbox.marks import DeliveryMark, add_delivery_marks
from handover_policy.ledger.outbox.parcels import ClaimedParcel, OutboxRow, ParcelsWanted
from handover_policy.ledger.outbox.receiving import SentRow, ask_again, sent_parcels
from handover_policy.ledger.outbox.releasing import (
    CHANNEL_GONE,
    SENDER_DIED,
    any_lost,
    on_their_way,
    put_off,
    release_expired,
    strand,
)
from handover_policy.ledger.outbox.tables import UNDELIVERABLE, UNKNOWN, WAITING
from handover_policy.ports.channels import Accepted, Answer, Asked, Failed

CLAIMED_FOR = 120.0
"""Seconds for which a parcel is a sender's: longer than any provider is waited for."""
MOST_ASKED = 100
FAULT = "fault"
"""Why a message was not sent, or why nobody knows whether it was: something is wrong with this program."""
LONGEST_HOLD = 3600.0
"""Seconds for which a channel, or a number, is left alone at most because its provider asks for it."""


class SendingMoment(NamedTuple):
    """What time it is: by the company's clock, and by the machine's (seconds since 1970), which providers go by."""

    now: datetime
    wall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedParcel:
    """A parcel and what came of it.

    Args:
        carrier: the channel.
        packed: the parcel.
        answer: the provider's; None where it could not go out.
        at: when.
        took: for how many seconds the provider was waited for.
        untried: whether it waits again as if it had never been taken: the database was away.

    """

    carrier: Carrier
    packed: Packed
    answer: Answer | None
    at: datetime
    took: float = 0.0
    untried: bool = False

    @property
    def wait(self) -> float | None:
        """Seconds for which the provider wants to be left alone, where it says so."""
        wait = self.answer.wait if isinstance(self.answer, Failed) and not self.answer.lasting else None
        return None if wait is None else min(LONGEST_HOLD, wait)

    @property
    def silent(self) -> bool | None:
        """Whether a provider was waited for in vain; None where nothing was asked of it."""
        if self.answer is None or self.packed.parcel is None:
            return None
        answered = isinstance(self.answer, Accepted) or (isinstance(self.answer, Failed) and self.answer.lasting)
        return not answered and self.took >= SLOW

    @property
    def of_one(self) -> bool:
        """Whether what it says of waiting is about the person's number: those who carry text messages count these."""
        return self.carrier.channel.address_kind == "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedParcels:
    """What a provider answered when it was asked about parcels; None where it could not be asked."""

    carrier: Carrier
    rows: Sequence[SentRow]
    asked: Asked | None
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
        envelope: opens one-time codes as they are sent.
        kept: returns a file of its archive.

    """

    company: Company
    carriers: Mapping[str, Carrier]
    by: str
    quiet: QuietHours | None = None
    token_of: Callable[[str], str] = lambda _: new_token()
    envelope: Envelope | None = None
    kept: Kept = nothing_kept

    @property
    def id(self) -> str:
        """The company's id."""
        return self.company.id


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a turn took: parcels to send and to ask about, by channel, and what providers reported by themselves.

    `free_at` says when a full channel has room.
    """

    parcels: dict[str, Sequence[ClaimedParcel]] = field(default_factory=dict)
    asked: dict[str, Sequence[SentRow]] = field(default_factory=dict)
    free_at: dict[str, float] = field(default_factory=dict)
    reports: ReportsTaken = field(default_factory=ReportsTaken)

    @property
    def count(self) -> int:
        """How many parcels are to be sent."""
        return sum(len(each) for each in self.parcels.values())


def is_due(connection: Connection, desk: Desk, channels: Sequence[str], moment: SendingMoment) -> bool:
    """Return whether a turn would find something on some of the channels."""
    stamp = moment.now.timestamp()
    tried = open_channels(connection, desk.id, desk.carriers, channels)
    if reports_wait(connection, desk.id, moment.wall) or any_lost(
        connection, desk.id, unserved(desk.carriers), lists_in(desk.carriers)
    ):
        return True
    return any(
        anything_due(connection, desk.id, each, stamp, moment.wall) or any_astray(connection, desk.id, each, stamp)
        for each in tried
    )


def let_go_of_gone(connection: Connection, desk: Desk, moment: SendingMoment) -> bool:
    """Let messages wait no longer for channels that the company has no more; return whether none do by now.

    Of what a sender that has died had taken for one nobody knows whether it went out.
    """
    now, wall = moment
    there = {*desk.carriers, *(each.channel for each in desk.company.settings.webhooks)}
    for name in on_their_way(connection, desk.id, there):
        died = release_expired(connection, desk.id, name, (now.timestamp(), wall), repeats=False)
        _note(connection, desk, died, now, state=UNKNOWN, code=SENDER_DIED)
    found = strand(connection, desk.id, {*there, *unserved(desk.carriers)}, now.timestamp())
    _note(connection, desk, found, now, state=UNDELIVERABLE, code=CHANNEL_GONE)
    if found:
        fall_back(view_of(connection, desk.company, now), desk.carriers, found, now.timestamp())
    return not found


def take_turn(
    connection: Connection,
    desk: Desk,
    rooms: Mapping[str, int],
    most: int,
    moment: SendingMoment,
    *,
    held: Callable[[str], Collection[str]] = lambda _: (),
) -> Taken:
    """Take what is due on some channels, of each as many parcels as there is room for, and `most` parcels in all.

    `held` names what of a channel is on its way in this process: no death of a sender is told of it, however long.
    """
    now, wall = moment
    taken, stamp = Taken(), now.timestamp()
    local = now.astimezone(desk.company.lane.ledger.zone)
    until = None if desk.quiet is None else desk.quiet.until(local)
    taken.reports = _reported(connection, desk, moment)
    for name in open_channels(connection, desk.id, desk.carriers, list(rooms)):
        carrier = desk.carriers[name]
        _release(connection, desk, carrier, moment, held(name))
        call_back(connection, desk.id, name, stamp)
        if until is not None:
            put_off(connection, desk.id, name, stamp, until.timestamp())
        room = max(0, min(rooms[name], most - taken.count))
        claims = claim(connection, _wanted(desk, carrier, moment, room))
        if claims.parcels:
            taken.parcels[name] = claims.parcels
        _note(connection, desk, claims.too_late, now, state=UNKNOWN, code=TOO_LATE)
        if claims.again_at is not None:
            busy = busy_until(wall) if carrier.spreads else None
            taken.free_at[name] = claims.again_at if busy is None else min(claims.again_at, busy)
        asked = sent_parcels(connection, desk.id, name, stamp, MOST_ASKED)
        if asked:
            taken.asked[name] = [_addressed(connection, desk, carrier, row, now) for row in asked]
            ask_again(connection, desk.id, name, {row.key: stamp + CLAIMED_FOR for row in asked})
    return taken


def _wanted(desk: Desk, carrier: Carrier, moment: SendingMoment, room: int) -> ParcelsWanted:
    return ParcelsWanted(
        company=desk.id,
        channel=carrier.name,
        by=desk.by,
        now=moment.now.timestamp(),
        wall=moment.wall,
        until=moment.wall + CLAIMED_FOR,
        most=room,
        limits=limits_at(carrier, moment.wall),
        joined=carrier.joins,
        repeats_within=carrier.repeats_within,
        grouping=item_parcels if carrier.items else None,
    )


def _reported(connection: Connection, desk: Desk, moment: SendingMoment) -> ReportsTaken:
    """Take what providers reported by themselves, and find ways for what failed by it or has no channel of its own."""
    now, wall = moment
    reports = take_reports(connection, desk.id, now, wall)
    if reports.failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, reports.failed, now.timestamp())
    if any_lost(connection, desk.id, unserved(desk.carriers), lists_in(desk.carriers)):
        find_ways(view_of(connection, desk.company, now), desk.carriers, now)
    return reports


def _addressed(connection: Connection, desk: Desk, carrier: Carrier, row: SentRow, now: datetime) -> SentRow:
    """Return a parcel with where it went: of one whose sender died that was never written, so where it would go now."""
    if row.address is not None or row.state != UNKNOWN:
        return row
    kind = carrier.channel.address_kind
    address = None if kind is None else address_for(view_of(connection, desk.company, now), row.person, kind)
    return replace(row, address=address)


def _release(
    connection: Connection, desk: Desk, carrier: Carrier, moment: SendingMoment, held: Collection[str]
) -> None:
    """Take back what a sender that died had taken, and say so in the ledger where nobody knows whether it went out."""
    repeats = carrier.channel.tells_repeats
    now, wall = moment
    found = release_expired(connection, desk.id, carrier.name, (now.timestamp(), wall), repeats=repeats, held=held)
    _note(connection, desk, found, now, state=WAITING if repeats else UNKNOWN, code=SENDER_DIED)


def _note(
    connection: Connection, desk: Desk, rows: Sequence[OutboxRow], now: datetime, *, state: str, code: str
) -> None:
    marks = [
        DeliveryMark(
            notice=row.notice,
            channel=row.channel,
            person=row.person,
            case=row.case_id,
            state=state,
            at=now,
            told={"code": code, "attempt": row.attempts, "parcel": row.parcel},
        )
        for row in rows
    ]
    add_delivery_marks(connection, desk.id, marks)
    follow_up(connection, desk.id, rows, code, now)
