"""DeliveryShown: how a message stands on a channel, with every attempt, receipt and decision that was told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from handover_policy.app.asking.masked import masked, masked_in
from handover_policy.app.asking.view import View
from handover_policy.app.portal.deliveries.carried import AREA, channels_carried, is_own
from handover_policy.app.portal.deliveries.ended import shown_code
from handover_policy.ledger.outbox.rows import NOT_SET_UP
from handover_policy.ledger.outbox.tables import FAILED, PORTAL, READ, UNDELIVERABLE, WAITING
from handover_policy.ledger.reading.cases import Delivery
from handover_policy.ledger.reading.deliveries import ToldDelivery
from handover_policy.texts.texts import Texts

AGAIN = "again"
"""Of what a person decides of a message: its attempts are counted from one then."""
ToldKind: TypeAlias = Literal["attempt", "receipt", "decided", "opened", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTold:
    """One thing that was told of a message on a channel.

    Args:
        kind: an attempt with its answer, a provider's receipt, what a person decided, that it was opened, or that
            it did not go out.
        at: when it happened.
        number: of an attempt.
        state: as the message stood from then on, in words.
        address: where it went.
        provider_id: under which the provider knows it.
        code: of a failure.
        reason: of a failure, in the provider's words.
        says: in plain words what the code means, and what can be done.
        decided: what a person decided.
        by: who decided it.
        together: with how many messages it went out as one.
        again: whether it is sent again by itself after this attempt.
        next_at: when that is, where it is still ahead.

    """

    kind: ToldKind
    at: datetime
    state: str
    number: int | None = None
    address: str | None = None
    provider_id: str | None = None
    code: str | None = None
    reason: str | None = None
    says: str = ""
    decided: str = ""
    by: str = ""
    together: int | None = None
    again: bool = False
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryShown:
    """How a message stands on a channel; `word` says it in words, `told` is empty where the reader sees no more.

    `next_at` is when it is sent next; `says` what its code means; `file` that of a sink; `set_up` whether anything
    carries its channel here.
    """

    channel: str
    called: str
    state: str
    word: str
    set_up: bool = True
    attempts: int = 0
    address: str | None = None
    provider_id: str | None = None
    code: str | None = None
    reason: str | None = None
    says: str = ""
    next_at: datetime | None = None
    instead_of: str = ""
    file: str = ""
    whole: bool = False
    told: Sequence[DeliveryTold] = field(default_factory=tuple)


class DeliveriesSaid:
    """Says how messages stand, in one language; `told` is what the ledger holds of them."""

    def __init__(self, view: View, words: Texts, told: Iterable[ToldDelivery]) -> None:
        """Take the company, the reader's language, and what was told."""
        self._view, self._words, self._carried = view, words, channels_carried(view.company.settings)
        self._told: dict[tuple[str, str], list[ToldDelivery]] = {}
        for each in told:
            self._told.setdefault((each["notice"], each["channel"]), []).append(each)

    def shown(self, sent: Delivery, *, whole: bool, own: bool = False, opened: bool = False) -> DeliveryShown:
        """Return how a message stands on a channel.

        Args:
            sent: as the outbox has it.
            whole: whether attempts, addresses and ids are the reader's to see.
            own: whether the message is to the reader, who sees addresses in full.
            opened: whether whoever it is for has opened it in the portal.

        """
        state = READ if opened and sent.channel == PORTAL else sent.state
        called = self._carried.called(sent.channel, self._words)
        code = self._code(sent)
        word = state_word(state, code, self._words, sent.channel)
        set_up = not (state == UNDELIVERABLE and sent.code == NOT_SET_UP)
        if not whole:
            return DeliveryShown(channel=sent.channel, called=called, state=state, word=word, set_up=set_up)
        rows = self._told.get((sent.notice, sent.channel), ())
        next_at = self._next(sent) if state == WAITING else None
        receipt = state == FAILED and sent.sent_at is not None
        known = state in {FAILED, UNDELIVERABLE, WAITING} or sent.code is not None
        instead = "" if sent.instead_of is None else self._carried.called(sent.instead_of, self._words)
        return DeliveryShown(
            channel=sent.channel,
            called=called,
            state=state,
            word=word,
            set_up=set_up,
            attempts=attempts_of(rows, sent.attempts),
            address=_address(sent.address, own=own),
            provider_id=sent.provider_id,
            code=sent.code,
            reason=_reason(sent.reason, sent.address, own=own),
            says=self._says(sent.channel, state, code, receipt=receipt) if known else "",
            next_at=next_at,
            instead_of=instead,
            file=(sent.provider_id or "") if sent.channel in self._carried.sinks else "",
            whole=True,
            told=self._all(rows, next_at, own=own),
        )

    def _code(self, sent: Delivery) -> str | None:
        at = None if sent.settled_at is None else datetime.fromtimestamp(sent.settled_at, UTC)
        return shown_code(self._view, self._carried, (sent.person, sent.channel), (sent.code, at))

    def _all(self, rows: Sequence[ToldDelivery], next_at: datetime | None, *, own: bool) -> list[DeliveryTold]:
        """Return all that was told of a message, the last attempt with when the next one is."""
        told = sorted((self._one(each, own=own) for each in rows), key=lambda each: (each.at, each.kind == "receipt"))
        told = counted_on(told)
        if told and told[-1].again:
            told[-1] = replace(told[-1], next_at=next_at)
        return told

    def _says(self, channel: str, state: str, code: str | None, *, receipt: bool) -> str:
        """Return in plain words what a code means; of a message that is sent again by itself what may hold it up."""
        if state == WAITING:
            return self._carried.holds_up(channel, code, self._words)
        return self._carried.says(channel, code, self._words, receipt=receipt)

    def _next(self, sent: Delivery) -> datetime | None:
        """Return when a message is sent next, where that is later than now."""
        if sent.next_attempt is None or sent.next_attempt <= self._view.now.timestamp():
            return None
        return datetime.fromtimestamp(sent.next_attempt, UTC).astimezone(self._view.now.tzinfo)

    def _one(self, told: ToldDelivery, *, own: bool) -> DeliveryTold:
        state, code, by = str(told["state"]), told.get("code"), told.get("by")
        receipt, kind = bool(told.get("receipt")), _kind_of(told)
        at = datetime.fromisoformat(told["at"]).astimezone(self._view.now.tzinfo)
        said = shown_code(self._view, self._carried, (str(told.get("to")), told["channel"]), (code, at))
        return DeliveryTold(
            kind=kind,
            at=at,
            state=state_word(state, said, self._words, told["channel"]),
            number=told.get("attempt"),
            address=_address(told.get("address"), own=own),
            provider_id=told.get("provider_id"),
            code=None if is_own(code, self._words) else code,
            reason=_reason(told.get("reason"), told.get("address"), own=own),
            says=self._says(told["channel"], state, said, receipt=receipt),
            again=kind == "attempt" and state == WAITING,
            decided=str(told.get("decided") or ""),
            by="" if by is None else self._view.called(by) or by,
            together=told.get("together"),
        )


def _address(address: str | None, *, own: bool) -> str | None:
    return address if own or address is None else masked(address)


def _reason(reason: str | None, address: str | None, *, own: bool) -> str | None:
    return reason if own or reason is None else masked_in(reason, address)


def attempts_of(told: Iterable[ToldDelivery], since: int) -> int:
    """Return how often a message was sent in all, of which so often since a person last had it sent again."""
    before = highest = 0
    for each in told:
        if each.get("decided") == AGAIN:
            before = highest
        highest = max(highest, before + (each.get("attempt") or 0))
    return max(highest, before + since)


def counted_on(told: Sequence[DeliveryTold]) -> list[DeliveryTold]:
    """Return what was told of a message, its attempts numbered on where a person had it sent again."""
    found: list[DeliveryTold] = []
    before = highest = 0
    for each in told:
        if each.decided == AGAIN:
            before = highest
        number = None if each.number is None else each.number + before
        highest = max(highest, number or 0)
        found.append(replace(each, number=number))
    return found


def state_word(state: str, code: str | None, words: Texts, channel: str = "") -> str:
    """Return how a message stands, in words: of one that could not go out or was left why, where that is known.

    In the portal a message lies there until its person opens it, which no provider says.
    """
    for key in (f"{AREA}.states.{state}-{channel or None}", f"{AREA}.states.{state}-{code}", f"{AREA}.states.{state}"):
        if words.has(key):
            return words.say(key)
    return state


def _kind_of(told: Mapping[str, object]) -> ToldKind:
    if told.get("decided"):
        return "decided"
    if told.get("receipt"):
        return "receipt"
    if told["state"] == READ:
        return "opened"
    return "stopped" if told["state"] == UNDELIVERABLE else "attempt"
