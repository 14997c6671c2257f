"""release_files: files of people who are gone, forgotten with their names; what lay on the disk is removed after it.

The rows go in the transaction of the erasure, and the digests of contents that nothing asks for any more are noted with
it: whoever is killed before these were removed removes them the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, delete, select

from handover_policy.ledger.database import writing
from handover_policy.ledger.files.gone import GONE_FILES, begin_removal, end_removal
from handover_policy.ledger.files.holds import holds_of, let_go
from handover_policy.ledger.files.tables import FILE_HOLDS, FILE_VERSIONS, FILES
from handover_policy.ledger.files.whose import whose_at
from handover_policy.ledger.keeping.shearing import Gone
from handover_policy.ledger.proofs.tables import TOLD_DIGESTS
from handover_policy.ledger.rows.access import COMPANY, NAMES
from handover_policy.ledger.tables import COMPANY as OF_COMPANY

Name = TypeVar("Name", str, int)
MOST_AT_ONCE = 500
PLACES = select(FILE_VERSIONS.c.place).where(FILE_VERSIONS.c.company == COMPANY).distinct()
AT_PLACES = select(FILE_VERSIONS.c.sha256).where(FILE_VERSIONS.c.company == COMPANY, FILE_VERSIONS.c.place.in_(NAMES))
NOT_THERE = delete(FILE_VERSIONS).where(
    FILE_VERSIONS.c.company == COMPANY, FILE_VERSIONS.c.place.in_(NAMES), FILE_VERSIONS.c.erased_at.is_not(None)
)
ELSEWHERE = select(FILE_VERSIONS.c.sha256).where(FILE_VERSIONS.c.company == COMPANY, FILE_VERSIONS.c.sha256.in_(NAMES))
TOLD = select(TOLD_DIGESTS.c.sha256).where(TOLD_DIGESTS.c.company == COMPANY, TOLD_DIGESTS.c.sha256.in_(NAMES))
NO_HOLDS = delete(FILE_HOLDS).where(
    FILE_HOLDS.c.company == COMPANY, FILE_HOLDS.c.number.in_(NAMES), FILE_HOLDS.c.lifted_at.is_not(None)
)
HELD = select(FILES.c.sha256).where(FILES.c.company == COMPANY, FILES.c.sha256.in_(NAMES))
NOT_HELD = delete(FILES).where(FILES.c.company == COMPANY, FILES.c.sha256.in_(NAMES))
NOT_TWICE = delete(GONE_FILES).where(GONE_FILES.c.company == COMPANY, GONE_FILES.c.sha256.in_(NAMES))
WAITING = select(GONE_FILES.c.sha256).where(GONE_FILES.c.company == COMPANY).order_by(GONE_FILES.c.sha256)


def release_files(connection: Connection, company: str, gone: Gone, told: Collection[bytes], now: datetime) -> int:
    """Forget the files of people who are gone; return how many contents nothing asks for any more.

    Args:
        connection: of the transaction, in which their rows were erased.
        company: its id.
        gone: the people.
        told: the digests of which the rows told that were erased.
        now: the moment, in the zone of the company.

    """
    everywhere = connection.execute(PLACES, {"company": company}).scalars().all()
    places = [each for each in everywhere if whose_at(each).person in gone.people]
    let_go(connection, company, places, now, tell=False)
    lifted = [
        each.number for each in holds_of(connection, company, standing=False) if each.on.whose.person in gone.people
    ]
    for numbers in _parts(lifted):
        connection.execute(NO_HOLDS, {"company": company, "names": numbers})
    digests = {each.hex() for each in told}
    for part in _parts(places):
        digests.update(connection.execute(AT_PLACES, {"company": company, "names": part}).scalars())
        connection.execute(NOT_THERE, {"company": company, "names": part})
    count = 0
    for part in _parts(sorted(digests)):
        wanted = set(connection.execute(ELSEWHERE, {"company": company, "names": part}).scalars())
        names = [bytes.fromhex(each) for each in part]
        wanted |= {
            bytes(each).hex() for each in connection.execute(TOLD, {"company": company, "names": names}).scalars()
        }
        held = connection.execute(HELD, {"company": company, "names": [each for each in part if each not in wanted]})
        free = list(held.scalars())
        if free:
            connection.execute(NOT_HELD, {"company": company, "names": free})
            connection.execute(NOT_TWICE, {"company": company, "names": free})
            connection.execute(GONE_FILES.insert(), [{OF_COMPANY: company, "sha256": each} for each in free])
        count += len(free)
    return count


def remove_gone(engine: Engine, company: str, remove: Callable[[str, str], None]) -> int:
    """See to it that contents that were erased lie nowhere any more; return how many there were.

    Args:
        engine: on the database.
        company: its id.
        remove: removes the content of a company and a digest, and the key that opens it; there may be none. Raises
            OSError.

    """
    with writing(engine) as connection:
        waiting = connection.execute(WAITING, {"company": company}).scalars().all()
    for digest in waiting:
        with writing(engine) as connection:
            begun = begin_removal(connection, company, digest)
        if begun:
            remove(company, digest)
            with writing(engine) as connection:
                end_removal(connection, company, digest)
    return len(waiting)


def _parts(names: Sequence[Name]) -> Iterator[list[Name]]:
    for start in range(0, len(names), MOST_AT_ONCE):
        yield list(names[start : start + MOST_AT_ONCE])
