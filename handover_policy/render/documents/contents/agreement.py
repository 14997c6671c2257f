"""AgreementConfirmation, agreement_confirmation: which clauses a person signed, the onerous ones set off."""

from __future__ import annotations

from dataclasses import dataclass

from handover_policy.conditions.meaning import holds
from handover_policy.decide.evaluating.standing import TENURES
from handover_policy.decide.facts import scalar
from handover_policy.decide.intake.renamed import known_here
from handover_policy.decide.intake.values import of_type
from handover_policy.model.condition import facts_read
from handover_policy.model.dated import Dated
from handover_policy.model.words.clauses import ONEROUS
from handover_policy.policy.clauses import Clause
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import names_here
from handover_policy.render.attributes import attribute_views
from handover_policy.render.documents.casefile import Agreement, CaseFile
from handover_policy.render.documents.contents.task_lines import head, moment, person
from handover_policy.render.documents.contents.views import Head, Person
from handover_policy.render.views import AttributeView

EMPLOYEE = "employee."
"""How the facts about an employee begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """A clause as signed; `kind` is empty without a consequence, figures are empty where there is none.

    `known` is false where the version it was signed under is not at hand: then no text is claimed to be the one signed.
    """

    number: int
    id: str
    title: str
    paragraphs: tuple[str, ...]
    laws: tuple[str, ...]
    kind: str
    onerous: bool
    measure: str
    amount: str
    percent: str
    of: str
    cap: str
    floor: str
    proof: bool
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """One signing: when, how, under which version, the digest of the text shown, and its clauses."""

    at: str
    method: str
    version: str
    sha256: str
    clauses: tuple[ClauseLine, ...]
    onerous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementConfirmation:
    """The confirmation of what was agreed; `unsigned` are clauses that were to be signed on hiring and were not.

    `attributes` are what the policy declares to be known of the employee: the one document that is his alone.
    """

    head: Head
    leaver: Person
    hired_on: str
    signings: tuple[Signing, ...]
    unsigned: tuple[ClauseLine, ...]
    attributes: tuple[AttributeView, ...]


def agreement_confirmation(file: CaseFile) -> AgreementConfirmation:
    """Return the content of the agreement confirmation."""
    names = names_here(file.policy, file.versions.values())
    signed = known_here(file.employee, names).signed
    asked = [clause for clause in file.policy.clauses if clause.sign == "onboarding" and _concerns(clause, file)]
    missing = [clause for clause in asked if clause.id not in signed]
    return AgreementConfirmation(
        head=head(file),
        leaver=person(file, "leaver"),
        hired_on=file.employee.hired_on.isoformat(),
        signings=tuple(_signing(file, agreement) for agreement in file.dossier.agreements),
        unsigned=tuple(_clause(file, number, clause) for number, clause in enumerate(missing, 1)),
        attributes=attribute_views(file.policy.manifest, file.employee),
    )


def _concerns(clause: Clause, file: CaseFile) -> bool:
    """Return whether a clause is for the employee to sign, by what is told of them."""
    told, manifest = file.employee.attributes, file.policy.manifest
    names = [name for name in facts_read(clause.when) if name.startswith(EMPLOYEE)]
    facts = {name: scalar(of_type(told, name.removeprefix(EMPLOYEE), manifest)) for name in names}
    facts |= {name: reckon(file.employee, file.day) for name, reckon in TENURES.items() if name in facts}
    return holds(clause.when, facts)


def _signing(file: CaseFile, agreement: Agreement) -> Signing:
    version = file.versions.get(agreement.policy_version)
    lines = tuple(_signed(file, version, number, name) for number, name in enumerate(agreement.clauses, 1))
    return Signing(
        at=moment(file, agreement.at, seconds=True),
        method=agreement.method,
        version=agreement.policy_version,
        sha256=agreement.sha256,
        clauses=lines,
        onerous=sum(line.onerous for line in lines),
    )


def _signed(file: CaseFile, version: PolicySet | None, number: int, name: str) -> ClauseLine:
    clause = _named(file, version, name) if version is not None else None
    if clause is not None:
        return _clause(file, number, clause)
    today = _named(file, file.policy, name)
    return _line(number, name, name if today is None else today.title)


def _named(file: CaseFile, version: PolicySet, name: str) -> Clause | None:
    """Return a clause of a version by the name it has or had; None where it has none."""
    here = names_here(version, (version, *file.versions.values())).get(name, name)
    return next((one for one in version.clauses if one.id == here), None)


def _clause(file: CaseFile, number: int, clause: Clause) -> ClauseLine:
    what = clause.consequence
    return _line(
        number,
        clause.id,
        clause.title,
        paragraphs=tuple(line.strip() for line in clause.text.splitlines() if line.strip()),
        laws=tuple(file.laws.get(law, law) for law in clause.law),
        kind=what.kind if what is not None else "",
        measure=(what.measure or "") if what is not None else "",
        amount=_figure(what.amount) if what is not None else "",
        percent=_figure(what.percent) if what is not None else "",
        of=(what.of or "") if what is not None else "",
        cap=_figure(what.cap_percent_of_month) if what is not None else "",
        floor=(what.floor or "") if what is not None else "",
        proof=what is not None and what.proof_required,
        known=True,
    )


def _line(
    number: int,
    name: str,
    title: str,
    *,
    paragraphs: tuple[str, ...] = (),
    laws: tuple[str, ...] = (),
    kind: str = "",
    proof: bool = False,
    known: bool = False,
    **figures: str,
) -> ClauseLine:
    figures = dict.fromkeys(("measure", "amount", "percent", "of", "cap", "floor"), "") | figures
    return ClauseLine(
        number=number,
        id=name,
        title=title,
        paragraphs=paragraphs,
        laws=laws,
        kind=kind,
        onerous=kind in ONEROUS,
        proof=proof,
        known=known,
        **figures,
    )


def _figure(value: float | Dated | None) -> str:
    """Return a figure as written; one that changes with the date is not quoted, the text of the clause tells it."""
    return "" if value is None or isinstance(value, Dated) else f"{value:g}"
