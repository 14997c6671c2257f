"""take_up: a version of the product, and of a company's policy, that decides from here on, noted in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from handover_policy import __version__
from handover_policy.app.load import Opened
from handover_policy.app.run import Run
from handover_policy.app.serving.keeping.sets import kept_policy
from handover_policy.decide.owing import versions_changed
from handover_policy.ledger.company import Batch, CompanyLedger
from handover_policy.ledger.entries import LedgerEntry
from handover_policy.ledger.lease import STATE_FORMAT
from handover_policy.ledger.policy_sets import bodies_of, keep_contents, newest_of
from handover_policy.ledger.rows.register import RowRegister


class PolicyUnfit(ValueError):
    """Versions that a company's ledger cannot go on with.

    `code` says why: `policy-other` (another set), `zone-other` (another time zone), `version-missing` (an open case
    began under it) or `version-altered` (a version of this name said something else).
    """

    def __init__(self, company: str, code: str, params: Mapping[str, str]) -> None:
        """Take the company, the code, and what its text needs."""
        super().__init__(f"{company}: {code} {dict(params)}")
        self.company, self.code, self.params = company, code, params


def take_up(ledger: CompanyLedger, run: Run, opened: Opened, now: datetime) -> bool:
    """Let a company be decided by these versions from here on; return whether they are others than before.

    Nothing is written where neither they nor the product have changed.

    Raises:
        PolicyUnfit: the ledger cannot go on with them; nothing was written.
        LeaseLost: another process writes for the company.

    """
    kept = kept_policy(opened, run.books)
    with ledger.batch() as (batch, register):
        told = bodies_of(batch.connection, ledger.company, "policy")
        if told and told[-1].body == kept.body:
            _note_code(batch, now)
            return False
        _refuse_unfit(ledger.company, [row.body for row in told], kept.body, register)
        _note_code(batch, now)
        keep_contents(batch.connection, ledger.company, kept.contents)
        batch.add(LedgerEntry(kind="policy", received_at=now, body=kept.body, policy_digest=kept.digest))
        versions_changed(register, run.books)
    return True


def _note_code(batch: Batch, now: datetime) -> None:
    before = newest_of(batch.connection, batch.company, "code")
    body = orjson.dumps({"version": __version__, "state_format": STATE_FORMAT}).decode()
    if before is None or before.body != body:
        batch.add(LedgerEntry(kind="code", received_at=now, body=body))


def _refuse_unfit(company: str, before: Iterable[str], now: str, register: RowRegister) -> None:
    told: Mapping[str, Any] = orjson.loads(now)
    here = {each["version"]: each for each in told["versions"]}
    for body in before:
        earlier: Mapping[str, Any] = orjson.loads(body)
        for name, code in (("id", "policy-other"), ("zone", "zone-other")):
            if earlier[name] != told[name]:
                raise PolicyUnfit(company, code, {"before": earlier[name], "now": told[name]})
        for each in earlier["versions"]:
            other = here.get(each["version"], each)
            # Equal files may say something else by another calendar or release: that is noted, and no fault of theirs.
            if other["digest"] != each["digest"] and other["files"] != each["files"]:
                raise PolicyUnfit(company, "version-altered", {"version": each["version"]})
    for version, case in register.case_rows.open_under().items():
        if version not in here:
            raise PolicyUnfit(company, "version-missing", {"version": version, "case": case})
