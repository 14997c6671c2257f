"""take_turn: one transaction of a sender for a company: what became of parcels written, and what is due taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.carrying.harmless import harmless_receipt, harmless_standing
from handover_policy.app.sending.carrying.limits import busy_until, limits_at
from handover_policy.app.sending.falling_back import fall_back, find_ways, unserved
from handover_policy.app.sending.packing import ERASED, NO_ADDRESS, Packed
from handover_policy.app.sending.quiet import QuietHours
from handover_policy.app.sending.retries import next_standing
from handover_policy.app.serving.company import Company
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.claims import (
    ClaimedParcel,
    OutboxRow,
    ParcelsWanted,
    anything_due,
    claim,
    put_off,
    release_expired,
)
from handover_policy.ledger.outbox.marks import DeliveryMark, add_marks
from handover_policy.ledger.outbox.returning import hold, lost, put_back, take_out
from handover_policy.ledger.outbox.settling import (
    DeliveryStanding,
    SentRow,
    ask_again,
    receive,
    send_again,
    sent_parcels,
    settle,
)
from handover_policy.ledger.outbox.tables import FAILED, UNDELIVERABLE, UNKNOWN, WAITING
from handover_policy.ports.channels import Answer, Asked, Failed

CLAIMED_FOR = 120.0
"""Seconds for which a parcel is a sender's: longer than any provider is waited for."""
MOST_ASKED = 100
FAULT = "fault"
"""Why a message was not sent, or why nobody knows whether it was: something is wrong with this program."""
AFTER_PUT_BACK = 5.0
LONGEST_WAIT = 86_400.0
"""Seconds for which a message waits at most because its provider asks for it: some ask for years."""
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
    if any(anything_due(connection, desk.id, each, stamp, moment.wall) for each in channels):
        return True
    return bool(lost(connection, desk.id, unserved(desk.carriers), 1))


def write_done(connection: Connection, desk: Desk, done: Sequence[CarriedParcel | AskedParcels], now: datetime) -> None:
    """Write what became of parcels; what failed for good goes out on another channel where there is one."""
    failed = list[OutboxRow]()
    for each in done:
        if isinstance(each, AskedParcels):
            _write_told(connection, desk, each)
            continue
        rows = each.packed.claimed.rows
        if each.untried:
            again_at = each.at.timestamp() + AFTER_PUT_BACK
            put_back(connection, desk.id, by=desk.by, rows=rows, again_at=again_at)
            continue
        standing = harmless_standing(_standing(each))
        if settle(connection, desk.id, by=desk.by, parcel=each.packed.claimed, standing=standing, at=each.at):
            failed.extend(rows if _is_for_good(standing) else ())
            _set_apart(connection, desk, each, standing)
    if failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, failed, now.timestamp())


def take_turn(connection: Connection, desk: Desk, rooms: Mapping[str, int], most: int, moment: SendingMoment) -> Taken:
    """Take what is due on some channels, of each as many parcels as there is room for, and `most` parcels in all."""
    now, wall = moment
    taken, stamp = Taken(), now.timestamp()
    local = now.astimezone(desk.company.lane.ledger.zone)
    until = None if desk.quiet is None else desk.quiet.until(local)
    if lost(connection, desk.id, unserved(desk.carriers), 1):
        find_ways(view_of(connection, desk.company, now), desk.carriers, now)
    for name, room in rooms.items():
        carrier = desk.carriers[name]
        _release(connection, desk, carrier, now, wall)
        if until is not None:
            put_off(connection, desk.id, name, stamp, until.timestamp())
        wanted = ParcelsWanted(
            company=desk.id,
            channel=name,
            by=desk.by,
            now=stamp,
            wall=wall,
            until=wall + CLAIMED_FOR,
            most=max(0, min(room, most - taken.count)),
            limits=limits_at(carrier, wall),
            joined=carrier.joins,
        )
        claims = claim(connection, wanted)
        if claims.parcels:
            taken.parcels[name] = claims.parcels
        if claims.again_at is not None:
            busy = busy_until(wall) if carrier.spreads else None
            taken.free_at[name] = claims.again_at if busy is None else min(claims.again_at, busy)
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
        _bounded(sent.answer),
        attempts=sent.packed.claimed.rows[0].attempts,
        now=sent.at.timestamp(),
        address=None if parcel is None else parcel.address,
        repeats=sent.carrier.channel.tells_repeats,
        within=sent.carrier.repeats_within,
        retries=sent.carrier.retries,
    )


def _bounded(answer: Answer) -> Answer:
    """Return an answer that asks for no longer than we wait."""
    if not isinstance(answer, Failed) or answer.wait is None:
        return answer
    return replace(answer, wait=min(LONGEST_WAIT, answer.wait))


def _set_apart(connection: Connection, desk: Desk, sent: CarriedParcel, standing: DeliveryStanding) -> None:
    """Take out of its parcel what was not in it, and hold what waits for a number that its provider holds."""
    rows, name = sent.packed.claimed.rows, sent.carrier.name
    if sent.packed.parcel is None and standing.code in {ERASED, FAULT}:
        take_out(connection, desk.id, rows)
    if sent.wait is not None and sent.of_one:
        until = sent.at.timestamp() + sent.wait
        for person in {row.person for row in rows}:
            hold(connection, desk.id, name, person, until)


def _is_for_good(standing: DeliveryStanding) -> bool:
    return standing.state in {FAILED, UNDELIVERABLE}


def _write_told(connection: Connection, desk: Desk, told: AskedParcels) -> None:
    """Write what a provider said of parcels: receipts, when to ask again, what it has never seen."""
    name, stamp = told.carrier.name, told.at.timestamp()
    if told.asked is None:  # they are asked about again, as the turn has written that took them
        return
    again: dict[str, float | None] = dict.fromkeys((row.key for row in told.rows), None)
    again |= {key: stamp + wait for key, wait in (told.asked.again or {}).items() if key in again}
    ask_again(connection, desk.id, name, again)
    receipts = [harmless_receipt(each) for each in told.asked.receipts]
    receive(connection, desk.id, name, receipts, told.at)
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
