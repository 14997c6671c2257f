"""ConfirmationSheet, confirmation_sheet: what was handed over, on which evidence, and who confirms it by signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from handover_policy.decide.handover.sheet import content_digest, sheet_content
from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.sheet import Signature
from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.contents.task_lines import (
    SHORT,
    counts,
    head,
    known_person,
    moment,
    person,
    task_lines,
)
from handover_policy.render.documents.contents.views import Counts, Head, Person, TaskLine

NOBODY: Mapping[str, Signature] = MappingProxyType({})
NO_DAY: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBox:
    """Where a party signs; `state` is signed, deemed, waiting, or excused (nobody waits for a leaver who is gone).

    What a party has against the sheet stands as its opinion while it has not signed.
    """

    person: Person
    state: str
    at: str
    method: str
    opinion: str
    behalf: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationSheet:
    """The confirmation sheet; `version` is 0 and `sha256` empty until all tasks are finished.

    `handed_over` says that the leaver has handed over as Chinese law asks, in person and to the end. `standing` is
    complete, draft (tasks are open), void (the departure was withdrawn) or bare (there is no task). `to_sign` says that
    it is the copy in which the parties sign: their places are empty.
    """

    head: Head
    parties: tuple[Person, ...]
    counts: Counts
    tasks: tuple[TaskLine, ...]
    boxes: tuple[SignatureBox, ...]
    opinions: tuple[SignatureBox, ...]
    standing: str
    handed_over: bool
    version: int
    sha256: str
    to_sign: bool = False


def sheet_to_sign(file: CaseFile) -> ConfirmationSheet:
    """Return the sheet as the parties get it to sign: the same whenever it is made, but for who is gone."""
    sheet = file.case.sheet
    signed = frozenset[str]() if sheet is None else frozenset(sheet.signatures)
    unsigned = None if sheet is None else altered(sheet, signatures=NOBODY, deemed=NO_DAY)
    made = confirmation_sheet(replace(file, case=altered(file.case, sheet=unsigned)))
    return replace(
        made,
        boxes=tuple(_unsigned(each, signed) for each in made.boxes),
        opinions=tuple(_unsigned(each, signed) for each in made.opinions),
        to_sign=True,
    )


def _unsigned(box: SignatureBox, signed: frozenset[str]) -> SignatureBox:
    """Return an empty place: of who has signed nobody says that they are gone."""
    return replace(box, state="waiting") if box.person.party in signed else box


def confirmation_sheet(file: CaseFile) -> ConfirmationSheet:
    """Return the content of the confirmation sheet."""
    case = file.case
    lines = task_lines(file, case.handover_tasks)
    boxes = tuple(_box(file, party) for party in file.policy.manifest.sheet_parties)
    current = case.sheet if case.sheet is not None and sheet_text(file) is not None else None
    first, standing = head(file), _standing(file, lines, signed=current is not None)
    in_person = not (case.absent or case.leaver_gone)
    return ConfirmationSheet(
        head=first,
        parties=tuple(box.person for box in boxes),
        counts=counts(lines),
        tasks=lines,
        boxes=boxes,
        opinions=tuple(box for box in boxes if box.person.party != "leaver" or box.opinion),
        standing=standing,
        handed_over=first.in_china and case.cause != "transfer" and standing == "complete" and in_person,
        version=current.version if current is not None else 0,
        sha256=current.sha256 if current is not None else "",
    )


def sheet_text(file: CaseFile) -> dict[str, object] | None:
    """Return the canonical content that the sheet's digest covers; None where there is no current sheet."""
    sheet = file.case.sheet
    content = sheet_content(file.case)
    return content if sheet is not None and content_digest(content) == sheet.sha256 else None


def _standing(file: CaseFile, lines: tuple[TaskLine, ...], *, signed: bool) -> str:
    if file.case.state == "withdrawn":
        return "void"
    if not lines:
        return "bare"
    return "complete" if signed else "draft"


def _objection(case: Case, party: str) -> str:
    """Return what a party has told last against the current version; empty where it has not objected."""
    version = case.sheet.version if case.sheet is not None else 0
    told = [each.reason for each in case.objections if (each.version, each.party) == (version, party)]
    return told[-1] if told else ""


def _box(file: CaseFile, party: str) -> SignatureBox:
    case = file.case
    signature = case.sheet.signatures.get(party) if case.sheet is not None else None
    past = case.last_day is not None and file.day > case.last_day
    excused = party == "leaver" and (case.absent or case.leaver_gone or past)
    if signature is None or case.sheet is None:
        deemed = case.sheet is not None and party in case.sheet.deemed
        state = "deemed" if deemed else "excused" if excused else "waiting"
        return SignatureBox(
            person=person(file, party),
            state=state,
            at="",
            method="",
            opinion=_objection(case, party),
            behalf="",
            short="",
        )
    return SignatureBox(
        person=known_person(file, party, signature.by),
        state="signed",
        at=moment(file, signature.at, seconds=True),
        method=signature.method,
        opinion=signature.opinion or "",
        behalf=file.name(signature.on_behalf_of),
        short=case.sheet.sha256[:SHORT],
    )
