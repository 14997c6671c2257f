"""reading: one state throughout a transaction, on each database."""

from handover_policy.ledger.database import open_database, reading, writing
from handover_policy.ledger.lease import Holder, take_lease
from handover_policy.ledger.reading.told import next_position
from handover_policy.ledger.tables import COMPANIES, TABLES


def test_what_is_read_in_one_transaction_is_of_one_moment(database: str) -> None:
    engine = open_database(database)
    with writing(engine) as made:
        TABLES.create_all(made)
    assert take_lease(engine, "acme", Holder(name="a"), "1") is not None
    with reading(engine) as connection:
        before = next_position(connection, "acme")
        with writing(engine) as beside:
            beside.execute(COMPANIES.update().values(next_position=before + 7))
        assert next_position(connection, "acme") == before
    with reading(engine) as connection:
        assert next_position(connection, "acme") == before + 7
    engine.dispose()
