"""sender_of: the sender of a service, with the channels that its settings name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from handover_policy.app.sending.carriers import Carrier, carriers_of
from handover_policy.app.sending.quiet import quiet_hours
from handover_policy.app.sending.sender import Sender, Workplace
from handover_policy.app.sending.turns import Desk
from handover_policy.app.serving.service import Service
from handover_policy.ledger.envelope import Envelope, envelope_in
from handover_policy.ledger.lease import this_process
from handover_policy.ledger.outbox.tokens import SharedTokens


def sender_of(service: Service, base: Callable[[], str | None]) -> Sender | None:
    """Return what sends for a service; None where no company has set a channel up.

    Args:
        service: started.
        base: returns the address that links in messages begin with; None where none can be told.

    Raises:
        OSError, EnvelopeUnfit: the installation's key cannot be read.
        ValueError: a channel cannot be made of its settings.

    """
    if not any(company.settings.channels or company.settings.webhooks for company in service.companies.values()):
        return None
    envelope = envelope_in(service.settings.data)
    desks = {}
    for company in service.companies.values():
        tokens = SharedTokens(service.engine, envelope, company.id)
        carriers: dict[str, Carrier] = dict(carriers_of(company.settings, tokens))
        if carriers:
            told = company.settings.quiet_hours
            quiet = None if told is None else quiet_hours(told)
            desks[company.id] = Desk(
                company=company,
                carriers=carriers,
                by=this_process(),
                quiet=quiet,
                token_of=partial(token_of, envelope, company.id),
            )
    return Sender(desks, Workplace(engine=service.engine, now=service.now, base=base))


def token_of(envelope: Envelope, company: str, key: str) -> str:
    """Return the token of the link in a parcel."""
    return envelope.token(f"link\n{company}\n{key}")
