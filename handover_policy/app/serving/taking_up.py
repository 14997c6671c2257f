"""look_again, take_up_now: a company's policy taken up while its service runs: read and checked beside the writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import structlog

from handover_policy.app.library import Library
from handover_policy.app.lint import lint_set
from handover_policy.app.load import Opened
from handover_policy.app.run import Run
from handover_policy.app.serving.checking import CompanyChecked, check_company
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.keeping.taking_up import PolicyUnfit, take_up
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.findings.reporting.json_form import finding_json
from handover_policy.texts.texts import FIRST, languages, texts

LOG = structlog.get_logger()
SECONDS = 60.0
"""How long the writer may take until it begins with new versions."""


def look_again(company: Company, today: datetime) -> CompanyChecked:
    """Return what there is to say of a company's policy as it lies there now, by `validate` and `lint`.

    Errors of lint that the versions in force have as well do not count: they were taken up once.
    """
    library = Library()
    checked = check_company(company.settings, library)
    if not checked.sound or checked.opened is None:
        return checked
    before = {fingerprint(each) for each in _lint_errors(company.opened, library, today)}
    fresh = [each for each in _lint_errors(checked.opened, library, today) if fingerprint(each) not in before]
    return replace(checked, findings=(*checked.findings, *fresh))


def take_up_now(
    company: Company, checked: CompanyChecked, now: Callable[[], datetime], engine: EngineName = "durable"
) -> bool:
    """Return whether a company is decided by what was looked at from now on; why not, is kept and logged.

    Read and compiled here, beside the writer; the writer takes it up between two batches.

    Args:
        company: whose policy it is.
        checked: what `look_again` returned.
        now: the clock of the service.
        engine: evaluates the conditions.

    Raises:
        TimeoutError: the writer did not come to it.
        SQLAlchemyError: the database failed; nothing was taken up.

    """
    opened = checked.opened
    if not checked.sound or opened is None:
        _refuse(company, checked.findings)
        return False
    run = Run(opened, engine=engine)
    try:
        changed = _by_the_writer(company, run, opened, now)
    except PolicyUnfit as unfit:
        _refuse(company, (*checked.findings, _unfit(company, unfit)))
        return False
    company.refused = ()
    if changed:
        versions = [each.manifest.version for each in opened.policies]
        LOG.info("policy-taken-up", company=company.id, versions=versions)
    return True


def _by_the_writer(company: Company, run: Run, opened: Opened, now: Callable[[], datetime]) -> bool:
    """Let the writer decide by new versions; a company that another process writes for gets them when it is taken."""
    lane = company.lane
    with company.alone:  # not while it is taken, by the versions that lie in memory
        if not lane.held:
            _decide_by(company, run, opened)
            return True

    def between_batches() -> bool:
        changed = take_up(lane.ledger, run, opened, now())
        _decide_by(company, run, opened)
        return changed

    return lane.do(between_batches).result(SECONDS)


def _decide_by(company: Company, run: Run, opened: Opened) -> None:
    lane = company.lane
    lane.run, company.opened = run, opened
    lane.schedule.send_at = run.books.zone_owner.manifest.send_at


def _lint_errors(opened: Opened, library: Library, today: datetime) -> Iterator[Finding]:
    for each in opened.sets:
        policy = each.reading.policy
        if policy is not None:
            linted = lint_set(policy, each, library, today.astimezone(policy.manifest.timezone).date())
            yield from (found for found in linted.findings if found.severity is Severity.ERROR)


def _refuse(company: Company, findings: tuple[Finding, ...]) -> None:
    """Keep and log why new versions are not taken up; those in force stay."""
    company.refused = findings
    told = [finding_json(each, FIRST) for each in findings if each.severity is Severity.ERROR]
    LOG.warning("policy-refused", company=company.id, findings=told)


def _unfit(company: Company, unfit: PolicyUnfit) -> Finding:
    """Return why a ledger cannot go on with versions, as a finding at the place where they are named."""
    details: Mapping[str, str] = {
        f"{part}_{language}": texts(language).say(f"serving.unfit.{unfit.code}.{text}", **unfit.params)
        for language in languages()
        for part, text in (("sentence", "says"), ("remedy", "fix"), ("reason", "why"))
    }
    return Finding(
        code=unfit.code,
        severity=Severity.ERROR,
        location=company.settings.stated.policy[0],
        subject=company.id,
        details=MappingProxyType(dict(details)),
    )
