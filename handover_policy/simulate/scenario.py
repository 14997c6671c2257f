"""Scenario, opening_events: one imagined departure, and the events that tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from handover_policy.conditions.records import dates_named, fitting_fields, people_named
from handover_policy.model.words.causes import BY_LEAVER
from handover_policy.policy.policy_set import PolicySet, SectionRule
from handover_policy.texts.texts import texts

Json: TypeAlias = dict[str, Any]

LEAVER = "E1"
SOURCE = "simulate"
RECORDS = 2
"""How many records a section of the imagined work profile has, so that tasks for each record show."""

NOTICE_OF_THE_REST = timedelta(days=30)
"""How long before the last day a departure is declared where the scenario names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Who leaves, when and how; `on_time` has everybody do each step on its day, otherwise nobody does anything.

    `attributes` are those of the employee beside role and stage; `day` is the local day the notice arrives.
    """

    role: str
    stage: str
    day: date
    cause: str = "resignation"
    last_day: date | None = None
    absent_on: date | None = None
    on_time: bool = False
    attributes: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def event(policy: PolicySet, name: str, kind: str, day: date, data: Json, *, at: time | None = None) -> Json:
    """Return an event of the scenario at a local time of a day (by default when dated messages go out)."""
    moment = datetime.combine(day, at or policy.manifest.send_at, tzinfo=policy.manifest.timezone)
    subject = "*" if kind == "clock.ticked" else LEAVER
    return {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": kind,
        "subject": subject,
        "time": moment.isoformat(),
        "data": data,
    }


def opening_events(scenario: Scenario, policy: PolicySet) -> Iterator[Json]:
    """Yield how the employee became known, their work profile, and the departure itself."""
    before = scenario.day - timedelta(days=1)
    hired: Json = {
        "name": person(policy, "leaver"),
        "role": scenario.role,
        "stage": scenario.stage,
        "hired_on": before.isoformat(),
    }
    hired |= _people_of(policy) | dict(scenario.attributes)
    yield event(policy, "hired", "employee.hired", before, hired)
    yield from _colleagues(policy, hired, before)
    signed = [clause.id for clause in policy.clauses if clause.sign == "onboarding"]
    if signed:
        told: Json = {"clauses": signed, "policy_version": policy.manifest.version, "sha256": "0" * 64}
        yield event(policy, "signed", "agreement.signed", before, {**told, "method": "reliable"})
    yield from profile_events(scenario, policy, before)
    yield from _departure(scenario, policy)


def _colleagues(policy: PolicySet, hired: Json, day: date) -> Iterator[Json]:
    """Yield how the people around the employee became known: those above, and who takes over."""
    shown = {name: hired[name] for name in ("role", "stage", "hired_on")}
    people = [str(hired.get(name)) for name in _people_of(policy)] + [person(policy, "successor")]
    for each in dict.fromkeys(people):
        told = event(policy, f"hired-{each}", "employee.hired", day, {**shown, "name": each})
        yield {**told, "subject": each}


def profile_events(scenario: Scenario, policy: PolicySet, day: date) -> Iterator[Json]:
    """Yield the work profile as it is told on a day, section by section; its dates are those of a usual last day."""
    last_day = scenario.last_day or scenario.day + NOTICE_OF_THE_REST
    for section in policy.sections:
        data: Json = {"section": section.id, "records": _records(section, policy, last_day)}
        yield event(policy, f"profile-{section.id}-{day}", "profile.updated", day, data)


def upload_events(policy: PolicySet, day: date) -> Iterator[Json]:
    """Yield what the employee uploads on a day: something for each duty there is."""
    for upload in policy.uploads:
        data: Json = {"path": "example", "sha256": "0" * 64, "size": 1, "duty": upload.id}
        yield event(policy, f"{upload.id}-{day}", "document.uploaded", day, data)


def person(policy: PolicySet, who: str, otherwise: str = "") -> str:
    """Return what somebody imagined is called, in the language of the set: a person of texts, or `otherwise`."""
    words, key = texts(policy.manifest.language), f"simulate.people.{who}"
    return words.say(key) if words.has(key) else otherwise


def _people_of(policy: PolicySet) -> dict[str, str]:
    """Return a person for every attribute of the employee that a party resolves to."""
    found = {"manager": person(policy, "manager")}
    for party in policy.manifest.parties.values():
        if party.resolves_to.startswith("employee."):
            name = party.resolves_to.removeprefix("employee.")
            found[name] = person(policy, name, party.title)
    return found


def _records(section: SectionRule, policy: PolicySet, day: date) -> list[Json]:
    fields = section.fields or (section.key,)
    example = texts(policy.manifest.language).say("simulate.people.record", number="{number}")
    known: Json = dict.fromkeys(people_named(policy, section.id), person(policy, "successor"))
    known |= dict.fromkeys(dates_named(policy, section.id), day.isoformat())
    known |= fitting_fields(policy, section.id)
    return [
        {name: known.get(name, example.format(number=number)) for name in fields}
        | {section.key: f"{section.title}{number}"}
        for number in range(1, RECORDS + 1)
    ]


def _departure(scenario: Scenario, policy: PolicySet) -> Iterator[Json]:
    day = scenario.day
    if scenario.cause in BY_LEAVER:
        forms = policy.notice_table.accepts.get(scenario.stage) or ("written",)
        told: Json = {"form": forms[0], "cause": scenario.cause}
        if scenario.last_day is not None:
            told["requested_last_day"] = scenario.last_day.isoformat()
        yield event(policy, "departure", "resignation.submitted", day, told)
    else:
        last_day = scenario.last_day or day + NOTICE_OF_THE_REST
        told = {"cause": scenario.cause, "last_day": last_day.isoformat(), "by": person(policy, "manager")}
        yield event(policy, "departure", "departure.declared", day, told)
    if any(party.resolves_to == "case.successor" for party in policy.manifest.parties.values()):
        named: Json = {"successor": person(policy, "successor"), "by": person(policy, "manager")}
        yield event(policy, "successor", "successor.assigned", day, named)
