"""AgreementsPage, agreements_page: the clauses that somebody is to sign, and what they signed, as it was then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from handover_policy.app.asking.view import View
from handover_policy.app.handbook.prepare import articles
from handover_policy.app.portal.own.notice import NOTICE_KEY, PersonalNotice, notice_for
from handover_policy.app.portal.own.versions import policy_of_version
from handover_policy.app.portal.visitor import Visitor
from handover_policy.decide.evaluating.choosing import chosen_book
from handover_policy.decide.evaluating.duties import duties
from handover_policy.decide.facts import Surroundings, fired
from handover_policy.decide.rulebook import Rulebook
from handover_policy.handbook.chapters.clauses import clause_rule
from handover_policy.handbook.handbook import PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.ledger.reading.own import OwnRow, rows_about
from handover_policy.ledger.reading.signatures import SignatureRow, signatures_of
from handover_policy.model.dates.timeline import DayReckoner
from handover_policy.model.employee import Employee
from handover_policy.model.words.clauses import CONSEQUENCES
from handover_policy.policy.clauses import Clause
from handover_policy.policy.policy_set import PolicySet

SIGNED = "agreement.signed"
DOCUMENT = "agreement"
"""How rows of the ledger name the signed PDF of an agreement."""
AT_ONBOARDING, AT_RESIGNATION = "onboarding", "resignation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    """A clause as a page shows it; `favours` says that the employee gains by it."""

    number: int
    rule: PlainRule
    favours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedClause:
    """A clause as it was signed; without paragraphs where its text cannot be had any more."""

    id: str
    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseSigning:
    """What was signed at once: when, how, which version, and the digest of the text that was shown."""

    at: datetime
    version: str
    method: str
    sha256: str
    clauses: Sequence[SignedClause]
    notice: str | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementsPage:
    """The clauses to sign, what was signed, and the notice where it has not been shown yet."""

    policy: PolicySet
    clauses: Sequence[ClauseShown]
    due: date | None
    sha256: str
    signed: Sequence[ClauseSigning]
    files: Mapping[int, SignatureRow]
    notice: PersonalNotice | None

    @property
    def onerous(self) -> Sequence[ClauseShown]:
        """The clauses that each have a checkbox of their own."""
        return [each for each in self.clauses if each.rule.warns]


def agreements_page(view: View, visitor: Visitor, language: str) -> AgreementsPage | None:
    """Return what a page of clauses shows to a visitor; None to whoever is no employee."""
    employee = view.state.employee(visitor.id)
    if employee is None:
        return None
    book = view.company.run.books.on(view.today)
    about = Surroundings(employee=employee, book=book, day=view.today, reckoner=DayReckoner(book.calendar))
    chosen = chosen_book(about)
    about = about._replace(book=chosen)
    owed, due = clauses_owed(view, about)
    saying = InWords(chosen.policy, articles(language), language)
    rows = rows_about(view.connection, view.company.id, visitor.id, (SIGNED,))
    signed = [each for row in rows if (each := signing_of(view, row)) is not None]
    return AgreementsPage(
        policy=chosen.policy,
        clauses=[_shown(saying, number, chosen.policy, each) for number, each in enumerate(owed, 1)],
        due=due,
        sha256=digest_of(chosen.policy, owed),
        signed=signed,
        files=signed_files(view.connection, view.company.id, visitor.id),
        notice=notice_for(view, visitor, language),
    )


def signed_files(connection: Connection, company: str, person: str) -> Mapping[int, SignatureRow]:
    """Return by the position of the event the signed PDFs of what somebody signed."""
    told = signatures_of(connection, company, person)
    return {row["event"]: row for row in told if row["document"] == DOCUMENT and row["state"] == "signed"}


def clauses_owed(view: View, about: Surroundings) -> tuple[Sequence[Clause], date | None]:
    """Return the clauses that somebody is to sign, and until when."""
    owed = list(_owed(view, about))
    return owed, _due(about.employee, about.book, view.today, owed)


def digest_of(policy: PolicySet, clauses: Sequence[Clause]) -> str:
    """Return the SHA-256 of clauses as they are shown."""
    return hashlib.sha256(shown_text(policy, clauses)).hexdigest()


def shown_text(policy: PolicySet, clauses: Sequence[Clause]) -> bytes:
    """Return what is signed of clauses as they are shown: their ids, titles and texts, and the version they are of."""
    told = {
        "policy": policy.manifest.id,
        "version": policy.manifest.version,
        "clauses": [{"id": each.id, "title": each.title, "text": each.text} for each in clauses],
    }
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _owed(view: View, about: Surroundings) -> Iterator[Clause]:
    """Yield the clauses that are to be signed by somebody and are not."""
    case = view.state.case_of(about.employee.id)
    leaving = case is not None and case.state == "open"
    when = {AT_ONBOARDING, AT_RESIGNATION} if leaving else {AT_ONBOARDING}
    applying, _ = fired("clauses", about.book, about)
    for clause in about.book.policy.clauses:
        if clause.sign in when and clause.id in applying and clause.id not in about.employee.signed:
            yield clause


def _due(employee: Employee, book: Rulebook, day: date, owed: Sequence[Clause]) -> date | None:
    names = {each.id for each in owed}
    days = [missed for name, missed in employee.missed.items() if name in names]
    days += [each.due for each in duties(employee, book, day, DayReckoner(book.calendar)) if each.id in names]
    return min(days, default=None)


def _shown(saying: InWords, number: int, policy: PolicySet, clause: Clause) -> ClauseShown:
    kind = "" if clause.consequence is None else clause.consequence.kind
    favours = kind in CONSEQUENCES and not CONSEQUENCES[kind].onerous
    rule = clause_rule(saying, policy.clauses.index(clause), clause)
    return ClauseShown(number=number, rule=rule, favours=favours)


def signing_of(view: View, row: OwnRow) -> ClauseSigning | None:
    """Return what was signed by an event, with the texts as they were; None where the event is not kept any more."""
    if row.body is None:
        return None
    event: Mapping[str, Any] = orjson.loads(row.body)
    data: Mapping[str, Any] = event["data"]
    policy = policy_of_version(view, str(data["policy_version"]))
    clauses = {} if policy is None else {each.id: each for each in policy.clauses}
    return ClauseSigning(
        at=datetime.fromisoformat(str(event["time"])),
        version=str(data["policy_version"]),
        method=str(data["method"]),
        sha256=str(data["sha256"]).removeprefix("sha256:"),
        clauses=[_signed(name, clauses.get(name)) for name in data["clauses"]],
        notice=event.get(NOTICE_KEY),
        position=row.position,
    )


def _signed(name: str, clause: Clause | None) -> SignedClause:
    if clause is None:
        return SignedClause(id=name, title=name, paragraphs=())
    lines = [line.strip() for line in clause.text.splitlines() if line.strip()]
    return SignedClause(id=name, title=clause.title, paragraphs=lines)
