"""employer_chapter: what the employer owes by law when somebody leaves, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handover_policy.handbook.handbook import Chapter, PlainRule
from handover_policy.handbook.in_words import InWords
from handover_policy.model.condition import ALWAYS
from handover_policy.model.words.duties import SEVERANCE
from handover_policy.policy.days.recurring import RecurringRule
from handover_policy.policy.policy_set import ObligationRule

CERTIFICATE = "certificate"
PREFIX = "obligation."


def employer_chapter(saying: InWords) -> Chapter:
    """Return the chapter of the employer's own duties."""
    policy = saying.policy
    rules = [_duty(saying, place, rule) for place, rule in enumerate(policy.obligations) if rule.recurring is None]
    rules += [_again(saying, place, rule) for place, rule in enumerate(policy.recurring)]
    kept = tuple(_retention(saying))
    if kept:
        rules.append(PlainRule(id="obligations.retention", title=saying.say("employer.kept"), sentences=kept))
    title, lead = saying.say("employer.title"), saying.say("employer.lead")
    return Chapter(id="employer", title=title, lead=lead, rules=tuple(rules))


def _duty(saying: InWords, place: int, rule: ObligationRule) -> PlainRule:
    due = saying.value(rule.due, ("obligations", place, "due"))
    told = [saying.say("employer.severance" if rule.name == SEVERANCE else "employer.due", day=due)]
    if rule.roll != "none":
        told.append(saying.say(f"employer.roll.{rule.roll}"))
    fields = _section(saying, CERTIFICATE).get("fields") if rule.name == CERTIFICATE else None
    if isinstance(fields, tuple):
        named = saying.listed(saying.named("fields", str(each)) for each in fields)
        told.append(saying.say("employer.fields", fields=named))
    return PlainRule(
        id=f"{PREFIX}{rule.name}",
        title=saying.obligation(rule.name, rule.title),
        sentences=tuple(told),
        laws=saying.laws(rule.law),
    )


def _again(saying: InWords, place: int, rule: RecurringRule) -> PlainRule:
    told = [] if rule.when == ALWAYS else [saying.those(rule.when)]
    times = saying.value(rule.times, ("recurring", place, "times"))
    first = saying.value(rule.first, ("recurring", place, "first"))
    once = times == "1"
    told.append(
        saying.say(
            "employer.once" if once else "employer.again", every=saying.value(rule.every), times=times, first=first
        )
    )
    return PlainRule(id=f"{PREFIX}{rule.id}", title=rule.title, sentences=tuple(told), laws=saying.laws(rule.law))


def _retention(saying: InWords) -> Iterator[str]:
    for name, length in _section(saying, "retention").items():
        count, _, unit = str(length).partition(" ")
        key = f"explain.units.{unit.removesuffix('s')}"
        told = saying.words.say("explain.lasting", count=count, unit=saying.words.say(key, count=int(count)))
        yield saying.say("employer.keeps", what=saying.named("kept", name), length=told)


def _section(saying: InWords, name: str) -> Mapping[str, object]:
    told = saying.policy.document.get("obligations")
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, Mapping) else {}
