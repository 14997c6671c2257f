"""write_done: what became of parcels written, and what failed for good sent on another channel where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.afterwards.answers import note_hook_answers
from handover_policy.app.sending.carrying.harmless import harmless_receipt, harmless_standing
from handover_policy.app.sending.falling_back import fall_back
from handover_policy.app.sending.packed.withheld import KEPT_BACK
from handover_policy.app.sending.retries import next_standing
from handover_policy.app.sending.turns import FAULT, AskedParcels, CarriedParcel, Desk
from handover_policy.ledger.outbox.parcels import OutboxRow
from handover_policy.ledger.outbox.private import private_in
from handover_policy.ledger.outbox.receiving import ask_again, receive, send_again
from handover_policy.ledger.outbox.releasing import hold, put_back, take_out
from handover_policy.ledger.outbox.rows import NO_ADDRESS
from handover_policy.ledger.outbox.settling import DeliveryStanding, Settled, settle
from handover_policy.ledger.outbox.tables import FAILED, UNDELIVERABLE
from handover_policy.ports.channels import Answer, Failed

AFTER_PUT_BACK = 5.0
LONGEST_WAIT = 86_400.0
"""Seconds for which a message waits at most because its provider asks for it: some ask for years."""


def write_done(connection: Connection, desk: Desk, done: Sequence[CarriedParcel | AskedParcels], now: datetime) -> None:
    """Write what became of parcels; what failed for good goes out on another channel where there is one."""
    settled, failed = list[Settled](), list[OutboxRow]()
    apart = {id(each.packed.claimed) for each in done if isinstance(each, CarriedParcel) and _is_apart(each)}
    note_hook_answers(
        connection, desk.id, [each for each in done if isinstance(each, CarriedParcel) and not each.untried]
    )
    for each in done:
        if isinstance(each, AskedParcels):
            failed.extend(_write_told(connection, desk, each))
        elif each.untried:
            again_at = each.at.timestamp() + AFTER_PUT_BACK
            put_back(connection, desk.id, by=desk.by, rows=each.packed.claimed.rows, again_at=again_at)
        else:
            standing = harmless_standing(_standing(each))
            settled.append(Settled(parcel=each.packed.claimed, standing=standing, at=each.at))
    written = settle(connection, desk.id, desk.by, settled) if settled else ()
    for one, rows in written:
        final = _is_for_good(one.standing) and one.standing.code not in KEPT_BACK
        failed.extend(rows if final else ())
        if id(one.parcel) in apart:
            take_out(connection, desk.id, [row for row in rows if private_in(row) is None])
    for each in done:
        if isinstance(each, CarriedParcel):
            _hold(connection, desk, each)
    if failed:
        fall_back(view_of(connection, desk.company, now), desk.carriers, failed, now.timestamp())


def _bounded(answer: Answer) -> Answer:
    """Return an answer that asks for no longer than we wait."""
    if not isinstance(answer, Failed) or answer.wait is None:
        return answer
    return replace(answer, wait=min(LONGEST_WAIT, answer.wait))


def _is_apart(sent: CarriedParcel) -> bool:
    """Return whether messages were left out of their parcel: what becomes of that one is not theirs."""
    faulty = isinstance(sent.answer, Failed) and sent.answer.code == FAULT
    return sent.packed.parcel is None and (faulty or sent.packed.code in KEPT_BACK)


def _hold(connection: Connection, desk: Desk, sent: CarriedParcel) -> None:
    """Hold what waits for a number that its provider holds."""
    rows = sent.packed.claimed.rows
    if sent.wait is not None and sent.of_one:
        until = sent.at.timestamp() + sent.wait
        for person in {row.person for row in rows}:
            hold(connection, desk.id, sent.carrier.name, person, until)


def _standing(sent: CarriedParcel) -> DeliveryStanding:
    parcel = sent.packed.parcel
    noted = sent.packed.noted
    if sent.answer is None:
        return DeliveryStanding(state=UNDELIVERABLE, code=sent.packed.code or NO_ADDRESS, noted=noted)
    standing = next_standing(
        _bounded(sent.answer),
        attempts=sent.packed.claimed.rows[0].attempts,
        now=sent.at.timestamp(),
        address=None if parcel is None or not sent.carrier.personal else parcel.address,
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
    if told.asked is None:  # they are asked about again, as the turn has written that took them
        return []
    again: dict[str, float | None] = dict.fromkeys((row.key for row in told.rows), None)
    again |= {key: stamp + wait for key, wait in (told.asked.again or {}).items() if key in again}
    ask_again(connection, desk.id, name, again)
    failed = list[OutboxRow]()
    for receipt in told.asked.receipts:
        rows = receive(connection, desk.id, name, [harmless_receipt(receipt)], told.at)
        failed.extend(rows if receipt.state == FAILED else ())
    failed.extend(send_again(connection, desk.id, name, told.asked.unsent, told.at, most=len(told.carrier.retries) + 1))
    return failed
