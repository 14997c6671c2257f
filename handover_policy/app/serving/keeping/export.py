"""export_lines, ledger_lines: a ledger as lines of JSON, and read from them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Engine

from handover_policy.app.serving.keeping.sets import named_in
from handover_policy.ledger.entries import EntryKind
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.ledger_rows import LedgerRow, rows_from
from handover_policy.ledger.policy_sets import content_of, newest_of

CONTENTS = "contents"
SCAN = json.JSONDecoder().raw_decode
BODY = b',"body":'


class LedgerUnreadable(ValueError):
    """A line that is no row of an export; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        """Take its number."""
        super().__init__(f"line {line} is no row of a ledger")
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRow:
    """A row as an export has it.

    Args:
        position: in the ledger.
        kind: of the row.
        received_at: when it was told, in UTC.
        body: as it came; None where it was erased.
        contents: kind and text of what a policy was read from, by digest, where the row is the first to name it.
        written: the row as the database has it, of a whole export.

    """

    position: int
    kind: EntryKind
    received_at: str
    body: str | None
    contents: Mapping[str, tuple[str, str]]
    written: LedgerRow | None = None


def export_lines(engine: Engine, company: str, *, events: bool = False, whole: bool = False) -> Iterator[bytes]:
    """Yield the rows of a company's ledger from its newest opening on, a line each, as they stand at one moment.

    Args:
        engine: on its database.
        company: its id.
        events: leaves the rows away that are no events, and writes the events alone, as they came.
        whole: writes decisions, salts and leaves, too: what another database needs to be the same ledger.

    """
    with snapshot(engine) as connection:
        opening = newest_of(connection, company, "opening")
        told: set[str] = set()
        for row in rows_from(connection, company, 1 if opening is None else opening.position):
            if events:
                if row.kind == "event" and row.body is not None:
                    yield row.body.encode() if _is_a_line(row.body) else orjson.dumps(orjson.loads(row.body))
                continue
            fresh = [digest for digest in _named(row) if digest not in told]
            told.update(fresh)
            contents = {digest: found for digest in fresh if (found := content_of(connection, company, digest))}
            yield _line(row, contents, whole=whole)


def ledger_lines(lines: Iterable[bytes]) -> Iterator[ExportedRow]:
    """Yield the rows that `export_lines` wrote; raises LedgerUnreadable."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _row(line.rstrip(b"\r\n"))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise LedgerUnreadable(number) from error


def _named(row: LedgerRow) -> tuple[str, ...]:
    if row.kind == "policy" and row.body is not None:
        return named_in(row.body)
    return named_in(orjson.loads(row.body)["policy"]) if row.kind == "opening" and row.body is not None else ()


def _line(row: LedgerRow, contents: Mapping[str, tuple[str, str]], *, whole: bool) -> bytes:
    """Return a row as a line: its body stands last, byte for byte as it came."""
    told: dict[str, Any] = {"position": row.position, "kind": row.kind, "received_at": row.received_at}
    if whole:
        told |= {name: _shown(value) for name, value in row._asdict().items() if name != "body"}
    if contents:
        told[CONTENTS] = {digest: list(each) for digest, each in contents.items()}
    return orjson.dumps(told)[:-1] + BODY + (b"null" if row.body is None else _one_line(row.body)) + b"}"


def _shown(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _one_line(body: str) -> bytes:
    """Return a body as it came where it is a line of JSON, else as a text in JSON."""
    return body.encode() if _is_a_line(body) else orjson.dumps(body)


def _is_a_line(body: str) -> bool:
    """Return whether a body is an object that stands in one line, so that it can stand in a line as it is."""
    if not body.startswith("{") or "\n" in body or "\r" in body:
        return False
    try:
        orjson.loads(body)
    except ValueError:
        return False
    return True


def _row(line: bytes) -> ExportedRow:
    told: Mapping[str, Any] = orjson.loads(line)
    body = _body(line, told["body"])
    return ExportedRow(
        position=int(told["position"]),
        kind=told["kind"],
        received_at=told["received_at"],
        body=body,
        contents={digest: (kind, text) for digest, (kind, text) in told.get(CONTENTS, {}).items()},
        written=_written(told, body) if "leaf" in told else None,
    )


def _written(told: Mapping[str, Any], body: str | None) -> LedgerRow:
    named = {name: told[name] for name in LedgerRow._fields if name not in {"body", "salt", "leaf"}}
    salt = None if told["salt"] is None else bytes.fromhex(told["salt"])
    return LedgerRow(**named, body=body, salt=salt, leaf=bytes.fromhex(told["leaf"]))


def _body(line: bytes, told: object) -> str | None:
    """Return a body as it came: of a line as we write it, the text between its key and the end."""
    if told is None or isinstance(told, str):
        return told
    if not isinstance(told, dict):
        raise TypeError("a body is an object or a text")
    as_we_write_it = _behind_the_keys(line.decode())
    return json.dumps(told, ensure_ascii=False) if as_we_write_it is None else as_we_write_it


def _behind_the_keys(text: str) -> str | None:
    """Return what stands behind the key of the body, its last, in a line; None where another tool wrote the line."""
    place = 1
    try:
        while True:
            name, end = SCAN(text, place)
            if name == "body":
                body = text[end + 1 : -1]
                return body if text[place - 1 : end + 1] == BODY.decode() and body.endswith("}") else None
            _, end = SCAN(text, end + 1)
            place = end + 1
    except ValueError:
        return None
