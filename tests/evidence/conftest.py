"""Databases for the tests of evidence, as those of the service have them."""

from __future__ import annotations

from tests.service.conftest import database, postgresql_database, postgresql_url

__all__ = ["database", "postgresql_database", "postgresql_url"]
