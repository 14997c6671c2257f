"""keep_reports, take_reports: what providers report of text messages by themselves, kept until it is at its message.

A report may come before the answer to the message is written, even before the provider's id is known here: it waits.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from handover_policy.ledger.outbox.parcels import ROW, OutboxRow
from handover_policy.ledger.outbox.receiving import receive
from handover_policy.ledger.outbox.tables import FAILED, SENDING, SMS_REPORTS
from handover_policy.ledger.rows.access import COMPANY, HERE, NAMES, upsert
from handover_policy.ledger.rows.likely import Likely
from handover_policy.ports.channels import Receipt, ReceiptState

REPORT = SMS_REPORTS.c
MOST_TAKEN = 500
KEPT_SECONDS = 900.0
"""How long the message of a report is looked for while messages of its channel are on their way."""
SOONEST = 0.5
ID_DIGITS = 32
GONE = delete(SMS_REPORTS).where(REPORT.company == HERE, REPORT.id == bindparam("of_id"))
LATER = update(SMS_REPORTS).where(REPORT.company == HERE, REPORT.id == bindparam("of_id"))
OF_KEYS = select(ROW.channel, ROW.parcel, ROW.provider_id, ROW.state).where(
    Likely(ROW.company == COMPANY), ROW.parcel.in_(NAMES)
)
OF_PROVIDERS = select(ROW.channel, ROW.parcel, ROW.provider_id, ROW.state).where(
    Likely(ROW.company == COMPANY), ROW.provider_id.in_(NAMES)
)


class KeptReport(NamedTuple):
    """A report: of which message (by the key of its parcel, or by the provider's id), what became of it, who told it.

    `source` names the door that it came by; `at` is when it happened (seconds since 1970), where the provider says so.
    """

    channel: str
    key: str | None
    provider_id: str | None
    state: ReceiptState
    code: str | None
    reason: str | None
    at: float | None
    source: str

    @property
    def id(self) -> str:
        """The same for the same report, however often it is told."""
        told = (self.channel, self.key, self.provider_id, self.state, self.code, self.at)
        return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:ID_DIGITS]


COLUMNS = tuple(REPORT[name] for name in KeptReport._fields)


@dataclass(slots=True, kw_only=True)
class ReportsTaken:
    """What became of reports: by the door they came by how many told something, and how many nothing new.

    `unknown` are those that name no message of ours, `failed` the messages that did not arrive, as was now told.
    """

    changed: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    unknown: list[KeptReport] = field(default_factory=list)
    failed: list[OutboxRow] = field(default_factory=list)


def keep_reports(connection: Connection, company: str, reports: Iterable[KeptReport], wall: float) -> None:
    """Keep reports until a sender takes them; the same one is kept once."""
    rows = {
        each.id: {"company": company, "id": each.id, **each._asdict(), "came_at": wall, "look_at": wall}
        for each in reports
    }
    if rows:
        connection.execute(upsert(SMS_REPORTS, connection.dialect.name), list(rows.values()))


def reports_wait(connection: Connection, company: str, wall: float) -> bool:
    """Return whether there are reports to be looked at by now."""
    asked = select(REPORT.id).where(REPORT.company == company, REPORT.look_at <= wall).limit(1)
    return connection.execute(asked).first() is not None


def take_reports(connection: Connection, company: str, now: datetime, wall: float) -> ReportsTaken:
    """Write what reports say at their messages, with marks; what is still to be answered is looked at again.

    Args:
        connection: of a transaction that writes.
        company: its id.
        now: by the company's clock.
        wall: by the machine's, which reports are kept by.

    """
    asked = select(REPORT.id, REPORT.came_at, *COLUMNS).where(REPORT.company == company, REPORT.look_at <= wall)
    found = [
        (each[0], each[1], KeptReport._make(each[2:]))
        for each in connection.execute(asked.order_by(REPORT.look_at, REPORT.id).limit(MOST_TAKEN))
    ]
    taken = ReportsTaken()
    if not found:
        return taken
    on_the_way = _channels_sending(connection, company)  # before the messages: what is answered meanwhile is found
    messages = _messages(connection, company, [report for *_, report in found])
    done, later = list[str](), list[tuple[str, float]]()
    for name, came_at, report in found:
        key, is_sending = messages.get(report, (None, False))
        may_come = key is None and report.channel in on_the_way and wall - came_at < KEPT_SECONDS
        if is_sending or may_come:
            later.append((name, wall + max(SOONEST, wall - came_at)))
            continue
        done.append(name)
        if key is None:
            taken.unknown.append(report)
            continue
        rows = receive(connection, company, report.channel, [_receipt(report, key)], now, source=report.source)
        (taken.changed if rows else taken.repeated)[report.source] += 1
        taken.failed.extend(rows if report.state == FAILED else ())
    if done:
        connection.execute(GONE, [{"here": company, "of_id": name} for name in done])
    if later:
        told = [{"here": company, "of_id": name, "then": moment} for name, moment in later]
        connection.execute(LATER.values(look_at=bindparam("then")), told)
    return taken


def _receipt(report: KeptReport, key: str) -> Receipt:
    at = None if report.at is None else datetime.fromtimestamp(report.at, UTC)
    return Receipt(key=key, state=report.state, code=report.code, reason=report.reason, at=at)


def _channels_sending(connection: Connection, company: str) -> set[str]:
    """Return the channels with messages that nobody has an answer to yet."""
    asked = select(ROW.channel).where(ROW.company == company, ROW.state == SENDING).distinct()
    return {each.channel for each in connection.execute(asked)}


def _messages(
    connection: Connection, company: str, reports: Sequence[KeptReport]
) -> Mapping[KeptReport, tuple[str, bool]]:
    """Return of each report that has a message here the key of that, and whether it is still without an answer.

    The key that a report tells counts before a provider's id.
    """
    keys = {each.key for each in reports if each.key is not None}
    ids = {each.provider_id for each in reports if each.provider_id is not None}
    by_key, by_id = defaultdict[tuple[str, str], set[str]](set), dict[tuple[str, str], str]()
    for asked, names in ((OF_KEYS, keys), (OF_PROVIDERS, ids)):
        for row in connection.execute(asked, {"company": company, "names": sorted(names)}) if names else ():
            by_key[row.channel, row.parcel].add(row.state)
            if row.provider_id is not None:
                by_id[row.channel, row.provider_id] = row.parcel
    found = dict[KeptReport, tuple[str, bool]]()
    for each in reports:
        key = each.key if (each.channel, each.key or "") in by_key else None
        key = key or by_id.get((each.channel, each.provider_id or ""))
        if key is not None:
            found[each] = (key, SENDING in by_key[each.channel, key])
    return found
