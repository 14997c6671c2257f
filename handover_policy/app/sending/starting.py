"""sender_of: the sender of a service, with the channels that its settings name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from handover_policy.app.sending.carriers import Carrier, carriers_of
from handover_policy.app.sending.packed.attaching import kept_by
from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.service import Service
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import Envelope, envelope_in
from handover_policy.ledger.lease import this_process
from handover_policy.ledger.outbox.releasing import anything_waits
from handover_policy.ledger.outbox.tokens import SharedTokens


def sender_of(service: Service, base: Callable[[], str | None]) -> Sender | None:
    """Return what sends for a service; None where no company has set a channel up, or has anything left from one.

    Whoever took their last channel away has messages waiting for it: they are let go of, or they went out years later.

    Args:
        service: started.
        base: returns the address that links in messages begin with; None where none can be told.

    Raises:
        OSError, EnvelopeUnfit: the installation's key cannot be read.
        ValueError: a channel cannot be made of its settings.

    """
    with reading(service.engine) as connection:
        served = [
            company
            for company in service.companies.values()
            if company.settings.channels or company.settings.webhooks or anything_waits(connection, company.id)
        ]
    if not served:
        return None
    envelope = envelope_in(service.settings.data)
    desks = {}
    for company in served:
        carriers: dict[str, Carrier] = dict(
            carriers_of(company.settings, SharedTokens(service.engine, envelope, company.id))
        )
        told = company.settings.quiet_hours
        desks[company.id] = Desk(
            company=company,
            carriers=carriers,
            by=this_process(),
            quiet=None if told is None else quiet_hours(told),
            token_of=partial(token_of, envelope, company.id),
            envelope=envelope,
            kept=kept_by(service.archive.blobs, company.id),
        )
    return Sender(desks, Workplace(engine=service.engine, now=service.now, base=base))


def token_of(envelope: Envelope, company: str, key: str) -> str:
    """Return the token of the link in a parcel."""
    return envelope.token(f"link\n{company}\n{key}")
