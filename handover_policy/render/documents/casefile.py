"""CaseFile, Dossier: everything a document may be made from, as the events have told it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import cast

from handover_policy.model.case import Case
from handover_policy.model.employee import Employee
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.variables import party_title

NO_CONTACTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One signing: which clauses of which policy version, by what method, and the digest of the text shown."""

    clauses: tuple[str, ...]
    policy_version: str
    sha256: str
    method: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file put into the work profile; `duty` is the upload duty it was told for, None where for none."""

    path: str
    sha256: str
    size: int
    at: datetime
    duty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a person signed and uploaded, in the order told; decisions do not need it, documents do."""

    agreements: tuple[Agreement, ...] = ()
    uploads: tuple[Upload, ...] = ()

    def told(self, kind: str, at: datetime, content: Mapping[str, object]) -> Dossier:
        """Return the dossier after an applied event of type `kind`; most events leave it as it is."""
        if kind == "agreement.signed":
            signed = Agreement(
                clauses=tuple(map(str, cast("list[object]", content["clauses"]))),
                policy_version=str(content["policy_version"]),
                sha256=digits(str(content["sha256"])),
                method=str(content["method"]),
                at=at,
            )
            return replace(self, agreements=(*self.agreements, signed))
        if kind == "document.uploaded":
            size, duty = cast("int", content["size"]), cast("str | None", content.get("duty"))
            sent = Upload(path=str(content["path"]), sha256=digits(str(content["sha256"])), size=size, at=at, duty=duty)
            return replace(self, uploads=(*self.uploads, sent))
        return self


def digits(sha256: str) -> str:
    """Return a digest as 64 small hex digits, without the `sha256:` that may stand before it."""
    return sha256.removeprefix("sha256:").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A folded case with the policy that decides it.

    `at` is the moment the case stands at, `people` all persons by id, `digest` that of the policy, `versions` every
    version of the set at hand by its number (clauses are quoted from the version they were signed under), `laws` how
    laws are cited, by id, `contacts` by id how those who are no employees were told to be called, beside the policy.
    """

    case: Case
    employee: Employee
    policy: PolicySet
    digest: str
    at: datetime
    people: Mapping[str, Employee]
    dossier: Dossier
    versions: Mapping[str, PolicySet]
    laws: Mapping[str, str]
    contacts: Mapping[str, str] = field(default_factory=lambda: NO_CONTACTS)

    @property
    def day(self) -> date:
        """Return the local day the case stands at."""
        return self.local(self.at).date()

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the employer's time zone."""
        return moment.astimezone(self.policy.manifest.timezone)

    def name(self, person: str | None) -> str:
        """Return how a person is called: by the contact, by the name told, else the id, empty for nobody."""
        return self._named(person) or person or ""

    def called(self, person: str | None, party: str) -> str:
        """Return a person's name; of somebody nobody has told of and no contact names the party's title."""
        return self._named(person) or self.title(party)

    def _named(self, person: str | None) -> str:
        if person == self.employee.id:  # of somebody long gone only the case still tells the name
            return self._known(person) or (self.employee.name if self.employee.name != person else "")
        if person is not None and person in self.contacts:
            return self.contacts[person]
        contact = self.policy.manifest.contact_people.get(person or "")
        if contact is not None and contact.name:
            return contact.name
        return self._known(person)

    def _known(self, person: str | None) -> str:
        known = self.people.get(person or "")
        return known.name if known is not None else ""

    def title(self, party: str) -> str:
        """Return the title of a party in the policy."""
        return party_title(self.policy, party, self.case)
