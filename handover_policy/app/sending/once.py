"""due_parcels, deliver_due: what waits to be sent as it would go out, and all of it sent once, without a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Engine

from handover_policy.app.filing.opening import opened_blobs
from handover_policy.app.sending.afterwards.answers import open_channels
from handover_policy.app.sending.carriers import Carrier, carriers_of
from handover_policy.app.sending.carrying.packer import TurnPacking
from handover_policy.app.sending.packed.attaching import Kept, kept_by
from handover_policy.app.sending.packing import Packed
from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.starting import token_of
from handover_policy.app.sending.turns import CLAIMED_FOR, FAULT, Desk
from handover_policy.app.serving.company import Company, company_of
from handover_policy.app.serving.opening import opened_database
from handover_policy.app.serving.service import wall_clock
from handover_policy.app.serving.settings import Settings
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.lease import this_process
from handover_policy.ledger.outbox.claims import waiting_parcels
from handover_policy.ledger.outbox.items import item_parcels
from handover_policy.ledger.outbox.parcels import ParcelsWanted
from handover_policy.ledger.outbox.tokens import SharedTokens

MOST_SHOWN = 1000
LONGEST = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueParcel:
    """A parcel as it would go out now, or why it would not."""

    company: str
    carrier: Carrier
    packed: Packed
    kept: Kept


def due_parcels(settings: Settings, now: Callable[[], datetime] = wall_clock) -> Iterator[DueParcel]:
    """Yield what is due, as it would go out; nothing is sent, and nothing is written. No link is told.

    Raises:
        PolicyRefused: a company's set has errors.
        SQLAlchemyError: the database failed.
        ValueError: a channel cannot be made of its settings.

    """
    with opened_database(settings) as engine:
        for desk in _desks(settings, engine, now):
            for carrier in desk.carriers.values():
                with reading(engine) as connection:
                    told = open_channels(connection, desk.id, desk.carriers, [carrier.name])
                    found = waiting_parcels(connection, _wanted(desk, carrier, now())) if told else ()
                packing = TurnPacking(engine=engine, desk=replace(desk, envelope=None), base=None, now=now())
                packing.pack({carrier.name: found})
                packed = [each for _, each in packing.ready]
                packed += [Packed(claimed=each.claimed, code=FAULT) for each in packing.faulty]
                yield from (DueParcel(company=desk.id, carrier=carrier, packed=each, kept=desk.kept) for each in packed)
                carrier.channel.close()


def deliver_due(settings: Settings, now: Callable[[], datetime] = wall_clock) -> int:
    """Send what is due in all companies, once; return how many parcels were sent or could not be.

    What is to be tried again waits in the outbox for the next time.

    Raises:
        PolicyRefused: a company's set has errors.
        SQLAlchemyError: the database failed.
        ValueError: a channel cannot be made of its settings.

    """
    with opened_database(settings) as engine:
        desks = {desk.id: desk for desk in _desks(settings, engine, now)}
        sender = Sender(desks, Workplace(engine=engine, now=now, base=lambda: settings.public_url))
        try:
            sender.work_off(LONGEST)
        finally:
            sender.stop()
        return sender.carried


def _desks(settings: Settings, engine: Engine, now: Callable[[], datetime]) -> Iterator[Desk]:
    envelope, blobs = envelope_in(settings.data), opened_blobs(settings, engine)
    for told in settings.companies:
        carriers = carriers_of(told, SharedTokens(engine, envelope, told.id))
        if carriers:
            company: Company = company_of(engine, told, now)
            quiet = None if told.quiet_hours is None else quiet_hours(told.quiet_hours)
            token = partial(token_of, envelope, told.id)
            yield Desk(
                company=company,
                carriers=carriers,
                by=this_process(),
                quiet=quiet,
                token_of=token,
                envelope=envelope,
                kept=kept_by(blobs, told.id),
            )


def _wanted(desk: Desk, carrier: Carrier, now: datetime) -> ParcelsWanted:
    wall = time.time()
    return ParcelsWanted(
        company=desk.id,
        channel=carrier.name,
        by=desk.by,
        now=now.timestamp(),
        wall=wall,
        until=wall + CLAIMED_FOR,
        most=MOST_SHOWN,
        joined=carrier.joins,
        grouping=item_parcels if carrier.items else None,
    )
