"""evaluate: a statute rule held against the readings of a policy set; what it offends becomes findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.lint.operators import OPERATORS, sentences_against, sentences_saying
from handover_policy.lint.readings.reading import SettingReading, excluded, fits
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.lint.statutes import Check, StatuteRule
from handover_policy.policy.policy_set import Manifest
from handover_policy.texts.texts import FIRST, SECOND, Texts, languages, texts

LISTED = "lint.listed"
VALUE = re.compile(r"\{v(?:alue)?\}")
DEADLINE = "obligation"
"""The trait that names a deadline of the employer's, and how the paths of their readings begin."""
UNSAID = ("…",)
"""Stands in a sentence for a value that the policy does not give."""


class Trait(NamedTuple):
    """An attribute of those concerned, with the values they have."""

    attribute: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """A reading that does not satisfy a check; `shown` is the value as people read it, or its values."""

    reading: SettingReading
    shown: tuple[str, ...]
    missing: bool = False


def evaluate(
    rule: StatuteRule,
    sheet: FactSheet,
    manifest: Manifest,
) -> Iterator[Finding]:
    """Yield what a rule has against a policy set, one finding for each row or setting, whoever it concerns in words."""
    grouped: dict[tuple[Location, str, tuple[str, ...], bool], list[SettingReading]] = {}
    for check in rule.checks:
        for offence in offences(check, sheet):
            key = (offence.reading.location, offence.reading.subject, offence.shown, offence.missing)
            grouped.setdefault(key, []).append(offence.reading)
    missing_is = {check.missing for check in rule.checks}
    for (location, subject, shown, missing), readings in grouped.items():
        severity = rule.severity
        if missing and "fail" not in missing_is and severity is Severity.ERROR:
            severity = Severity.WARNING
        untold = missing and readings[0].path.startswith(f"{DEADLINE}.")
        concerned = people(readings, sheet)
        details = {"value": texts(FIRST).joined(shown, by=LISTED)}
        for language in languages():
            words = texts(language)
            told = tuple(in_words(trait, manifest, words) for trait in concerned)
            details[f"sentence_{language}"] = _sentence(rule, subject, shown, told, words, untold=untold)
        yield _finding(rule, severity, location, subject, details)


def offences(check: Check, sheet: FactSheet) -> Iterator[Offence]:
    """Yield what a check has against the readings of a policy set."""
    readings = [
        reading
        for reading in sheet.readings(check.reads)
        if fits(reading.traits, check.where) and not excluded(reading.traits, check.unless)
    ]
    for reading in readings:
        if reading.value is None:
            if check.missing != "ok" or check.requires.get("exists") is True:
                yield Offence(reading=reading, shown=UNSAID, missing=True)
        elif "matches_none" in check.requires or "says_none" in check.requires:
            for sentence in _offending(str(reading.value), check.requires):
                yield Offence(reading=reading, shown=(sentence,))
        elif not all(OPERATORS[name](reading.value, wanted) for name, wanted in check.requires.items()):
            yield Offence(reading=reading, shown=shown(reading.value))
    if check.missing != "ok":
        yield from _nothing(check, readings)


def _offending(text: str, requires: Mapping[str, object]) -> tuple[str, ...]:
    """Return the sentences of a text that offend what is required of texts."""
    if "says_none" in requires:
        return sentences_saying(text, requires["says_none"])
    return sentences_against(text, str(requires["matches_none"]))


def _nothing(check: Check, readings: Iterable[SettingReading]) -> Iterator[Offence]:
    """Yield one offence where a setting that must be there has no file to stand in; rows that do not exist are none.

    Of deadlines that a check names each must be there: one that is left does not stand for another.
    """
    found = tuple(readings)
    named = check.where.get(DEADLINE, ())
    wanted = (named,) if isinstance(named, str) else tuple(map(str, named if isinstance(named, Iterable) else ()))
    absent = [name for name in wanted if all(reading.traits.get(DEADLINE) != name for reading in found)]
    if (found and not absent) or ("[]" in check.reads and "exists" not in check.requires):
        return
    nowhere = SettingReading(
        path=check.reads, value=None, location=Location("policy.yaml"), subject=", ".join(absent) or _named(check)
    )
    yield Offence(reading=nowhere, shown=UNSAID, missing=True)


def _named(check: Check) -> str:
    picked = [str(value) for value in check.where.values()]
    return picked[0] if len(picked) == 1 and "." not in check.reads.partition(".")[2] else check.reads


def shown(value: object) -> tuple[str, ...]:
    """Return a value as a sentence shows it, or its values, whole: who waives the finding has read all of it."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return (str(round(value, 2) if isinstance(value, float) else value),)


def people(readings: Iterable[SettingReading], sheet: FactSheet) -> tuple[Trait, ...]:
    """Return whom readings concern: of every attribute the values they have, left out where they have all."""
    found = tuple(readings)
    everybody = sheet.readings(found[0].path)
    told: list[Trait] = []
    for name in dict.fromkeys(name for reading in found for name in reading.traits if name.startswith("employee.")):
        here = list(dict.fromkeys(reading.traits.get(name) for reading in found))
        anywhere = {reading.traits.get(name) for reading in everybody}
        if set(here) != anywhere:
            told.append(Trait(name, tuple(value for value in here if value is not None)))
    return tuple(trait for trait in told if trait.values)


def in_words(trait: Trait, manifest: Manifest, words: Texts) -> str:
    """Return what people call a trait: the words of its values, behind the title of an attribute that has none."""
    called = manifest.vocabulary.get(trait.attribute)
    if called is not None:
        return "/".join(called.get(str(value), str(value)) for value in trait.values)
    attribute = manifest.attributes.get(trait.attribute)
    title = attribute.title if attribute is not None else trait.attribute
    said = {True: words.say("effects.yes"), False: words.say("effects.no")}
    shown = [said[value] if isinstance(value, bool) else str(value) for value in trait.values]
    return words.say("lint.attribute", title=title, value="/".join(shown))


def _finding(
    rule: StatuteRule, severity: Severity, location: Location, subject: str, details: dict[str, str]
) -> Finding:
    for language in languages():
        details[f"remedy_{language}"] = _in_language(rule.fix, language)
        details[f"title_{language}"] = VALUE.sub("…", _in_language(rule.message, language))
        details[f"reason_{language}"] = _in_language(rule.text, language)
    return Finding(
        code=rule.id,
        severity=severity,
        location=location,
        subject=subject,
        details=MappingProxyType(details),
        law=(rule.id,),
    )


def _sentence(
    rule: StatuteRule, about: str, value: tuple[str, ...], concerned: tuple[str, ...], words: Texts, *, untold: bool
) -> str:
    """Return what is wrong; `untold` tells that a deadline is not written at all, which no rule's own words say."""
    message = words.say("lint.no-deadline") if untold else _in_language(rule.message, words.language) or rule.id
    says = VALUE.sub(lambda _: words.joined(value, by=LISTED), message)
    if concerned:
        people = words.joined(concerned, by=LISTED)
        told = words.say("lint.offence-of-some", about=about, says=says, people=people, cite=rule.cite)
    else:
        told = words.say("lint.offence", about=about, says=says, cite=rule.cite)
    return " ".join(filter(None, (told, _in_language(rule.note, words.language))))


def _in_language(told: Mapping[str, str], language: str) -> str:
    """Return what a pack says in a language, or in the one that stands in for those in which it says nothing."""
    return told.get(language, told.get(SECOND, ""))
