"""TurnPacking: what a turn took as parcels; what cannot be packed takes nothing with it that can."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection, Engine

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.packing import LINK_LASTS, Packed, Packing
from handover_policy.app.sending.turns import Desk
from handover_policy.ledger.database import is_away, reading
from handover_policy.ledger.links import write_links
from handover_policy.ledger.outbox.claims import note_addresses
from handover_policy.ledger.outbox.parcels import ClaimedParcel, OutboxRow
from handover_policy.ledger.personal.certificates import write_certificate_links

LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyParcel:
    """Messages that cannot be packed by a fault of ours, and which it is."""

    carrier: Carrier
    claimed: ClaimedParcel
    error: Exception


@dataclass(slots=True, kw_only=True)
class TurnPacking:
    """Packs what a turn took of a company.

    Args:
        engine: the database.
        desk: the company.
        base: the address that links begin with; None where no link can be told.
        now: the moment.
        ready: what goes out, or cannot for a reason that is nobody's fault.
        faulty: what cannot be packed.
        put_back: what could not be looked at: the database was away.
        packings: what put links in; they count once they are written.

    """

    engine: Engine
    desk: Desk
    base: str | None
    now: datetime
    ready: list[tuple[Carrier, Packed]] = field(default_factory=list)
    faulty: list[FaultyParcel] = field(default_factory=list)
    put_back: list[tuple[Carrier, ClaimedParcel]] = field(default_factory=list)
    packings: list[Packing] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether something is to be written before anything goes out."""
        return bool(self._asked_for) or any(each.links or each.certificates for each in self.packings)

    @property
    def _asked_for(self) -> Sequence[tuple[OutboxRow, str]]:
        """Where what goes out that is asked about by its number, should nobody be left to write the answer."""
        return [
            (row, packed.parcel.address)
            for carrier, packed in self.ready
            if carrier.templated and packed.parcel is not None and packed.parcel.address is not None
            for row in packed.claimed.rows
        ]

    def write(self, connection: Connection) -> None:
        """Let the links count that were put in, and note where text messages go."""
        for each in self.packings:
            write_links(connection, self.desk.id, each.links, self.now + LINK_LASTS)
            write_certificate_links(connection, self.desk.id, each.certificates, self.now)
        note_addresses(connection, self.desk.id, self._asked_for)

    def pack(self, claimed: Mapping[str, Sequence[ClaimedParcel]]) -> None:
        """Pack what was taken, by channel."""
        for name, parcels in claimed.items():
            carrier = self.desk.carriers[name]
            fault = self._try(carrier, parcels)
            if fault is None:
                continue
            LOG.error("packing-failed", company=self.desk.id, channel=name, exc_info=fault)
            if is_away(fault):
                self.put_back.extend((carrier, each) for each in parcels)
                continue
            for each in parcels:
                self._pack_apart(carrier, each)

    def put_all_back(self, claimed: Mapping[str, Sequence[ClaimedParcel]]) -> None:
        """Let everything that was taken wait again: the links in it could not be written."""
        self.ready, self.faulty = [], []
        self.put_back = [(self.desk.carriers[name], each) for name, parcels in claimed.items() for each in parcels]

    def each_takes(self, take: Callable[[str, str], None]) -> None:
        """Let each parcel take its place, by its channel and its key."""
        for carrier, packed in self.ready:
            take(carrier.name, packed.claimed.key)
        for fault in self.faulty:
            take(fault.carrier.name, fault.claimed.key)
        for carrier, claimed in self.put_back:
            take(carrier.name, claimed.key)

    def _try(self, carrier: Carrier, claimed: Sequence[ClaimedParcel]) -> Exception | None:
        """Return why nothing could be packed; None where it was."""
        try:
            packed, packing = self._packed(carrier, claimed)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is of these messages alone
            return error
        self.ready.extend((carrier, each) for each in packed)
        self.packings.append(packing)
        return None

    def _packed(self, carrier: Carrier, claimed: Sequence[ClaimedParcel]) -> tuple[Sequence[Packed], Packing]:
        with reading(self.engine) as connection:
            view = view_of(connection, self.desk.company, self.now)
            desk = self.desk
            packing = Packing(
                view=view, carrier=carrier, base=self.base, token_of=desk.token_of, envelope=desk.envelope
            )
            return packing.pack(claimed), packing

    def _pack_apart(self, carrier: Carrier, claimed: ClaimedParcel) -> None:
        """Pack a parcel by itself; of several messages in one those that cannot be packed are left out."""
        fault = self._try(carrier, [claimed])
        if fault is None:
            return
        bad = [row for row in claimed.rows if self._is_bad(carrier, claimed.key, row)]
        good = [row for row in claimed.rows if row not in bad]
        if bad and good and self._try(carrier, [ClaimedParcel(key=claimed.key, rows=good)]) is None:
            claimed = ClaimedParcel(key=claimed.key, rows=bad)
        self.faulty.append(FaultyParcel(carrier=carrier, claimed=claimed, error=fault))

    def _is_bad(self, carrier: Carrier, key: str, row: OutboxRow) -> bool:
        try:
            self._packed(carrier, [ClaimedParcel(key=key, rows=[row])])
        except Exception:  # noqa: BLE001 - it was told already
            return True
        return False
