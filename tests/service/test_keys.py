"""Keys of the API: shown once, hashed, limited, taken back; secrets for signatures encrypted."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.envelope import PLACE, Envelope, EnvelopeUnfit, envelope_in
from handover_policy.ledger.keys import (
    KeyWanted,
    NewKey,
    ScopeUnknown,
    add_key,
    find_key,
    find_signing,
    list_keys,
    revoke_key,
)
from handover_policy.ledger.tables import API_KEYS, TABLES

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
ENVELOPE = Envelope(b"a key of these tests")
BOTH = ("acme", "other")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = open_database(database)
    TABLES.create_all(made)
    yield made
    made.dispose()


def kept_text(engine: Engine) -> str:
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(API_KEYS.select())]
    return repr([[value.hex() if isinstance(value, bytes) else value for value in row] for row in rows])


def make(engine: Engine, name: str, *scopes: str, signing: bool = False, **limits: tuple[str, ...]) -> NewKey:
    wanted = KeyWanted(name=name, scopes=scopes, signing=signing, **limits)
    return add_key(engine, ENVELOPE, "acme", wanted, NOW)


def test_a_key_is_found_by_its_text_and_kept_as_its_hash_alone(engine: Engine) -> None:
    made = make(engine, "IT", "gates:read")
    found = find_key(engine, BOTH, made.text)
    assert found is not None
    assert (found.company, found.name, found.scopes, found.signing) == ("acme", "IT", ("gates:read",), False)
    assert made.text.partition(".")[0] == found.id == made.id
    kept = kept_text(engine)
    assert found.id in kept
    assert made.text.partition(".")[2] not in kept


@pytest.mark.parametrize(
    "told", ["", ".", "hk_", "{id}", "{id}.", "{id}.x", "{text}x", "{text} ", "\ud800", "hk_\0", "x" * 10**6]
)
def test_nothing_but_the_whole_key_is_found(engine: Engine, told: str) -> None:
    made = make(engine, "IT", "all")
    assert find_key(engine, BOTH, told.format(id=made.id, text=made.text)) is None


def test_a_key_of_another_company_is_none(engine: Engine) -> None:
    made = make(engine, "IT", "all")
    assert find_key(engine, ("other",), made.text) is None


def test_a_key_taken_back_is_none_and_is_listed_still(engine: Engine) -> None:
    made = make(engine, "IT", "all", signing=True)
    assert not revoke_key(engine, "other", made.id, NOW)
    assert revoke_key(engine, "acme", made.id, NOW)
    assert not revoke_key(engine, "acme", made.id, NOW)
    assert find_key(engine, BOTH, made.text) is None
    assert find_signing(engine, ENVELOPE, BOTH, made.id) is None
    assert [(key.id, key.revoked_at) for key in list_keys(engine, "acme")] == [(made.id, "2026-11-29T08:00:00.000Z")]
    assert list_keys(engine, "other") == ()


def test_a_key_has_the_scopes_it_was_given_and_all_of_them_with_all(engine: Engine) -> None:
    one = make(engine, "IT", "gates:read")
    every = make(engine, "hr", "all")
    found = [find_key(engine, BOTH, made.text) for made in (one, every)]
    assert [key is not None and key.may("gates:read") for key in found] == [True, True]
    assert [key is not None and key.may("events:write") for key in found] == [False, True]
    with pytest.raises(ScopeUnknown, match="gate:read"):
        make(engine, "IT", "gate:read")


def test_a_key_tells_only_of_its_sources_and_types(engine: Engine) -> None:
    made = make(engine, "hr", "all", sources=("hr/core",), types=("employee.*",))
    key = find_key(engine, BOTH, made.text)
    assert key is not None
    assert key.may_tell("hr/core", "employee.hired")
    assert not key.may_tell("hr/core/2", "employee.hired")
    assert not key.may_tell("hr/core", "resignation.submitted")
    assert not key.may_tell("HR/core", "employee.hired")


def test_a_secret_for_signatures_is_read_with_the_installation_s_key_alone(engine: Engine) -> None:
    made = make(engine, "hr", "all", signing=True)
    plain = make(engine, "IT", "all")
    found = find_signing(engine, ENVELOPE, BOTH, made.id)
    assert made.signing is not None
    assert made.signing.startswith("whsec_")
    assert found is not None
    assert (found[0].id, len(found[1])) == (made.id, 32)
    assert find_signing(engine, ENVELOPE, BOTH, plain.id) is None
    with pytest.raises(EnvelopeUnfit):
        find_signing(engine, Envelope(b"another"), BOTH, made.id)
    assert found[1].hex() not in kept_text(engine)


def test_a_secret_moved_to_another_key_is_not_read(engine: Engine) -> None:
    made = [make(engine, "hr", "all", signing=True) for _ in range(2)]
    with writing(engine) as connection:
        kept = {row.id: row.signing for row in connection.execute(API_KEYS.select())}
        connection.execute(update(API_KEYS).where(API_KEYS.c.id == made[0].id).values(signing=kept[made[1].id]))
    with pytest.raises(EnvelopeUnfit):
        find_signing(engine, ENVELOPE, BOTH, made[0].id)


def test_the_installation_s_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    kept = envelope_in(tmp_path).closed(b"secret", "name")
    place = tmp_path / PLACE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert [path.name for path in place.parent.iterdir()] == ["envelope"]
    assert envelope_in(tmp_path).opened(kept, "name") == b"secret"
    with pytest.raises(EnvelopeUnfit):
        envelope_in(tmp_path).opened(kept, "another name")
    place.write_bytes(b"\n")
    with pytest.raises(EnvelopeUnfit):
        envelope_in(tmp_path)
