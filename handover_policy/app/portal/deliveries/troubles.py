"""Troubles: messages that did not arrive, or may not have, with what can be done; and receivers that were left off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import unquote

from sqlalchemy import select

from handover_policy.app.asking.masked import masked, masked_in
from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.carried import AREA, ChannelsCarried, channels_carried, is_own
from handover_policy.app.portal.deliveries.ended import ACCOUNT_ENDED, shown_code
from handover_policy.app.portal.deliveries.receivers import ReceiverOff, receivers_off
from handover_policy.app.portal.deliveries.standing import AGAIN, attempts_of, state_word
from handover_policy.app.portal.visitor import Visitor, is_over
from handover_policy.ledger.outbox.rows import NOT_SET_UP
from handover_policy.ledger.outbox.tables import ARRIVED, PORTAL, UNDELIVERABLE, UNKNOWN
from handover_policy.ledger.outbox.troubled import DECIDED, Decided, TroubledMessage, troubled
from handover_policy.ledger.reading.cases import Delivery, deliveries_of
from handover_policy.ledger.reading.deliveries import told_about
from handover_policy.ledger.tables import LEDGER
from handover_policy.texts.texts import Texts

QUIET = frozenset({NOT_SET_UP})
"""Why a message did not go out without anybody having to look: it is told once for the whole channel."""
FOR_EVER = frozenset({"erased", "no-text"})
"""Why a message could not go out, and never will: sending it again is no help."""
BY_KEY = MappingProxyType({"todo": "item", "private": "private"})
"""How messages are called that no decision has a text for, by how their keys begin."""
MOST_LOOKED_AT = 1000
"""Messages that are looked at for a manager, of whom few may be about their people; how many are counted at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """How the same message stands on another channel."""

    channel: str
    word: str
    arrived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleShown:
    """A message in trouble on a channel.

    Args:
        notice: its key.
        channel: the name of the channel.
        called: how people call that.
        person: whom it is for; empty where a machine is told.
        case: whose departure it is about.
        title: of the message.
        at: since when it stands so.
        state: `failed`, `unknown` or `undeliverable`.
        word: the same in words.
        attempts: how often it was sent.
        code: of the provider.
        reason: in the provider's words.
        says: in plain words what happened and what can be done.
        address: where it was to go.
        elsewhere: the same message on other channels.
        seen: how it stands, for a form to bring back.
        may: what can be decided.

    """

    notice: str
    channel: str
    called: str
    person: str
    case: str | None
    title: str
    at: datetime | None
    state: str
    word: str
    attempts: int
    code: str | None
    reason: str | None
    says: str
    address: str | None
    elsewhere: Sequence[Elsewhere]
    seen: str
    may: Sequence[Decided]

    @property
    def may_come_twice(self) -> bool:
        """Whether somebody may get it a second time when it is sent again: nobody knows whether they have it."""
        return self.state == UNKNOWN

    @property
    def arrived(self) -> bool:
        """Whether it has arrived on another channel."""
        return any(each.arrived for each in self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """Messages in trouble that a visitor may see, the newest first; `count` of all of them; receivers switched off.

    Those whose text has arrived by another channel wait for nobody: they stand `apart`, `aside` says how many.
    """

    shown: Sequence[TroubleShown] = ()
    count: int = 0
    apart: Sequence[TroubleShown] = ()
    aside: int = 0
    acts: bool = False
    receivers: Sequence[ReceiverOff] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def uncounted(self) -> bool:
        """Whether there are more than are counted."""
        return self.count + self.aside >= MOST_LOOKED_AT


def troubles_of(view: View, visitor: Visitor, words: Texts, most: int, most_apart: int = 0) -> Troubles:
    """Return messages in trouble: all of them for hr and auditors, those about their people for a manager."""
    found = troubled(view.connection, view.company.id, QUIET, None, MOST_LOOKED_AT)
    if not visitor.reads_all:
        found = list(_of_their_people(view, visitor, found))
    found = sorted(found, key=lambda each: each.state == UNDELIVERABLE)  # what was sent and lost first
    beside = deliveries_of(view.connection, view.company.id, {each.notice for each in found if each.person})
    aside = [each for each in found if any(one.state in ARRIVED for one in _others(each, beside))]
    here = {(each.notice, each.channel) for each in aside}
    waiting = [each for each in found if (each.notice, each.channel) not in here]
    shown = list(_shown(view, waiting[:most], words, beside, whole=visitor.reads_all))
    apart = list(_shown(view, aside[:most_apart], words, beside, whole=visitor.reads_all))
    people = dict.fromkeys(each.person for each in (*shown, *apart) if each.person)
    names = {each: view.called(each) or each for each in people}
    off = receivers_off(view, visitor)
    return Troubles(
        shown=shown,
        count=len(waiting),
        apart=apart,
        aside=len(aside),
        acts=visitor.hr,
        receivers=off,
        names=names,
    )


def _of_their_people(view: View, visitor: Visitor, found: Sequence[TroubledMessage]) -> Iterator[TroubledMessage]:
    known: dict[str, bool] = {}
    for each in found:
        employee = None if each.case_id is None else unquote(each.case_id.rpartition("/")[0])
        if employee is None:
            continue
        if employee not in known:
            known[employee] = is_over(view, visitor, employee)
        if known[employee]:
            yield each


def _others(message: TroubledMessage, beside: Mapping[str, Sequence[Delivery]]) -> list[Delivery]:
    """Return how the same message stands on other channels; what lies in the portal may not have been seen."""
    found = beside.get(message.notice, ()) if message.person else ()
    return [one for one in found if one.channel not in {message.channel, PORTAL}]


def _shown(
    view: View,
    found: Sequence[TroubledMessage],
    words: Texts,
    beside: Mapping[str, Sequence[Delivery]],
    *,
    whole: bool,
) -> Iterator[TroubleShown]:
    carried = channels_carried(view.company.settings)
    decisions = _decisions(view, {each.position for each in found})
    for each in found:
        decision = decisions.get(each.position)
        at = None if each.settled_at is None else datetime.fromtimestamp(each.settled_at, UTC)
        code = shown_code(view, carried, (each.person, each.channel), (each.code, at))
        told = told_about(view.connection, view.company.id, (each.notice, each.channel), each.person)
        yield TroubleShown(
            notice=each.notice,
            channel=each.channel,
            called=carried.called(each.channel, words),
            person=each.person,
            case=each.case_id,
            title=title_of(decision, each.notice, words) if each.person else "",
            at=None if at is None else at.astimezone(view.now.tzinfo),
            state=each.state,
            word=state_word(each.state, code, words),
            attempts=0 if each.state == UNDELIVERABLE else attempts_of(told, each.attempts),
            code=None if is_own(each.code, words) else each.code,
            reason=masked_in(each.reason, each.address) if whole and each.reason is not None else None,
            says=carried.says(each.channel, code, words, receipt=each.told_by_receipt),
            address=masked(each.address) if whole and each.address is not None else None,
            elsewhere=[_elsewhere(one, carried, words) for one in _others(each, beside)],
            seen=each.seen,
            may=[may for may in may_decide(each, carried) if may != AGAIN or code != ACCOUNT_ENDED],
        )


def title_of(decision: str | None, key: str, words: Texts) -> str:
    """Return what a message is called by the decision that asked for it; a thing to do, a link, a code by its kind."""
    kind = BY_KEY.get(key.partition("/")[0])
    if kind is not None or decision is None:
        return words.say(f"{AREA}.{kind or 'erased'}")
    notice = notice_in(decision, key)
    return words.say(f"{AREA}.item") if notice is None else str(notice.get("subject") or notice["notice"])


def may_decide(message: TroubledMessage, carried: ChannelsCarried) -> Sequence[Decided]:
    """Return what can be decided of a message: nothing sends it where its channel is gone, or its text."""
    sendable = bool(carried.kind(message.channel)) and message.code not in FOR_EVER
    return [each for each in DECIDED if each != AGAIN or sendable]


def _elsewhere(sent: Delivery, carried: ChannelsCarried, words: Texts) -> Elsewhere:
    word = state_word(sent.state, sent.code, words)
    return Elsewhere(channel=carried.called(sent.channel, words), word=word, arrived=sent.state in ARRIVED)


def _decisions(view: View, positions: set[int]) -> Mapping[int, str]:
    row = LEDGER.c
    asked = select(row.position, row.decision).where(
        row.company == view.company.id, row.position.in_(sorted(positions)), row.decision.is_not(None)
    )
    return {each.position: each.decision for each in view.connection.execute(asked)}
