"""take_turn: one transaction of a sender for a company: what became of parcels written, and what is due taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.afterwards.answers import note_hook_answers, open_channels
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.falling_back import fall_back
from handover_policy.app.sending.packed.withheld import KEPT_BACK
from handover_policy.app.sending.packing import Packed
from handover_policy.app.sending.quiet import QuietHours
from handover_policy.app.sending.reached import address_for
from handover_policy.app.sending.retries import next_standing
from handover_policy.app.serving.company import Company
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.afterwards.following import follow_up
from handover_policy.ledger.outbox.afterwards.reports import ReportsTaken, reports_wait, take_reports
from handover_policy.ledger.outbox.astray import any_astray, call_back
from handover_policy.ledger.outbox.claims import TOO_LATE, anything_due, claim
from handover_policy.ledger.outbox.items import item_parcels
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.parcels import ClaimedParcel, OutboxRow, ParcelsWanted
from handover_policy.ledger.outbox.receiving import SentRow, ask_again, receive, send_again, sent_parcels
from handover_policy.ledger.outbox.releasing import SENDER_DIED, put_off, release_expired
from handover_policy.ledger.outbox.rows import NO_ADDRESS
from handover_policy.ledger.outbox.settling import DeliveryStanding, Settled, settle
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
        envelope: opens one-time codes as they are sent.

    """

    company: Company
    carriers: Mapping[str, Carrier]
    by: str
    quiet: QuietHours | None = None
    token_of: Callable[[str], str] = lambda _: new_token()
    envelope: Envelope | None = None

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
    return reports_wait(connection, desk.id, moment.wall) or any(
        anything_due(connection, desk.id, each, stamp, moment.wall) or any_astray(connection, desk.id, each, stamp)
        for each in tried
    )


def write_done(connection: Connection, desk: Desk, done: Sequence[CarriedParcel | AskedParcels], now: datetime) -> None:
    """Write what became of parcels; what failed for good goes out on another channel where there is one."""
    settled, failed = list[Settled](), list[OutboxRow]()
    note_hook_answers(connection, desk.id, [each for each in done if isinstance(each, CarriedParcel)])
    for each in done:
        if isinstance(each, AskedParcels):
            failed.extend(_write_told(connection, desk, each))
        else:
            settled.append(Settled(parcel=each.packed.claimed, standing=_standing(each), at=each.at))
    written = settle(connection, desk.id, desk.by, settled) if settled else ()
    for one, rows in written:
        final = _is_for_good(one.standing) and one.standing.code not in KEPT_BACK
        failed.extend(rows if final else ())
    if failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, failed, now.timestamp())


def take_turn(connection: Connection, desk: Desk, channels: Sequence[str], most: int, moment: SendingMoment) -> Taken:
    """Take what is due on some channels, `most` parcels in all."""
    now, wall = moment
    taken, stamp = Taken(), now.timestamp()
    local = now.astimezone(desk.company.lane.ledger.zone)
    until = None if desk.quiet is None else desk.quiet.until(local)
    taken.reports = take_reports(connection, desk.id, now, wall)
    if taken.reports.failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, taken.reports.failed, stamp)
    for name in open_channels(connection, desk.id, desk.carriers, channels):
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
            repeats_within=carrier.repeats_within,
            grouping=item_parcels if carrier.items else None,
        )
        claims = claim(connection, wanted)
        if claims.parcels:
            taken.parcels[name] = claims.parcels
        _note(connection, desk, claims.too_late, now, state=UNKNOWN, code=TOO_LATE)
        if claims.again_at is not None:
            taken.free_at[name] = claims.again_at
        asked = sent_parcels(connection, desk.id, name, stamp, MOST_ASKED)
        if asked:
            taken.asked[name] = [_addressed(connection, desk, carrier, row, now) for row in asked]
            ask_again(connection, desk.id, name, {row.key: stamp + CLAIMED_FOR for row in asked})
    return taken


def _standing(sent: CarriedParcel) -> DeliveryStanding:
    parcel = sent.packed.parcel
    noted = sent.packed.noted
    if sent.answer is None:
        return DeliveryStanding(state=UNDELIVERABLE, code=sent.packed.code or NO_ADDRESS, noted=noted)
    standing = next_standing(
        sent.answer,
        attempts=sent.packed.claimed.rows[0].attempts,
        now=sent.at.timestamp(),
        address=None if parcel is None else parcel.address,
        repeats=sent.carrier.channel.tells_repeats,
        within=sent.carrier.repeats_within,
        doubted_at=sent.packed.claimed.rows[0].doubted_at,
        retries=sent.carrier.retries,
    )
    return replace(standing, noted=noted) if noted else standing


def _is_for_good(standing: DeliveryStanding) -> bool:
    return standing.state in {FAILED, UNDELIVERABLE}


def _write_told(connection: Connection, desk: Desk, told: AskedParcels) -> list[OutboxRow]:
    """Write what a provider said: receipts, when to ask again, what it has never seen; return what failed by that.

    The failures of receipts are for good.
    """
    name, stamp = told.carrier.name, told.at.timestamp()
    again: dict[str, float | None] = dict.fromkeys((row.key for row in told.rows), None)
    again |= {key: stamp + wait for key, wait in (told.asked.again or {}).items() if key in again}
    ask_again(connection, desk.id, name, again)
    failed = list[OutboxRow]()
    for receipt in told.asked.receipts:
        rows = receive(connection, desk.id, name, [receipt], told.at)
        failed.extend(rows if receipt.state == FAILED else ())
    failed.extend(send_again(connection, desk.id, name, told.asked.unsent, told.at, most=len(told.carrier.retries) + 1))
    return failed


def _addressed(connection: Connection, desk: Desk, carrier: Carrier, row: SentRow, now: datetime) -> SentRow:
    """Return a parcel with where it went: of one whose sender died that was never written, so where it would go now."""
    if row.address is not None or row.state != UNKNOWN:
        return row
    kind = carrier.channel.address_kind
    address = None if kind is None else address_for(view_of(connection, desk.company, now), row.person, kind)
    return replace(row, address=address)


def _release(connection: Connection, desk: Desk, carrier: Carrier, now: datetime, wall: float) -> None:
    """Take back what a sender that died had taken, and say so in the ledger where nobody knows whether it went out."""
    repeats = carrier.channel.tells_repeats
    found = release_expired(connection, desk.id, carrier.name, (now.timestamp(), wall), repeats=repeats)
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
    add_marks(connection, desk.id, marks)
    follow_up(connection, desk.id, rows, code, now)
