"""PrivatePacking: a message to one person alone, as it goes out: made at that moment, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handover_policy.app.asking.view import View
from handover_policy.app.proving.sealing import is_sealed, sealed_with
from handover_policy.app.sending.packed.attaching import SheetToAttach, sheet_for
from handover_policy.app.sending.private.channels import TEMPLATES, mail_address, private_address
from handover_policy.ledger.codes import CodeKept, codes_at_hand
from handover_policy.ledger.envelope import Envelope
from handover_policy.ledger.outbox.private import PrivateMessage
from handover_policy.ledger.outbox.rows import NO_ADDRESS, NOT_THEIRS
from handover_policy.ports.channels import Accepted, AddressKind, Answer, Parcel, SmsText
from handover_policy.texts.texts import texts

CODE_OVER, NO_BASE = "code-over", "no-link"
"""Why a message cannot go out: its code counts no more, or nobody has said where the pages are reached."""
PATHS = {"link": "enter", "certificate": "certificate"}
MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateTold:
    """A message as it goes out, with what nobody but its person may learn; or why it does not."""

    parcel: Parcel | None = None
    code: str | None = None
    secret: str = ""
    sheets: Sequence[SheetToAttach] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePacking:
    """Makes messages to one person alone.

    Args:
        view: the company, in one transaction.
        needed: which address the channel needs.
        base: the address that links begin with; None where no link can be told.
        token_of: the token of a link by the key of its message: the same on each channel and at each attempt.
        envelope: opens codes; None where nothing is sent, and none is shown.

    """

    view: View
    needed: AddressKind
    base: str | None
    token_of: Callable[[str], str]
    envelope: Envelope | None

    def pack(self, message: PrivateMessage, key: str) -> PrivateTold:
        """Return a message as it goes out under a key."""
        if message.kind == "sheet":
            return self._sheet(message, key)
        address = private_address(self.view, message.person, self.needed, message.kind)
        if address is None:
            return PrivateTold(code=NO_ADDRESS)
        if message.kind == "code":
            return self._code(message, key, address)
        if self.base is None and self.envelope is not None:
            return PrivateTold(code=NO_BASE)
        link, token = None, ""
        if self.base is not None:
            token = self.token_of(message.notice)
            link = f"{self.base.rstrip('/')}/{PATHS[message.kind]}/{token}"
        return PrivateTold(parcel=self._parcel(message, key, address, link=link), secret=token)

    def _sheet(self, message: PrivateMessage, key: str) -> PrivateTold:
        """Return the letter with a sheet and the checkpoint that has it; none where the sheet has changed by now."""
        address = mail_address(self.view, message.person, own=message.own)
        if address is None:
            return PrivateTold(code=NO_ADDRESS)
        case = self.view.state.case(message.case or "")
        language = language_of(self.view, message.person)
        if case is None or not is_sealed(self.view, case):
            return PrivateTold(code=NOT_THEIRS)
        sheet = sheet_for(self.view, message.person, case.id, language)
        if sheet is None:
            return PrivateTold(code=NOT_THEIRS)
        beside = sealed_with(self.view.connection, self.view.company.id)
        parcel = self._parcel(message, key, address)
        return PrivateTold(parcel=parcel, sheets=(replace(sheet, beside=beside),))

    def _code(self, message: PrivateMessage, key: str, address: str) -> PrivateTold:
        if self.envelope is None:
            return PrivateTold(parcel=self._parcel(message, key, address, code="······"))
        kept = self._kept(self.envelope, message)
        if kept is None:
            return PrivateTold(code=CODE_OVER)
        minutes = max(1, int((kept.until - self.view.now.timestamp()) // MINUTE))
        parcel = self._parcel(message, key, address, code=kept.code, minutes=minutes)
        return PrivateTold(parcel=parcel, secret=kept.code)

    def _kept(self, envelope: Envelope, message: PrivateMessage) -> CodeKept | None:
        """Return the code that a message is about; None where it was used, has run out, or another one counts now."""
        connection, company, now = self.view.connection, self.view.company.id, self.view.now
        kept = codes_at_hand(connection, envelope, company, now, message.person)
        return next((each for each in kept if each.name == message.name), None)

    def _parcel(
        self,
        message: PrivateMessage,
        key: str,
        address: str,
        *,
        link: str | None = None,
        code: str = "",
        minutes: int = 10,
    ) -> Parcel:
        language = language_of(self.view, message.person)
        words = texts(language)
        parameters = (("code", code),) if message.kind == "code" else ()
        sms = SmsText(template=TEMPLATES.get(message.kind, ""), parameters=parameters, linked=message.kind != "code")
        return Parcel(
            key=key,
            company=self.view.company.id,
            to=message.person,
            name=self.view.called(message.person) or message.person,
            address=address,
            title=words.say(f"sending.private.{message.kind}.title", case=message.case or ""),
            text=words.say(f"sending.private.{message.kind}.text", code=code, minutes=minutes, case=message.case or ""),
            sms=sms if self.needed == "phone" else None,
            link=link,
            language=language,
        )


def language_of(view: View, person: str) -> str:
    """Return the language that somebody reads: as told of them, else the policy's."""
    employee, contact = view.state.employee(person), view.company.settings.people.get(person)
    told = None if employee is None else employee.attributes.get("language")
    told = told or (None if contact is None else contact.language)
    return str(told or view.policy.manifest.language)


def unsaid(answer: Answer, secret: str) -> Answer:
    """Return an answer without what is nobody's but its person's: some providers say messages back."""
    if isinstance(answer, Accepted) or not secret:
        return answer
    return replace(answer, code=answer.code.replace(secret, "…"), reason=answer.reason.replace(secret, "…"))
