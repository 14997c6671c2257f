"""FileKeys: the wrapped data keys of files that are kept encrypted, beside the rows that tell of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Engine, delete, select

from handover_policy.ledger.database import POSTGRESQL, reading, writing
from handover_policy.ledger.files.holds import alone_with_files
from handover_policy.ledger.files.tables import FILE_KEYS
from handover_policy.ports.blobs import WrappedKey

ROW = FILE_KEYS.c
MOST_AT_ONCE = 500


class FileKeys:
    """The keys of every company's files in a database; any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        """Take the database."""
        self._engine = engine

    def found(self, company: str, digests: Collection[str]) -> Mapping[str, WrappedKey]:
        """Return by digest the keys that there are."""
        with reading(self._engine) as connection:
            return _found(connection, company, digests)

    def keep(self, company: str, sha256: str, key: WrappedKey, *, instead_of: str | None) -> WrappedKey:
        """Keep a key where there is none, or in the place of one of that name; return the key that stands now."""
        with writing(self._engine) as connection:
            if connection.dialect.name == POSTGRESQL:
                alone_with_files(connection, company)
            before = _found(connection, company, [sha256]).get(sha256)
            if before is not None and before.name != instead_of:
                return before
            here = (ROW.company == company, ROW.sha256 == sha256)
            connection.execute(delete(FILE_KEYS).where(*here))
            told = {"name": key.name, "key_id": key.key_id, "wrapped": key.wrapped}
            connection.execute(FILE_KEYS.insert(), {"company": company, "sha256": sha256, **told})
        return key

    def destroy(self, company: str, sha256: str) -> None:
        """Destroy a key: what it opens is gone for ever."""
        with writing(self._engine) as connection:
            connection.execute(delete(FILE_KEYS).where(ROW.company == company, ROW.sha256 == sha256))


def _found(connection: Connection, company: str, digests: Collection[str]) -> Mapping[str, WrappedKey]:
    asked, keys = list(digests), dict[str, WrappedKey]()
    for start in range(0, len(asked), MOST_AT_ONCE):
        here = (ROW.company == company, ROW.sha256.in_(asked[start : start + MOST_AT_ONCE]))
        for row in connection.execute(select(FILE_KEYS).where(*here)):
            keys[row.sha256] = WrappedKey(name=row.name, key_id=row.key_id, wrapped=bytes(row.wrapped))
    return keys
