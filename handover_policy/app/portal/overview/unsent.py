"""unsent_of: what hr is told once of messages: channels that nothing is set up for, and who is reached by none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.messages import PORTAL
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.model.case import Case

REACHED_BY = frozenset({"phone", "email", "private_phone", "private_email"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Channels of the policy's messages by which nothing is sent here, and who has neither phone nor mail."""

    channels: Sequence[str]
    unreached: Sequence[str]


def unsent_of(view: View, cases: Collection[Case]) -> Unsent:
    """Return what is not sent; of people those who leave in some open cases are looked at."""
    told = (channel for rule in view.policy.notices for channel in rule.channels)
    channels = dict.fromkeys(channel for channel in told if channel != PORTAL)
    leaving = dict.fromkeys(case.employee for case in cases if case.state == "open")
    reached = addresses_of(view.connection, view.company.id, leaving)
    return Unsent(
        channels=list(channels),
        unreached=[person for person in leaving if not REACHED_BY & reached.get(person, {}).keys()],
    )
