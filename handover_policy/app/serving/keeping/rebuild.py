"""rebuild_state: the state of a company made anew from its ledger, in one transaction of whoever may write."""

from __future__ import annotations

from sqlalchemy import Engine

from handover_policy.app.serving.keeping.holding import held_alone
from handover_policy.app.serving.keeping.replay import LedgerReplay
from handover_policy.app.serving.keeping.verify import CompanyUnknown, Consequences
from handover_policy.engine.ruleset import EngineName
from handover_policy.ledger.keeping.consequences import write_links, write_messages
from handover_policy.ledger.keeping.restoring import set_standing
from handover_policy.ledger.keeping.snapshot import snapshot
from handover_policy.ledger.keeping.state_rows import write_state
from handover_policy.ledger.lease import STATE_FORMAT, Holder
from handover_policy.ledger.ledger_rows import rows_from, stands_at
from handover_policy.ledger.policy_sets import newest_of, texts_of
from handover_policy.ledger.proofs.growing import note_digests_anew


def rebuild_state(engine: Engine, company: str, holder: Holder, *, evaluator: EngineName = "durable") -> int:
    """Make the rows of state anew from the ledger; return from how many of its rows. Its decisions stay as they are.

    Raises:
        CompanyUnknown: there is no ledger of the company.
        LedgerHeld: another process writes for it.
        Undecidable: a row cannot be decided again; nothing was written.

    """
    with snapshot(engine) as connection:
        if stands_at(connection, company) is None:
            raise CompanyUnknown(company)
    with held_alone(engine, company, holder) as (connection, standing):
        opening = newest_of(connection, company, "opening")
        first = 1 if opening is None else opening.position
        replay = LedgerReplay(texts_of(connection, company), engine=evaluator)
        left, count = Consequences(), 0
        for row in rows_from(connection, company, first):
            taken = replay.take(row.position, row.kind, row.body)
            count += 1
            if taken is not None:
                left.take(row.position, taken[1])
        state = replay.state()
        if state is not None:
            write_state(connection, company, state)
            write_links(connection, company, first, left.links)
            write_messages(connection, company, first, left.messages)
            set_standing(connection, company, standing.next_position, state.clock, STATE_FORMAT)
        note_digests_anew(connection, company)
    return count
