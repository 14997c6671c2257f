"""Databases of both kinds, as the tests of the service have them."""

from tests.service.conftest import database, postgresql_database, postgresql_url

__all__ = ["database", "postgresql_database", "postgresql_url"]
