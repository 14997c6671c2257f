"""Marks of every kind, whose each version of a file is and until when it is kept, holds, keys of encrypted files."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from urllib.parse import unquote

from alembic import op
from sqlalchemy import Column, Connection, Integer, LargeBinary, PrimaryKeyConstraint, Text, column, select, table, text

revision = "5"
down_revision = "4"

NAME = Text().with_variant(Text(collation="C"), "postgresql")
MARKS = table("ledger_marks", *map(column, ("company", "id", "kind", "type", "subject", "case_id", "body")))
DELIVERIES = table("delivery_marks", *map(column, ("company", "id", "case_id", "body")))
VERSIONS = table(
    "file_versions",
    *map(column, ("company", "place", "number", "sha256", "name", "person", "at", "owner", "case_id")),
)
FILES = table("files", *map(column, ("company", "sha256", "size", "media_type", "scanned")))

CHANGED = """
    NEW.company <> OLD.company OR NEW.place <> OLD.place OR NEW.number <> OLD.number OR NEW.sha256 <> OLD.sha256
    OR NEW.name <> OLD.name OR NEW.person <> OLD.person OR NEW.at <> OLD.at
    OR (OLD.owner IS NOT NULL AND (NEW.owner IS NULL OR NEW.owner <> OLD.owner))
    OR (OLD.case_id IS NOT NULL AND (NEW.case_id IS NULL OR NEW.case_id <> OLD.case_id))
    OR (OLD.retain_until IS NOT NULL AND (NEW.retain_until IS NULL OR NEW.retain_until < OLD.retain_until))
    OR (OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at))
"""
KEPT = """
    NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL AND (
        (NEW.retain_until IS NOT NULL AND substr(NEW.erased_at, 1, 10) <= NEW.retain_until)
        OR EXISTS (
            SELECT 1 FROM file_holds h WHERE h.company = OLD.company AND h.lifted_at IS NULL AND (
                (h.kind = 'place' AND h.name = OLD.place) OR (h.kind = 'person' AND h.name = OLD.owner)
                OR (h.kind = 'case' AND h.name = OLD.case_id))))
"""
NOT_ERASED = "OLD.erased_at IS NULL"
LIFTED = """
    OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.company <> OLD.company OR NEW.number <> OLD.number
    OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.why <> OLD.why OR NEW.placed_by <> OLD.placed_by
    OR NEW.placed_at <> OLD.placed_at
"""


def upgrade() -> None:
    """Make the tables; of files that were brought before the ledger is told as soon as its writer comes."""
    op.create_table(
        "ledger_marks",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("kind", Text(), nullable=False),
        Column("type", Text(), nullable=False),
        Column("subject", NAME),
        Column("case_id", NAME),
        Column("body", Text(), nullable=False),
        PrimaryKeyConstraint("company", "id"),
        sqlite_with_rowid=False,
    )
    for name in ("owner", "case_id"):
        op.add_column("file_versions", Column(name, NAME))
    for name in ("retain_until", "erased_at"):
        op.add_column("file_versions", Column(name, Text()))
    op.create_index("file_versions_owner", "file_versions", ["company", "owner"])
    _holds_and_keys()
    connection = op.get_bind()
    _deliveries(connection)
    op.drop_table("delivery_marks")
    _versions(connection)
    for statement in _rules(connection.dialect.name):
        op.execute(text(statement))


def _holds_and_keys() -> None:
    op.create_table(
        "file_holds",
        Column("company", NAME, nullable=False),
        Column("number", Integer(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("name", NAME, nullable=False),
        Column("why", Text(), nullable=False),
        Column("placed_by", NAME, nullable=False),
        Column("placed_at", Text(), nullable=False),
        Column("lifted_by", NAME),
        Column("lifted_at", Text()),
        Column("lifted_why", Text()),
        PrimaryKeyConstraint("company", "number"),
    )
    op.create_table(
        "file_keys",
        Column("company", NAME, nullable=False),
        Column("sha256", NAME, nullable=False),
        Column("name", NAME, nullable=False),
        Column("key_id", Text(), nullable=False),
        Column("wrapped", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("company", "sha256"),
    )


def _deliveries(connection: Connection) -> None:
    """Keep what senders have said and no writer has taken yet."""
    rows = []
    for company, name, case, body in connection.execute(select(*DELIVERIES.c)).fetchall():
        told = json.loads(body)
        state = f"delivery.{told['state']}"
        rows.append(dict(zip(MARKS.c.keys(), (company, name, "delivery", state, told["to"], case, body), strict=True)))
    if rows:
        connection.execute(MARKS.insert(), rows)


def _versions(connection: Connection) -> None:
    """Tell whose each version of a file is, and let the ledger tell of it."""
    row, held = VERSIONS.c, FILES.c
    asked = (
        select(row.company, row.place, row.number, row.sha256, row.name, row.person, row.at)
        .add_columns(held.size, held.media_type, held.scanned)
        .join_from(VERSIONS, FILES, (held.company == row.company) & (held.sha256 == row.sha256))
        .order_by(row.company, row.at, row.place, row.number)
    )
    counts, marks, moment = dict[tuple[str, ...], int](), list[dict[str, object]](), time.time_ns()
    for count, each in enumerate(connection.execute(asked).fetchall()):
        owner, case = _whose(each.place)
        here = (row.company == each.company, row.place == each.place, row.number == each.number)
        connection.execute(VERSIONS.update().where(*here).values(owner=owner, case_id=case))
        counted = counts[each.company, each.place, each.name] = counts.get((each.company, each.place, each.name), 0) + 1
        marks.append(
            {
                "company": each.company,
                "id": f"{moment:020d}-{count:06d}-5",
                "kind": "file",
                "type": "file.brought",
                "subject": owner,
                "case_id": case,
                "body": json.dumps(dict(_told(each, counted, owner, case)), ensure_ascii=False, separators=(",", ":")),
            }
        )
    if marks:
        connection.execute(MARKS.insert(), marks)


def _told(each: object, version: int, owner: str, case: str | None) -> Iterator[tuple[str, object]]:
    yield from {"state": "brought", "person": owner}.items()
    if case is not None:
        yield "case", case
    told = each._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - of a row of SQLAlchemy
    yield from {"place": told["place"], "name": told["name"], "version": version, "number": told["number"]}.items()
    yield from {"sha256": told["sha256"], "size": told["size"], "media_type": told["media_type"]}.items()
    yield from {"by": told["person"], "at": told["at"], "scanned": bool(told["scanned"])}.items()


def _whose(place: str) -> tuple[str, str | None]:
    """Return whose the files at a place are, and of which case."""
    kind, _, rest = place.partition(":")
    if kind == "upload":
        return rest.rpartition(":")[0], None
    case = rest if kind == "case" else kind
    return unquote(case.rpartition("/")[0]), case


def _rules(dialect: str) -> Iterator[str]:
    """Yield the statements by which a database refuses to change versions of files, and to let go what is held."""
    for on, statement, name, condition, says in (
        ("file_versions", "UPDATE", "changed", CHANGED, "a version of a file is never changed"),
        ("file_versions", "UPDATE", "kept", KEPT, "a file is retained or held"),
        (
            "file_versions",
            "DELETE",
            "gone",
            "OLD.erased_at IS NULL",
            "a version of a file is erased before its row goes",
        ),
        ("file_holds", "UPDATE", "lifted", LIFTED, "of a hold nothing is ever changed but that it is lifted"),
        ("file_holds", "DELETE", "stands", "OLD.lifted_at IS NULL", "a hold that stands is never deleted"),
    ):
        trigger = f"{on}_{name}"
        if dialect == "sqlite":
            body = f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            yield f"CREATE TRIGGER {trigger} BEFORE {statement} ON {on} WHEN {condition.strip()} {body}"
            continue
        yield (
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger AS $$ BEGIN IF {condition.strip()} THEN"
            f" RAISE EXCEPTION '{says}'; END IF; RETURN {'OLD' if statement == 'DELETE' else 'NEW'}; END $$"
            " LANGUAGE plpgsql"
        )
        yield f"CREATE TRIGGER {trigger} BEFORE {statement} ON {on} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
