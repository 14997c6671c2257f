"""send_link, send_certificate_link, send_code: what somebody asked for on its way to them alone; else hr is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from handover_policy.app.asking.view import view_of
from handover_policy.app.sending.private.channels import private_channels
from handover_policy.app.serving.company import Company
from handover_policy.ledger.database import writing
from handover_policy.ledger.outbox.private import PrivateMessage, ask_hr, fresh_name, may_send, send_private


def send_link(engine: Engine, company: Company, person: str, now: datetime) -> None:
    """Send a new link to sign in by; where no channel carries it hr sees who waits."""
    _send(engine, company, PrivateMessage(kind="link", person=person, name=fresh_name()), now)


def send_certificate_link(engine: Engine, company: Company, person: str, case: str, now: datetime) -> None:
    """Send a new link to a leaving certificate; where no channel carries it hr answers who asks."""
    _send(engine, company, PrivateMessage(kind="certificate", person=person, name=fresh_name(), case=case), now)


def send_code(engine: Engine, company: Company, person: str, name: str, now: datetime) -> None:
    """Send a one-time code that was made, by its name; where no channel carries it hr tells it."""
    _send(engine, company, PrivateMessage(kind="code", person=person, name=name), now)


def _send(engine: Engine, company: Company, message: PrivateMessage, now: datetime) -> None:
    with writing(engine) as connection:
        channels = private_channels(view_of(connection, company, now), message.person, message.kind)
        may = may_send(connection, company.id, message, now) if channels else "no"
        if may == "yes":
            send_private(connection, company.id, message, channels)
        elif may == "no" and message.kind != "code":
            ask_hr(connection, company.id, message, now)
