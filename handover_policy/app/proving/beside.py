"""audit_logs: the logs of several companies audited beside each other, each in a process of its own, two at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

from handover_policy.app.proving.audit import NOTHING_BROUGHT, Audited, Brought, audit_log
from handover_policy.app.serving.keeping.verify import CompanyUnknown
from handover_policy.ledger.database import open_database

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
    if len(companies) == 1:
        yield companies[0], _audited(address, brought, companies[0])
        return
    with ProcessPoolExecutor(max_workers=PROCESSES, mp_context=get_context("spawn")) as pool:
        yield from zip(companies, pool.map(partial(_audited, address, brought), companies), strict=True)


def _audited(address: str, brought: Brought, company: str) -> Audited | None:
    engine = open_database(address)
    try:
        found = audit_log(engine, company, brought)
    except CompanyUnknown:
        return None
    finally:
        engine.dispose()
    found.differences = [replace(each, params=dict(each.params)) for each in found.differences]  # as processes hand on
    return found
