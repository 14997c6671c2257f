"""unsent_of: what hr is told once of messages: which channels carry them, which do not, and who is reached by none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.carried import ChannelsCarried, channels_carried
from handover_policy.app.portal.messages import PORTAL
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.model.case import Case

REACHED_BY = frozenset({"phone", "email", "private_phone", "private_email"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """Channels of the policy's messages by which nothing is sent here, those that carry, and who has no address."""

    channels: Sequence[str]
    unreached: Sequence[str]
    carried: ChannelsCarried

    @property
    def set_up(self) -> Sequence[str]:
        """The channels by which messages go out."""
        return list(self.carried.channels)


def unsent_of(view: View, cases: Collection[Case]) -> Unsent:
    """Return what is sent and what is not; of people those who leave in some open cases are looked at."""
    carried = channels_carried(view.company.settings)
    told = (channel for rule in view.policy.notices for channel in rule.channels)
    channels = dict.fromkeys(channel for channel in told if channel not in {PORTAL, *carried.channels})
    leaving = dict.fromkeys(case.employee for case in cases if case.state == "open")
    reached = addresses_of(view.connection, view.company.id, leaving)
    known = REACHED_BY.union(carried.address_kinds)
    return Unsent(
        carried=carried,
        channels=list(channels),
        unreached=[person for person in leaving if not known & reached.get(person, {}).keys()],
    )
