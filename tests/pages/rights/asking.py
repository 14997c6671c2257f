"""asked_by: a row of the table asked for by a reader, what stands in braces filled in."""

from __future__ import annotations

import re
from typing import Any

import httpx
from sqlalchemy import and_, func, or_, select

from handover_policy.ledger.sessions import sessions_of
from handover_policy.ledger.tables import LEDGER
from handover_policy.web.pages.static_files import static_url
from tests.pages.rights.company import ACME, EVIDENCE, UPLOADED, Reader, RightsCompany, digest_of
from tests.pages.rights.table import Row, readers

BY_ITSELF = ("clock", "delivery", "file")
NAMED = re.compile(r"\{([a-z ]+)\}")


def reader(told: RightsCompany, name: str, language: str = "zh-CN") -> Reader:
    """Return a reader in a browser of their own."""
    about = readers()[name]
    kind = "private" if about.get("private") else "full"
    return told.reader(name, about.get("who"), kind, language)  # type: ignore[arg-type] # one of both


def opened(told: RightsCompany, name: str, address: str) -> httpx.Response:
    """Return what a reader is answered at an address; each opens it once for all tables."""
    if (name, address) not in told.pages:
        told.pages[name, address] = reader(told, name).get(address)
    return told.pages[name, address]


def asked_by(told: RightsCompany, row: Row, name: str) -> httpx.Response:
    """Return what a reader is answered: to the address, or to the form sent by hand."""
    address = filled(told, row.address)
    if row.method == "GET":
        return opened(told, name, address)
    asking = reader(told, name)
    if row.told.get("own session"):
        about = readers()[name]
        asking = told.signed_in(name, about.get("who"), "private" if about.get("private") else "full")
    form = {key: filled(told, str(value)) for key, value in row.form(name).items()}
    return asking.post(address, form)


def filled(told: RightsCompany, text: str) -> str:
    """Return a text with what stands in braces filled in."""
    return NAMED.sub(lambda found: named_in(told, found[1]), text)


def named_in(told: RightsCompany, name: str) -> str:
    """Return what a name in braces stands for."""
    if name not in told.named:
        told.named[name] = _NAMES[name](told)
    return told.named[name]


def ledger_of(told: RightsCompany) -> list[tuple[Any, ...]]:
    """Return how many rows the ledger of each company has: whatever is told makes one.

    Those of the clock do not count, nor those of deliveries and files: they are written down a moment later.
    """
    row = LEDGER.c
    told_by_people = or_(row.type.is_(None), and_(*(row.type.not_like(f"{each}.%") for each in BY_ITSELF)))
    asked = select(row.company, func.count()).where(told_by_people).group_by(row.company).order_by(row.company)
    with told.service.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def _message(told: RightsCompany) -> str:
    return str(re.findall(r'href="/messages/([0-9a-f]+)"', reader(told, "successor").get("/").text)[0])


def _sheet(told: RightsCompany) -> str:
    return str(
        re.findall(r'name="sha256" value="([0-9a-f]+)"', reader(told, "manager").get("/cases/E7/1/sheet").text)[0]
    )


def _session(told: RightsCompany) -> str:
    told.reader("somebody else", "E9")
    with told.service.engine.connect() as connection:
        return sessions_of(connection, ACME, "E9", told.clock())[0].hash.hex()


_NAMES = {
    "message": _message,
    "sheet": _sheet,
    "session of somebody else": _session,
    "evidence": lambda _: digest_of(EVIDENCE),
    "upload": lambda _: digest_of(UPLOADED),
    "certificate": lambda told: told.certificate,
    "link": lambda told: told.link("E1"),
    "used link": lambda told: told.used_link("E1"),
    "style sheet": lambda _: static_url("looks.css"),
}
