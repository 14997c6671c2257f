"""shown_code: why a message could not go out; an account of the company is no address once the last day has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.carried import ChannelsCarried
from handover_policy.ledger.outbox.rows import NO_ADDRESS

ACCOUNT_ENDED = "account-ended"
"""Why a message could not go out, where nobody can do anything about it: its person has left the channel."""
ONE_DAY = timedelta(days=1)


def shown_code(
    view: View, carried: ChannelsCarried, to: tuple[str, str], told: tuple[str | None, datetime | None]
) -> str | None:
    """Return the code that pages say.

    Args:
        view: of the company.
        carried: its channels.
        to: the person and the channel.
        told: the code that was told, and when.

    """
    (person, channel), (code, at) = to, told
    ended = code == NO_ADDRESS and carried.of_the_company(channel) and has_left_by(view, person, at)
    return ACCOUNT_ENDED if ended else code


def has_left_by(view: View, person: str, at: datetime | None = None) -> bool:
    """Return whether somebody's last day had come at a moment; now where none is given."""
    day = (view.now if at is None else at.astimezone(view.now.tzinfo)).date()
    return view.state.has_left(person, day + ONE_DAY)
