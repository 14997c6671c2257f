"""pack: messages that a sender took, as parcels: their texts, where their people are reached, a link to act by."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select

from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.hooks import hook_event
from handover_policy.app.sending.reached import address_for
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.claims import ClaimedParcel
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.channels import Parcel, SmsText
from handover_policy.render.escaping import markdown
from handover_policy.texts.texts import Texts, texts

LINK_LASTS = timedelta(days=7)
"""How long a link in a message lets its person in, once; a used or old one offers a new one."""
MOST_WHOLE = 3
MOST_LISTED = 20
"""Of messages joined in one, how many are told as they are, and how many by their titles."""
NO_ADDRESS, NO_TEXT, ERASED = "no-address", "no-text", "erased"
MARKDOWN = ("dingtalk", "feishu", "wecom")
END_OF_BODY = "</body>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A parcel as it goes out; None where it cannot, and `code` says why."""

    claimed: ClaimedParcel
    parcel: Parcel | None = None
    code: str | None = None


@dataclass(slots=True, kw_only=True)
class Packing:
    """Packs what was claimed of one channel; `links` are the people and tokens of those it put in.

    Args:
        view: the company, in one transaction.
        carrier: the channel.
        base: the address that links begin with; None where no link can be told.
        token_of: the token of a parcel's link by its key: the same at each attempt, for a provider may tell repeats by
            what is written.

    """

    view: View
    carrier: Carrier
    base: str | None
    token_of: Callable[[str], str] = lambda _: new_token()
    links: list[tuple[str, str]] = field(default_factory=list)

    def pack(self, claimed: Sequence[ClaimedParcel]) -> list[Packed]:
        """Return what was claimed as it goes out, in its order."""
        told = self._told({row.position for each in claimed for row in each.rows})
        if self.carrier.is_hook:
            return [self._hooked(each, told) for each in claimed]
        decisions = {position: decision for position, (decision, _) in told.items()}
        parts = [part for each in claimed for part in told_apart(each, decisions)]
        return [self._packed(each, decisions) for each in parts]

    def _told(self, positions: set[int]) -> Mapping[int, tuple[str | None, str]]:
        """Return by position the decision, and when it was made."""
        row = LEDGER.c
        asked = select(row.position, row.decision, row.received_at).where(
            row.company == self.view.company.id, row.position.in_(sorted(positions))
        )
        found = self.view.connection.execute(asked)
        return {position: (decision, received_at) for position, decision, received_at in found}

    def _hooked(self, claimed: ClaimedParcel, told: Mapping[int, tuple[str | None, str]]) -> Packed:
        position = claimed.rows[0].position
        decision, at = told.get(position, (None, ""))
        if decision is None:
            return Packed(claimed=claimed, code=ERASED)
        company = self.view.company.id
        text = hook_event(company, position, at, decision, self.carrier.effects)
        parcel = Parcel(key=claimed.key, company=company, to="", name="", address=None, title="", text=text)
        return Packed(claimed=claimed, parcel=parcel)

    def _packed(self, claimed: ClaimedParcel, decisions: Mapping[int, str | None]) -> Packed:
        told = [(row, decisions.get(row.position)) for row in claimed.rows]
        notices = [found for row, text in told if text is not None and (found := notice_in(text, row.notice))]
        if not notices:
            return Packed(claimed=claimed, code=ERASED)
        kind = self.carrier.channel.address_kind
        address = None if kind is None else address_for(self.view, claimed.person, kind)
        if kind is not None and address is None:
            return Packed(claimed=claimed, code=NO_ADDRESS)
        parcel = self._parcel(claimed, notices, address)
        return Packed(claimed=claimed, parcel=parcel, code=None if parcel is not None else NO_TEXT)

    def _parcel(
        self, claimed: ClaimedParcel, notices: Sequence[Mapping[str, Any]], address: str | None
    ) -> Parcel | None:
        recipient = notices[0].get("recipient") or {}
        language = str(recipient.get("language") or self.view.policy.manifest.language)
        words = texts(language)
        told = [text_for(each, self.carrier.name, marks=self.carrier.marks) for each in notices]
        sms = _sms(notices) if self.carrier.channel.address_kind == "phone" else None
        if (self.carrier.channel.address_kind == "phone" and sms is None) or not any(told):
            return None
        link = self._link(claimed) if self.carrier.personal and self.base is not None else None
        one = len(notices) == 1
        title = str(notices[0].get("subject") or "") if one else words.say("sending.joined", count=len(notices))
        body = (notices[0].get("bodies") or {}).get("email") if one and self.carrier.name == "email" else None
        return Parcel(
            key=claimed.key,
            company=self.view.company.id,
            to=claimed.person,
            name=str(recipient.get("name") or claimed.person),
            address=address,
            title=title,
            text=told[0] if one else joined_text(notices, told, words, marks=self.carrier.marks),
            html=None if body is None else with_link(body, link, words),
            sms=sms,
            link=link,
            language=language,
        )

    def _link(self, claimed: ClaimedParcel) -> str:
        """Return a link that signs an employee in, another one on each channel; others get the address of the pages.

        What stands behind a contact may be a mailbox that several people read.
        """
        if self.view.state.employee(claimed.person) is None:
            return f"{str(self.base).rstrip('/')}/"
        token = self.token_of(f"{claimed.key}\n{self.carrier.name}")
        self.links.append((claimed.person, token))
        return f"{str(self.base).rstrip('/')}/enter/{token}"


def told_apart(claimed: ClaimedParcel, decisions: Mapping[int, str | None]) -> Iterator[ClaimedParcel]:
    """Yield what can be told of a parcel, and by itself what cannot: its text is gone, and it is not sent."""
    if len(claimed.rows) == 1:
        yield claimed
        return
    there = [bool((text := decisions.get(row.position)) and notice_in(text, row.notice)) for row in claimed.rows]
    for wanted in (True, False):
        rows = [row for row, found in zip(claimed.rows, there, strict=True) if found is wanted]
        if rows:
            yield ClaimedParcel(key=claimed.key, rows=rows)


def text_for(notice: Mapping[str, Any], channel: str, *, marks: bool = False) -> str:
    """Return the text of a message for a channel: its own, or the closest one where it has none of its own.

    Where texts are read as Markdown (`marks`), one that was written for plain reading is made harmless.
    """
    bodies, beside = notice.get("bodies") or {}, notice.get("texts") or {}
    if channel == "webhook":
        return str(bodies.get(channel) or orjson.dumps(dict(notice)).decode())
    own = beside.get(channel) or (bodies.get(channel) if channel != "email" else None)
    if own:
        return str(own)
    marked = [bodies[name] for name in MARKDOWN if bodies.get(name)]
    if marks and marked:
        return str(marked[0])
    plain = str(beside.get("email") or next(iter(marked), "") or bodies.get("sms") or notice.get("subject") or "")
    return harmless(plain) if marks else plain


def joined_text(notices: Sequence[Mapping[str, Any]], told: Sequence[str], words: Texts, *, marks: bool = False) -> str:
    """Return the text of several messages in one: whole where they are few, else their titles."""
    if len(told) <= MOST_WHOLE:
        return "\n\n".join(told)
    titles = [str(each.get("subject") or each.get("notice") or "") for each in notices]
    listed = [markdown(title) if marks else title for title in titles[:MOST_LISTED]]
    lines = [f"{number}. {title}" for number, title in enumerate(listed, start=1)]
    left = len(titles) - len(lines)
    more = [words.say("sending.more", count=left)] if left else []
    return "\n".join((*lines, *more))


def harmless(text: str) -> str:
    """Return a text of several lines that Markdown shows as it was typed."""
    return "\n".join(str(markdown(line)) for line in text.splitlines())


def with_link(body: str, link: str | None, words: Texts) -> str:
    """Return the HTML of a mail with a link at its end."""
    if link is None or END_OF_BODY not in body:
        return body
    told, where = html.escape(words.say("sending.act")), html.escape(link, quote=True)
    paragraph = f'<p style="margin: 24px; text-align: center;"><a href="{where}">{told}</a></p>\n'
    head, _, tail = body.rpartition(END_OF_BODY)
    return f"{head}{paragraph}{END_OF_BODY}{tail}"


def _sms(notices: Sequence[Mapping[str, Any]]) -> SmsText | None:
    """Return the template of a text message; of several only the first is told: text messages are not joined."""
    told = notices[0].get("sms")
    if not isinstance(told, Mapping):
        return None
    parameters = [(str(each["name"]), str(each["value"])) for each in told.get("parameters") or ()]
    return SmsText(template=str(told["template_code"]), parameters=parameters)
