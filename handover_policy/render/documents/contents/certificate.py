"""LeavingCertificate, leaving_certificate: what the law asks for, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.contents.task_lines import person
from handover_policy.render.documents.contents.views import Person

OPEN_ENDED = "open"
NO_CERTIFICATE = frozenset({"transfer", "death"})
"""An inner transfer ends no employment; after a death there is nobody to give it to."""

IN_CHINA = ("contract_term", "end_date", "position", "years_of_service")
"""The four items of 劳动合同法实施条例 24, whatever a set asks for."""
ELSEWHERE = ("position", "start_date", "end_date")
"""What a certificate states where no set says what: what was done, and from when to when."""
PRINTABLE = frozenset({*IN_CHINA, *ELSEWHERE, "period_of_employment", "kind_of_work"})
"""What is known of an employment. Pay, or why it ended, stands in no certificate unasked: hr adds it on request."""

CERTIFICATE = "certificate"
ISSUED = "obligation.certificate"
MONTHS = 12


class DocumentRefused(ValueError):
    """The case gives no such document; `reason` names the sentence that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingCertificate:
    """What is known of the employment, of which the document shows the `lines`.

    `term` is fixed, open_ended or unknown (its end was never told); `missing` names attributes nobody has told.
    `preview` says that the last day is still to come.
    """

    lines: tuple[str, ...]
    company: str
    leaver: Person
    created: str
    case: str
    term: str
    hired_on: date
    begun_on: date
    until: date | None
    ended_on: date
    position: str
    kind_of_work: str
    years: int
    months: int
    issued_on: date
    preview: bool
    missing: tuple[str, ...]


def leaving_certificate(file: CaseFile) -> LeavingCertificate:
    """Return the content of the leaving certificate.

    The contract's term comes from the employee's attributes `contract_from` and `contract_until` (a date, or `open`).

    Raises:
        DocumentRefused: the departure was withdrawn, is none from the company, or has no last day yet.

    """
    case, attributes, ended = file.case, file.employee.attributes, _ended(file)
    hired = file.employee.hired_on
    begun = _day(attributes.get("contract_from")) or hired
    until = _day(attributes.get("contract_until"))
    fixed = "fixed" if until is not None else "unknown"
    term = "open_ended" if attributes.get("contract_until") == OPEN_ENDED else fixed
    position = _position(file)
    kind = _kind_of_work(file)
    lines = _lines(file, same=kind == position)
    untold = (("contract_until", "contract_term", term != "unknown"), ("title", "position", bool(position)))
    years, months = _service(hired, ended)
    manifest = file.policy.manifest
    return LeavingCertificate(
        lines=lines,
        company=manifest.company or manifest.title,
        leaver=person(file, "leaver"),
        created=file.local(file.at).isoformat(timespec="seconds"),
        case=case.id,
        term=term,
        hired_on=hired,
        begun_on=begun,
        until=until,
        ended_on=ended,
        position=position,
        kind_of_work=kind,
        years=years,
        months=months,
        issued_on=_issued(file),
        preview=file.day < ended,
        missing=tuple(name for name, line, told in untold if not told and line in lines),
    )


def _ended(file: CaseFile) -> date:
    """Return the last day; raises DocumentRefused where the case gives no certificate."""
    case = file.case
    if case.state == "withdrawn":
        raise DocumentRefused("withdrawn")
    if case.cause in NO_CERTIFICATE:
        raise DocumentRefused(case.cause)
    if case.last_day is None:
        raise DocumentRefused("no_last_day")
    return case.last_day


def _lines(file: CaseFile, *, same: bool) -> tuple[str, ...]:
    """Return what the certificate states, by the law and by the set; what would be said twice once."""
    if file.policy.manifest.jurisdiction.partition("-")[0] == "CN":
        return IN_CHINA
    asked = next((rule.fields for rule in file.policy.obligations if rule.name == CERTIFICATE), ())
    found = tuple(dict.fromkeys(name for name in asked or ELSEWHERE if name in PRINTABLE))
    return tuple(name for name in found if name != "kind_of_work" or not same or "position" not in found)


def _position(file: CaseFile) -> str:
    told = file.employee.attributes.get("title")
    if told:
        return str(told)
    return _kind_of_work(file)


def _kind_of_work(file: CaseFile) -> str:
    role = str(file.employee.attributes.get("role") or "")
    return file.policy.manifest.vocabulary.get("employee.role", {}).get(role, role)


def _issued(file: CaseFile) -> date:
    """Return the day hr issued it, else the day the case stands at, which is the day of this print."""
    task = file.case.tasks.get(f"{file.case.id}:{ISSUED}")
    done = task.steps[-1].done if task is not None else None
    return file.local(done.at).date() if done is not None else file.day


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _service(begun: date, ended: date) -> tuple[int, int]:
    """Return whole years and months of service; the last day is a day of service."""
    after = ended + timedelta(days=1)
    months = (after.year - begun.year) * MONTHS + after.month - begun.month - (after.day < begun.day)
    return divmod(max(months, 0), MONTHS)
