"""Channel: what the service asks of whatever carries a message to people, and the three answers that it may get."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

AddressKind: TypeAlias = Literal["phone", "email", "dingtalk", "wecom", "feishu"]
"""Kinds of addresses that people have; of phone and mail there is a private one beside (service.md section 2)."""
LimitScope: TypeAlias = Literal["channel", "address"]
ReceiptState: TypeAlias = Literal["delivered", "read", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsText:
    """A text message by its template: the code that the policy names, and its parameters in their order.

    `linked` says that the blank of the settings for a link is one of its own, too; `notice` is the id of the
    notification in the policy, by which the settings may name the vendor's template.
    """

    template: str
    parameters: Sequence[tuple[str, str]]
    linked: bool = True
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """What somebody has to do, for channels that keep lists of it.

    Args:
        source: names it for ever, so that it is made once.
        title: in few words.
        due: by when, aware of its zone; None where no day is set.
        done: whether it is done, and the item to be closed.
        before: other addresses of the person at which it may stand: it is closed there.

    """

    source: str
    title: str
    due: datetime | None
    done: bool = False
    before: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes out in one request: one message, or those of one person at one moment joined.

    Args:
        key: the same at each attempt, 32 hexadecimal digits: what providers tell repeats by.
        company: whose message it is.
        to: the person's id.
        name: how they are called.
        address: where they are reached on this channel, or what they are called by in a group; None for a machine.
        title: the subject, in one line.
        text: the message as the layout of the channel wrote it: Markdown, plain text, or JSON of a webhook.
        html: the same as HTML, for mail.
        sms: the template and its parameters, for text messages.
        link: an address at which the person can act, signing them in once; None where none may be told.
        language: of the text, `zh-CN` or `en`.
        item: what there is to do, for a channel of work items.
        attachments: files that go with it.

    """

    key: str
    company: str
    to: str
    name: str
    address: str | None
    title: str
    text: str
    html: str | None = None
    sms: SmsText | None = None
    link: str | None = None
    language: str = "zh-CN"
    item: WorkItem | None = None
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider took it: under which id, and after how many seconds it can be asked what became of it.

    `ask_after` is None where the provider is not asked: it tells by itself, or nothing is ever known.
    """

    provider_id: str | None
    ask_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The provider did not take it, and nobody gets it.

    Args:
        code: the provider's, or one of our own: `timeout-connecting`, `certificate`, `answer-unreadable`.
        reason: in the provider's words, without secrets.
        lasting: whether it would fail again however often it is tried.
        wait: seconds after which the provider wants to be asked again; None where it says nothing.

    """

    code: str
    reason: str
    lasting: bool
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows whether the provider took it: the request was on its way when the line broke."""

    code: str
    reason: str


Answer: TypeAlias = Accepted | Failed | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class SentParcel:
    """A parcel that a provider took, or may have taken, as it is asked about later; `at` is when it was sent."""

    key: str
    provider_id: str | None
    address: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a parcel, as the provider says.

    Args:
        key: of the parcel.
        state: `delivered`, `read` or `failed` for good.
        code: the provider's code of a failure.
        reason: in the provider's words.
        at: when it happened, where the provider says so.

    """

    key: str
    state: ReceiptState
    code: str | None = None
    reason: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a provider answered about parcels: receipts, and after how many seconds to ask again about which of them.

    Args:
        receipts: what is known; a parcel may have several in the order of time.
        again: seconds by the key of a parcel; who is in neither is never asked about again.
        unsent: keys of parcels that the provider has never seen: they may be sent again.

    """

    receipts: Sequence[Receipt] = ()
    again: Mapping[str, float] | None = None
    unsent: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many parcels go out within any so many seconds, through the channel or to one address."""

    most: int
    seconds: float
    scope: LimitScope = "channel"


class Tokens(Protocol):
    """Keeps a channel's access token for all processes: renewed by one of them, once."""

    def token(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        """Return the token of a name; `renew` returns a fresh one and for how many seconds it counts.

        What `renew` raises is raised here.
        """

    def forget(self, name: str, token: str) -> None:
        """Forget a token that the provider no longer takes; another one that was renewed meanwhile stays."""


class MessageChannel(Protocol):
    """Carries parcels to a provider; called by many threads at once."""

    kind: str
    """As the settings name it: `dingtalk_work`, `smtp`."""
    address_kind: AddressKind | None
    """Which address it needs; None where it reaches a group or a machine."""
    tells_repeats: bool
    """Whether the provider tells a repeat by the key of the parcel, so that silence may be tried again."""
    limits: Sequence[Limit]

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Hand a parcel to the provider; whatever goes wrong is an answer, nothing is raised."""

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:
        """Ask the provider what became of parcels; one that cannot be asked answers with nothing."""

    def close(self) -> None:
        """Give back what it holds."""
