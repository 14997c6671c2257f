"""check_companies: what stands in the way of serving companies: their policies, and who is hr there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, repeat

from handover_policy.app.library import Library
from handover_policy.app.load import Opened
from handover_policy.app.serving.policies import named, open_company, source_of
from handover_policy.app.serving.settings import CompanySettings, Settings
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import NOWHERE, Finding, Location, Severity
from handover_policy.findings.reporting.report import TextOf
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.yaml_source.node import MappingNode
from handover_policy.sources.git.process import GitFailed

HR = "hr"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChecked:
    """A company's policy as it was opened, None where it cannot be read; `findings` name files with where they lie."""

    settings: CompanySettings
    opened: Opened | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Return whether nothing stands in the way of serving it."""
        return not any(each.severity is Severity.ERROR for each in self.findings)

    def text_of(self, file: str) -> str | None:
        """Return the text of a file as the findings name it."""
        if self.opened is None:
            return None
        return self.opened.text_of(file.removeprefix(_prefix(self.settings)))


def check_companies(settings: Settings, library: Library | None = None) -> Iterator[CompanyChecked]:
    """Yield for each company what there is to say of its policy; what ships is read once for all."""
    library = library or Library()
    for company in settings.companies:
        yield check_company(company, library)


def check_company(settings: CompanySettings, library: Library | None = None) -> CompanyChecked:
    """Return what there is to say of a company's policy, as it lies there now."""
    found = Collected()
    for place, at in zip(settings.policy, _places(settings.stated.policy), strict=False):
        try:
            source_of(place, settings.mirrors).read()
        except (OSError, GitFailed) as failed:
            found.error("set-unreadable", at, subject=named(place), why=_why(failed))
    unreadable = found.sorted()
    if unreadable:
        return CompanyChecked(settings=settings, opened=None, findings=unreadable)
    opened = open_company(settings, library)
    if opened.policies:
        _check_together(settings, opened, found)
    findings = (*found.sorted(), *(_within(_prefix(settings), each) for each in opened.findings))
    return CompanyChecked(settings=settings, opened=opened, findings=findings)


def texts_of(companies: Mapping[str, CompanyChecked] | tuple[CompanyChecked, ...]) -> TextOf:
    """Return what gives the text of any file that the findings of these companies name."""
    checked = companies.values() if isinstance(companies, Mapping) else companies

    def text_of(file: str) -> str | None:
        return next((text for each in checked if (text := each.text_of(file)) is not None), None)

    return text_of


def _check_together(settings: CompanySettings, opened: Opened, found: Collected) -> None:
    """Note versions that are no versions of one set, and people who are to be hr without being contacts."""
    try:
        newest = Rulebooks(opened.policies, engine="compiled").zone_owner
    except ValueError as error:
        found.error("versions-apart", settings.stated.policy[0], subject=settings.id, why=error)
        return
    known = newest.manifest.contact_people
    now = "".join(f"{person}, " for person in newest.manifest.contact_ids(HR))
    for person, at in zip(settings.hr, _places(settings.stated.hr), strict=False):
        if person not in known:
            where = _contacts_at(opened, newest)
            place = f"{named(settings.policy[opened.policies.index(newest)])}/{where}"
            found.error("hr-no-contact", at, subject=person, company=settings.id, place=place, now=now)


def _places(stated: tuple[Location, ...]) -> Iterator[Location]:
    """Yield where each of several stands, as often as anybody asks: settings without a file stand nowhere."""
    return chain(stated, repeat(NOWHERE))


def _contacts_at(opened: Opened, policy: PolicySet) -> Location:
    """Return where the contacts of a policy stand, those of hr where there are any."""
    documents = next(each.reading.documents for each in opened.sets if each.reading.policy is policy)
    manifest = documents["policy"]
    contacts = manifest.get("contacts")
    hr = contacts.get(HR) if isinstance(contacts, MappingNode) else None
    found, own = (hr or contacts or manifest).location, policy.manifest.location
    return found if found.file == own.file else own


def _prefix(settings: CompanySettings) -> str:
    """Return what goes before the names of files; several versions are told apart by where they lie already."""
    return f"{named(settings.policy[0])}/" if len(settings.policy) == 1 else ""


def _within(prefix: str, finding: Finding) -> Finding:
    at = finding.location
    return replace(finding, location=Location(prefix + at.file, at.line, at.column))


def _why(failed: OSError | GitFailed) -> str:
    return (failed.strerror or str(failed)) if isinstance(failed, OSError) else str(failed)
