"""audit_logs, verify_ledgers: ledgers of several companies looked at beside each other, two processes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from sqlalchemy import Engine

from handover_policy.app.proving.audit import NOTHING_BROUGHT, Audited, Brought, audit_log
from handover_policy.app.serving.keeping.verify import CompanyUnknown, Verified, verify_ledger
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.database import open_database

Found = TypeVar("Found", Audited, Verified)
PROCESSES = 2


def audit_logs(
    address: str, companies: Sequence[str], brought: Brought = NOTHING_BROUGHT
) -> Iterator[tuple[str, Audited | None]]:
    """Yield what was found of each company's log, in their order; None of one without a ledger.

    Args:
        address: of the database.
        companies: their ids.
        brought: what whoever audits has kept outside.

    """
    return _beside(partial(audit_log, brought=brought), address, companies)


def verify_ledgers(
    address: str, companies: Sequence[str], evaluator: EngineName = "durable"
) -> Iterator[tuple[str, Verified | None]]:
    """Yield what was found of each company's ledger, decided again, in their order; None of one without a ledger."""
    return _beside(partial(verify_ledger, evaluator=evaluator), address, companies)


def _beside(
    look: Callable[[Engine, str], Found], address: str, companies: Sequence[str]
) -> Iterator[tuple[str, Found | None]]:
    if len(companies) == 1:
        yield companies[0], _found(look, address, companies[0])
        return
    with ProcessPoolExecutor(max_workers=PROCESSES, mp_context=get_context("spawn")) as pool:
        yield from zip(companies, pool.map(partial(_found, look, address), companies), strict=True)


def _found(look: Callable[[Engine, str], Found], address: str, company: str) -> Found | None:
    engine = open_database(address)
    try:
        found = look(engine, company)
    except CompanyUnknown:
        return None
    finally:
        engine.dispose()
    found.differences = [replace(each, params=dict(each.params)) for each in found.differences]  # as processes hand on
    return found
