"""pack: messages that a sender took, as parcels: their texts, where their people are reached, a link to act by."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select

from handover_policy.app.asking.notices import notice_in
from handover_policy.app.asking.view import View
from handover_policy.app.sending.carriers import Carrier
from handover_policy.app.sending.hooks import hook_event
from handover_policy.app.sending.packed.attaching import Kept, SheetToAttach, sheets_for, with_files
from handover_policy.app.sending.packed.items import CLOSED, ITEM, MADE, item_parcel, task_link
from handover_policy.app.sending.packed.withheld import ERASED, is_own, withheld
from handover_policy.app.sending.private.wording import PrivatePacking
from handover_policy.app.sending.reached import ReadAhead, address_for, reached_at, read_ahead
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.links import new_token
from handover_policy.ledger.outbox.parcels import ClaimedParcel, OutboxRow
from handover_policy.ledger.outbox.private import PrivateMessage, private_in
from handover_policy.ledger.outbox.rows import NO_ADDRESS, NO_LIST
from handover_policy.ledger.tables import LEDGER
from handover_policy.ports.channels import Parcel, SmsText
from handover_policy.render.escaping import markdown
from handover_policy.texts.texts import Texts, texts

LINK_LASTS = timedelta(days=7)
"""How long a link in a message lets its person in, once; a used or old one offers a new one."""
MOST_WHOLE = 3
MOST_LISTED = 20
"""Of messages joined in one, how many are told as they are, and how many by their titles."""
NO_TEXT = "no-text"
MARKDOWN = ("dingtalk", "feishu", "wecom")
ADDRESS_KIND, GROUP = "address_kind", "group"
"""What a record of a delivery says of an address that is a private one, and of what went to a group."""
COUNT = "count"
"""The blank of the template of several text messages."""
END_OF_BODY = "</body>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A parcel as it goes out; None where it cannot, and `code` says why.

    `sheets` go with it once they are written; `noted` is what its record says beside. `secret` stands in it and is
    nobody's but its person's: no answer of a provider is kept with it.
    """

    claimed: ClaimedParcel
    parcel: Parcel | None = None
    code: str | None = None
    sheets: Sequence[SheetToAttach] = ()
    noted: Mapping[str, object] = field(default_factory=dict)

    def whole(self, kept: Kept) -> tuple[Parcel | None, Packed]:
        """Return the parcel with its files, which are written now, and what was packed, with what is noted of them."""
        if self.parcel is None or not self.sheets:
            return self.parcel, self
        files, noted = with_files(self.sheets, kept)
        return replace(self.parcel, attachments=tuple(files)), replace(self, noted={**self.noted, **noted})

    secret: str = ""


@dataclass(slots=True, kw_only=True)
class Packing:
    """Packs what was claimed of one channel; `links` are the people and tokens of those it put in.

    `certificates` are the people, cases and tokens of links to leaving certificates.

    Args:
        view: the company, in one transaction.
        carrier: the channel.
        base: the address that links begin with; None where no link can be told.
        token_of: the token of a parcel's link by its key: the same at each attempt, for a provider may tell repeats by
            what is written.
        known: of the people whom it is about, where that was read ahead.
        envelope: opens one-time codes; None where nothing is sent, and none is shown.

    """

    view: View
    carrier: Carrier
    base: str | None
    token_of: Callable[[str], str] = lambda _: new_token()
    envelope: Envelope | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    known: ReadAhead | None = None
    certificates: list[tuple[str, str, str]] = field(default_factory=list)

    def pack(self, claimed: Sequence[ClaimedParcel]) -> list[Packed]:
        """Return what was claimed as it goes out, in its order; what of a parcel may not go out stands by itself."""
        if self.carrier.items:
            return [self._listed(each) for each in claimed]
        told = self._told({row.position for each in claimed for row in each.rows})
        if self.carrier.is_hook:
            return [self._hooked(each, told) for each in claimed]
        decisions = {position: decision for position, (decision, _) in told.items()}
        people = {each.person for each in claimed}
        self.known = read_ahead(self.view, people)
        return [packed for each in claimed for packed in self._packed(each, decisions)]

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

    def _listed(self, claimed: ClaimedParcel) -> Packed:
        """Return what somebody has to do in a task as their list takes it."""
        row = claimed.rows[-1]
        kind = self.carrier.channel.address_kind
        address = None if kind is None else address_for(self.view, row.person, kind)
        parcel = item_parcel(self.view, claimed.key, row, address, lambda: self._way_to(row))
        if parcel is None or parcel.item is None:
            return Packed(claimed=claimed, code=NO_LIST)
        secret = (parcel.link or "").rpartition("/")[2]
        return Packed(claimed=claimed, parcel=parcel, noted={ITEM: CLOSED if parcel.item.done else MADE}, secret=secret)

    def _way_to(self, row: OutboxRow) -> str | None:
        """Return an address that stays with an item: its page where people have a way to sign in, else a link."""
        if self.base is None:
            return None
        if self.view.company.settings.sign_in:
            return task_link(self.base, str(row.item))
        return self._link(row.person, f"{row.channel}\n{row.item}\n{row.person}")

    def _private(self, claimed: ClaimedParcel, message: PrivateMessage) -> Packed:
        needed = self.carrier.channel.address_kind
        if needed is None:  # the channel was one person's once, and reaches a group by now
            return Packed(claimed=claimed, code=NO_ADDRESS)
        packing = PrivatePacking(
            view=self.view, needed=needed, base=self.base, token_of=self.token_of, envelope=self.envelope
        )
        told = packing.pack(message, claimed.key)
        if told.parcel is not None and told.parcel.link is not None and message.kind == "certificate":
            self.certificates.append((message.person, message.case or "", told.secret))
        elif told.parcel is not None and told.parcel.link is not None:
            self.links.append((message.person, told.secret))
        return Packed(claimed=claimed, parcel=told.parcel, code=told.code, secret=told.secret, sheets=told.sheets)

    def _packed(self, claimed: ClaimedParcel, decisions: Mapping[int, str | None]) -> Iterator[Packed]:
        message = private_in(claimed.rows[0])
        if message is not None:
            yield self._private(claimed, message)
            return
        notices, kept = list[Mapping[str, Any]](), defaultdict[str | None, list[OutboxRow]](list)
        for row in claimed.rows:
            text = decisions.get(row.position)
            notice = None if text is None else notice_in(text, row.notice)
            code = ERASED if notice is None else withheld(self.view, claimed.person, notice, self.known)
            kept[code].append(row)
            notices += [notice] if notice is not None and code is None else []
        for code, rows in kept.items():
            part = replace(claimed, rows=rows)
            yield self._going(part, notices) if code is None else Packed(claimed=part, code=code)

    def _going(self, claimed: ClaimedParcel, notices: Sequence[Mapping[str, Any]]) -> Packed:
        person, kind = claimed.person, self.carrier.channel.address_kind
        own = all(is_own(each, person) for each in notices)
        reached = reached_at(self.view, person, kind, self.carrier.calls_by, own=own, known=self.known)
        if reached is None:
            return Packed(claimed=claimed, code=NO_ADDRESS)
        parcel = self._parcel(claimed, notices, reached.address)
        if parcel is None:
            return Packed(claimed=claimed, code=NO_TEXT)
        sheets = sheets_for(self.view, person, notices, parcel.language) if kind == "email" else ()
        noted: dict[str, object] = {} if reached.private is None else {ADDRESS_KIND: reached.private}
        noted |= {} if self.carrier.personal else {GROUP: True}
        secret = (parcel.link or "").rpartition("/")[2]
        return Packed(claimed=claimed, parcel=parcel, sheets=sheets, noted=noted, secret=secret)

    def _parcel(
        self, claimed: ClaimedParcel, notices: Sequence[Mapping[str, Any]], address: str | None
    ) -> Parcel | None:
        recipient = notices[0].get("recipient") or {}
        language = str(recipient.get("language") or self.view.policy.manifest.language)
        words = texts(language)
        told = [text_for(each, self.carrier.name, marks=self.carrier.marks) for each in notices]
        sms = _sms(notices, self.carrier.joined) if self.carrier.templated else None
        if (self.carrier.templated and sms is None) or not any(told):
            return None
        link = (
            self._link(claimed.person, f"{claimed.key}\n{self.carrier.name}")
            if self.carrier.personal and self.base is not None
            else None
        )
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

    def _link(self, person: str, key: str) -> str:
        """Return a link that signs an employee in, another one on each channel; others get the address of the pages.

        What stands behind a contact may be a mailbox that several people read.
        """
        employed = self.view.state.employee(person) is not None if self.known is None else person in self.known.employed
        if not employed:
            return f"{str(self.base).rstrip('/')}/"
        token = self.token_of(key)
        self.links.append((person, token))
        return f"{str(self.base).rstrip('/')}/enter/{token}"


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


def _sms(notices: Sequence[Mapping[str, Any]], joined: str | None) -> SmsText | None:
    """Return the template of a text message, or that of several, which says how many they are; None without one."""
    if len(notices) > 1:
        return None if joined is None else SmsText(template=joined, parameters=((COUNT, str(len(notices))),))
    told = notices[0].get("sms")
    if not isinstance(told, Mapping):
        return None
    parameters = [(str(each["name"]), str(each["value"])) for each in told.get("parameters") or ()]
    named = str(notices[0].get("notification") or notices[0]["notice"])
    return SmsText(template=str(told["template_code"]), parameters=parameters, notice=named)
