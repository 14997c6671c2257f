"""Cast: who plays in the sample, and what is known of them before the departure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias, cast

from handover_policy.conditions.records import fitting_fields, people_named
from handover_policy.model.condition import Comparison, Condition
from handover_policy.policy.policy_set import PolicySet, SectionRule
from handover_policy.render.authoring.reading import Plain, read_written

Json: TypeAlias = dict[str, Any]

SAMPLE = "sample.yaml"
SOURCE = "sample"
KNOWN_ROLE, KNOWN_STAGE = "sales", "regular"
MORNING = time(9)
LEAD = timedelta(days=45)
"""How long before the notice the story begins: a profile and its uploads have grown by then."""


class Cast:
    """The people of the sample under a policy: parties by the sample's names, contacts by the policy's ids."""

    def __init__(self, policy: PolicySet, text: str, *, role: str = "") -> None:
        """Take a policy and the text of `sample.yaml`; the leaver's role is that of a salesman unless one is named."""
        self.policy = policy
        self.told: Mapping[str, Any] = cast("Mapping[str, Any]", read_written(text).values)
        self.people: Mapping[str, Mapping[str, str]] = self.told["people"]
        self.day = max(date.fromisoformat(self.told["day"]), policy.manifest.effective_from + LEAD)
        self.role = role or _preferred(policy, "employee.role", KNOWN_ROLE)
        self.stage = _preferred(policy, "employee.stage", KNOWN_STAGE)
        self._number = 0

    @property
    def leaver(self) -> str:
        """Return the id of who leaves."""
        return self.people["leaver"]["id"]

    def event(self, kind: str, day: date, at: time, subject: str, content: Json) -> Json:
        """Return an event of the sample at a local time."""
        self._number += 1
        moment = datetime.combine(day, at, tzinfo=self.policy.manifest.timezone)
        written: Json = {"specversion": "1.0", "id": f"s-{self._number:04d}", "source": SOURCE, "type": kind}
        return written | {"subject": subject, "time": moment.isoformat(), "data": content}

    def opening(self) -> Iterator[Json]:
        """Yield what is known before the departure: people, signatures, profile, uploads, in order of time."""
        hired_on = date.fromisoformat(self.told["hired_on"])
        for person, content in self._hired():
            yield self.event("employee.hired", hired_on, MORNING, person, content)
        signed = [clause.id for clause in self.policy.clauses if clause.sign == "onboarding"]
        if signed:
            agreed: Json = {"clauses": signed, "policy_version": self.policy.manifest.version, "method": "reliable"}
            yield self.event("agreement.signed", hired_on, time(10), self.leaver, {**agreed, "sha256": self._text()})
        for upload in sorted(self.told["uploads"], key=lambda each: -int(each["before"])):
            day = self.day - timedelta(days=int(upload["before"]))
            content = {"path": upload["path"], "size": int(upload["size"]), "sha256": digest(*upload.values())}
            yield self.event("document.uploaded", day, time(18), self.leaver, content)
        yield from self.profile(self.day - timedelta(days=3))

    def profile(self, day: date) -> Iterator[Json]:
        """Yield the work profile as it is told on a day: the sample's records, with the policy's own fields."""
        for section in self.policy.sections:
            if _of_another_role(section.when, self.role):
                continue
            records = self.told["profile"].get(section.id) or [self._record(section)]
            content: Json = {"section": section.id, "records": records}
            yield self.event("profile.updated", day, time(17, 30), self.leaver, content)

    def _hired(self) -> Iterator[tuple[str, Json]]:
        vocabulary = self.policy.manifest.vocabulary.get("employee.role", {})
        attributes: Json = {"role": self.role, "stage": self.stage, "hired_on": self.told["hired_on"]}
        track = next(iter(self.policy.manifest.vocabulary.get("employee.track", {})), None)
        attributes |= {"track": track} if track is not None else {}
        for part, person in self.people.items():
            above = "director" if part in {"manager", "director"} else "manager"
            known: Json = {**person, **attributes, "manager": self.people[above]["id"]}
            if part == "leaver":
                known |= {**self.told["employment"], "team_leader": self.people["team_leader"]["id"]}
                if self.role != KNOWN_ROLE:
                    known["title"] = vocabulary.get(self.role, self.role)
            yield known.pop("id"), known
        names: list[str] = self.told["contacts"]
        contacts = self.policy.manifest.contacts
        everybody = [(contact, person) for contact, people in contacts.items() for person in people]
        for number, (contact, called) in enumerate(everybody):
            title = next((p.title for p in self.policy.manifest.parties.values() if p.id == contact), contact)
            known = {**attributes, "name": names[number % len(names)], "department": title}
            yield called.id, {**known, "manager": self.people["director"]["id"]}

    def _record(self, section: SectionRule) -> Json:
        """Return a record that tasks choose, and that names the successor where it names somebody."""
        people = dict.fromkeys(people_named(self.policy, section.id), self.people["successor"]["id"])
        known: Json = {**dict.fromkeys(section.fields, "—"), **people, **fitting_fields(self.policy, section.id)}
        return {**known, section.key: f"{section.title} 1"}

    def _text(self) -> str:
        return digest(*(clause.text for clause in self.policy.clauses))


def digest(*parts: Plain) -> str:
    """Return the SHA-256 of texts: what stands for the digest of a file that does not exist."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _of_another_role(when: Condition, role: str) -> bool:
    """Return whether a section is plainly for another role; what is told in vain does no harm."""
    return (
        isinstance(when, Comparison)
        and when.fact == "employee.role"
        and when.operator in {"is", "one_of"}
        and role != when.operand
        and not (isinstance(when.operand, tuple | list) and role in when.operand)
    )


def _preferred(policy: PolicySet, fact: str, known: str) -> str:
    words = policy.manifest.vocabulary.get(fact, {})
    return known if known in words or not words else next(iter(words))
