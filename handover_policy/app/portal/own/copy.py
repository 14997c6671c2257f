"""copy_of, zipped: a copy of what is kept of one person alone: JSON, the files they brought, and what each is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import orjson
from sqlalchemy import select

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.contents import contents_of
from handover_policy.app.portal.deliveries.own import deliveries_copied
from handover_policy.app.portal.messages import messages_of
from handover_policy.app.portal.own.kept import addresses_of
from handover_policy.app.portal.own.readable import readable_copy
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.files.tables import FILE_VERSIONS
from handover_policy.ledger.packages.kept import kept_package
from handover_policy.ledger.personal.openings import openings_of
from handover_policy.ledger.personal.requests import requests_of
from handover_policy.ledger.reading.own import rows_about
from handover_policy.texts.texts import Texts, texts

MOST_MESSAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalCopy:
    """What goes into a copy: texts by file name, and the digests and names of the files that somebody brought."""

    texts: Sequence[tuple[str, bytes]]
    files: Sequence[tuple[str, str]]


def copy_of(view: View, visitor: Visitor, language: str) -> PersonalCopy:
    """Return what is kept of a visitor, and of nobody else."""
    words = texts(language)
    told = [(f"{name}.json", _json(content)) for name, content in _parts(view, visitor, words)]
    readme = words.say("pages_rest.copy.readme", name=visitor.name, at=f"{view.now:%Y-%m-%d %H:%M %z}")
    messages = messages_of(view, visitor.id, MOST_MESSAGES, settling=False)
    page = (words.say("pages_home.copy.file"), readable_copy(view, visitor, messages, language))
    return PersonalCopy(texts=[("README.txt", readme.encode()), page, *told], files=list(_brought(view, visitor.id)))


def zipped(copy: PersonalCopy, read: Callable[[str], BinaryIO] | None) -> bytes:
    """Return a copy as a ZIP; a file that cannot be read is named as missing instead.

    Args:
        copy: what goes into it.
        read: gives a file by its digest; None where the service keeps no files.

    """
    written = BytesIO()
    missing: list[str] = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in copy.texts:
            packed.writestr(name, content)
        for sha256, name in copy.files:
            try:
                if read is None:
                    raise LookupError(sha256)  # noqa: TRY301 - told as one that is not there
                with read(sha256) as kept:
                    packed.writestr(f"files/{sha256[:12]}-{_plain(name)}", kept.read())
            except (LookupError, OSError, ValueError):
                missing.append(f"{sha256} {name}")
        if missing:
            packed.writestr("files/MISSING.txt", "\n".join(missing))
    return written.getvalue()


def _parts(view: View, visitor: Visitor, words: Texts) -> Iterator[tuple[str, object]]:
    company, person, connection = view.company.id, visitor.id, view.connection
    employee = view.state.employee(person)
    if employee is not None:
        yield (
            "person",
            {
                "id": person,
                "attributes": dict(employee.attributes),
                "hired_on": employee.hired_on,
                "addresses": addresses_of(view, person),
                "signed": sorted(employee.signed),
            },
        )
        sections = employee.profile.items()
        yield "profile", {name: [dict(each) for each in section.records] for name, section in sections}
    rows = rows_about(connection, company, person)
    yield "events", [_event(row.received_at, row.outcome, row.body) for row in reversed(rows)]
    messages = messages_of(view, person, MOST_MESSAGES, settling=False)
    yield "deliveries", list(deliveries_copied(view, person, words))
    yield "messages", [{"title": each.title, "body": each.body, "at": each.at} for each in messages]
    asked = requests_of(connection, company, person)
    yield "requests", [{"kind": each.kind, "text": each.text, "at": each.at, "answer": each.answer} for each in asked]
    yield "packages", list(_packages(view, person))
    yield "openings", [each._asdict() for each in openings_of(connection, company, person)]


def _packages(view: View, person: str) -> Iterator[dict[str, Any]]:
    """Yield what is in the handover packages of somebody's departures, by names and digests, and for whom they are."""
    for case in view.state.cases_of(person):
        kept = kept_package(view.connection, view.company.id, case.id)
        if kept is not None:
            contents = contents_of(view, case)
            yield {
                "case": case.id,
                "at": kept.at,
                "for": None if kept.receiver is None else view.called(kept.receiver),
                "sha256": kept.sha256,
                "sections": [each.title for each in contents.told.sections],
                "files": [{"name": each.path, "sha256": each.sha256, "at": each.at} for each in contents.files],
            }


def _event(received_at: str, outcome: str, body: str | None) -> dict[str, Any]:
    return {"received_at": received_at, "outcome": outcome, "event": None if body is None else orjson.loads(body)}


def _brought(view: View, person: str) -> Iterator[tuple[str, str]]:
    row = FILE_VERSIONS.c
    asked = select(row.sha256, row.name).where(row.company == view.company.id, row.person == person)
    seen: set[str] = set()
    for sha256, name in view.connection.execute(asked.order_by(row.at, row.place, row.number)):
        if sha256 not in seen:
            seen.add(sha256)
            yield sha256, name


def _json(content: object) -> bytes:
    return orjson.dumps(content, default=_plainly, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _plainly(value: object) -> object:
    return dict(value) if hasattr(value, "keys") else str(value)  # type: ignore[call-overload]


def _plain(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable() and each not in '<>:"|?*')[-120:] or "file"
