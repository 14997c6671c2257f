"""ExtendedSet, extended_set: what a new repository has to know of the set that it extends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handover_policy.policy.meant.spoken import word_meant
from handover_policy.policy.policy_set import PolicySet
from handover_policy.texts.texts import SECOND, languages

CONTACT = "contact:"
EXAMPLE = "reminder.escalate"
"""The notice that a new repository changes as an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedSet:
    """The set that is extended: how its manifest names it, the language written in, and what is there already.

    `departments` are the titles of the parties whom a contact stands for, `taken` the ids of all parties, `contacts`
    whom each contact of those departments names, `escalates` when the example notice goes out.
    """

    extends: str
    language: str
    jurisdiction: str
    departments: Mapping[str, str]
    taken: frozenset[str]
    contacts: Mapping[str, str]
    escalates: str

    def department_named(self, title: str) -> str:
        """Return the id of the department of the base that is meant by a title; empty where none is."""
        said, meant = title.strip().lower(), word_meant(title, "departments")
        for name, told in self.departments.items():
            alike = {name, *(word_meant(each, "departments") for each in (name, told))} - {""}
            if said in {name.lower(), told.lower()} or meant in alike:
                return name
        return ""


def extended_set(policy: PolicySet, extends: str, language: str | None = None) -> ExtendedSet:
    """Return what is to be known of a set; `language` is the one to write in, by default that of the set."""
    manifest = policy.manifest
    reached = {
        party.resolves_to.removeprefix(CONTACT): party
        for party in manifest.parties.values()
        if party.resolves_to.startswith(CONTACT)
    }
    told = [str(notice.at.text) for notice in policy.notices if notice.id == EXAMPLE and notice.at is not None]
    spoken = manifest.language.partition("-")[0]
    return ExtendedSet(
        extends=extends,
        language=language or (spoken if spoken in languages() else SECOND),
        jurisdiction=manifest.jurisdiction,
        departments={party.id: party.title for party in reached.values()},
        taken=frozenset(manifest.parties),
        contacts={name: people[0].id for name, people in manifest.contacts.items() if name in reached and people},
        escalates="".join(told),
    )
