"""words_of, written_day, headline: the words of a simulated departure in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from handover_policy.model.words.operators import plainly
from handover_policy.model.words.word import title as word_title
from handover_policy.policy.policy_set import PolicySet
from handover_policy.simulate.scenario import Scenario
from handover_policy.texts.texts import texts


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a simulation by name (texts/<language>/simulate.yaml)."""
    return texts(language).area("simulate")


def written_day(day: date, language: str) -> str:
    """Return a day with its weekday."""
    words = words_of(language)
    return words["weekday"].format(day=day.isoformat(), name=words[f"weekdays.{day.isoweekday()}"])


def headline(scenario: Scenario, policy: PolicySet, language: str) -> tuple[str, str]:
    """Return what is simulated: a title, and a sentence of what is assumed."""
    words = words_of(language)
    vocabulary = policy.manifest.vocabulary
    role = vocabulary.get("employee.role", {}).get(scenario.role, scenario.role)
    stage = vocabulary.get("employee.stage", {}).get(scenario.stage, scenario.stage)
    kind = scenario.cause if scenario.cause in words else "declared"
    day = written_day(scenario.day, language)
    how = words[kind].format(day=day, cause=word_title(f"causes.{scenario.cause}", language))
    more = [_attribute(name, value, policy, language) for name, value in scenario.attributes.items()]
    assumed = words["on_time" if scenario.on_time else "nothing"]
    return words["title"].format(role=role, stage=stage), texts(language).say("reports.semicolon").join(
        [how, *more, assumed]
    )


def _attribute(name: str, value: object, policy: PolicySet, language: str) -> str:
    """Return an attribute and its value by their titles, a number with its unit, yes and no in words."""
    manifest, fact = policy.manifest, f"employee.{name}"
    declared = manifest.attributes.get(fact)
    said = texts(language).say(f"effects.{'yes' if value else 'no'}") if isinstance(value, bool) else plainly(value)
    shown = manifest.vocabulary.get(fact, {}).get(str(value), said)
    unit = f" {declared.unit}" if declared is not None and declared.unit else ""
    return f"{manifest.titles.get(fact, name)} = {shown}{unit}"
