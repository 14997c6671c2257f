"""leave_uploads, refused_uploads: versions told as `document.uploaded`, as the page does, by commands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection, select

from handover_policy.decide.state.seen_events import event_key
from handover_policy.ledger.files.versions import FileVersion
from handover_policy.ledger.notes.marks import leave_events
from handover_policy.ledger.tables import LEDGER, SEEN_EVENTS

SOURCE, UPLOADED = "portal", "document.uploaded"
ID_DIGITS = 32
MOST_AT_ONCE = 500


def upload_id(version: FileVersion) -> str:
    """Return the id of the event that tells a version: the same however often it is told."""
    told = f"{version.place}\n{version.number}\n{version.name}\n{version.file.sha256}"
    return hashlib.sha256(f"{version.person}\n{told}".encode()).hexdigest()[:ID_DIGITS]


def leave_uploads(
    connection: Connection, company: str, versions: Iterable[FileVersion], duty: str, zone: ZoneInfo
) -> int:
    """Leave the events of versions of an upload duty for the company's writer, but those told before; return how many.

    A version that was kept, and of which nobody could be told, is told the next time.
    """
    bodies = {
        upload_id(each): _body(upload_id(each), each, duty, datetime.fromisoformat(each.at).astimezone(zone))
        for each in versions
    }
    untold = {name: body for name, body in bodies.items() if name not in _standing(connection, company, bodies)}
    leave_events(connection, company, untold)
    return len(untold)


def leave_again(connection: Connection, company: str, version: FileVersion, duty: str, now: datetime) -> None:
    """Leave the event that all of an upload duty is there today, too, though nothing of it is new: once a day."""
    told = hashlib.sha256(f"{upload_id(version)}\n{now.date().isoformat()}".encode()).hexdigest()[:ID_DIGITS]
    if told not in _standing(connection, company, [told]):
        leave_events(connection, company, {told: _body(told, version, duty, now)})


def refused_uploads(connection: Connection, company: str, versions: Iterable[FileVersion]) -> Mapping[int, str]:
    """Return by its number in the archive why the rules refused a version that was told, as the decision says it."""
    numbers = {upload_id(each): each.number for each in versions}
    positions = {
        at: numbers[name] for name, (at, refused) in _standing(connection, company, numbers).items() if refused
    }
    row, found = LEDGER.c, dict[int, str]()
    for position, number in positions.items():
        asked = select(row.decision).where(row.company == company, row.position == position)
        decision = connection.execute(asked).scalar()
        told = {} if decision is None else orjson.loads(decision).get("refusal") or {}
        found[number] = str(told.get("message") or told.get("code") or "refused")
    return found


def _standing(connection: Connection, company: str, names: Iterable[str]) -> Mapping[str, tuple[int, bool]]:
    """Return by their ids which events stand in the ledger: at which position, and whether they were refused."""
    keys = {event_key(SOURCE, each): each for each in names}
    row, asked, found = SEEN_EVENTS.c, list(keys), dict[str, tuple[int, bool]]()
    for start in range(0, len(asked), MOST_AT_ONCE):
        told = select(row.key, row.position, row.refused).where(
            row.company == company, row.key.in_(asked[start : start + MOST_AT_ONCE])
        )
        for key, position, refused in connection.execute(told):
            found[keys[bytes(key)]] = (position, bool(refused))
    return found


def _body(name: str, version: FileVersion, duty: str, moment: datetime) -> str:
    file = version.file
    told = {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": UPLOADED,
        "subject": version.person,
        "time": moment.replace(microsecond=0).isoformat(),
        "data": {"path": version.name, "sha256": file.sha256, "size": file.size, "duty": duty},
        "authtype": "user",
        "authid": version.person,
    }
    return orjson.dumps(told).decode()
