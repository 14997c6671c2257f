"""The sentences of policy tests in one language: what failed and why, what survived (texts/<language>/testing.yaml)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handover_policy.decide.wording import refusal_sentence
from handover_policy.testing.covering.points import CoveragePoint
from handover_policy.testing.matching import Mismatch
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.policy_test import CaseResult, Failure, RefusedEvent
from handover_policy.texts.texts import texts

LONGEST = 200


def _words(language: str) -> Mapping[str, str]:
    return texts(language).area("testing")


def case_line(result: CaseResult, language: str) -> str:
    """Return how a case came out, on one line that begins with ✓ or ✗."""
    count = len(result.failures) + len(result.refused)
    how = "passed" if result.passed else "failed"
    return _words(language)[how].format(name=result.case.name, count=count)


def summary(results: Sequence[CaseResult], language: str) -> str:
    """Return how many cases passed and how many failed."""
    passed = sum(result.passed for result in results)
    return _words(language)["summary"].format(total=len(results), passed=passed, failed=len(results) - passed)


def reasons(result: CaseResult, language: str) -> Iterator[str]:
    """Yield for each thing wrong with a case its place and sentence, and further lines after line breaks."""
    for failure in result.failures:
        yield f"{failure.location}: {failure_text(failure, language)}"
    for event in result.refused:
        yield f"{result.case.location}: {refused_text(event, language)}"


def refused_text(event: RefusedEvent, language: str) -> str:
    """Return that an event of a case was refused, which and why."""
    return _words(language)["refused"].format(what=refusal_text(event, language))


def refusal_text(event: RefusedEvent, language: str) -> str:
    """Return type and time of an event that was refused, and why."""
    why = refusal_sentence(event.refusal, texts(language))
    return texts(language).say("testing.event", type=event.type, at=event.at, code=event.refusal.code, why=why)


def failure_text(failure: Failure, language: str) -> str:
    """Return what was expected and what came instead, field by field, on several lines."""
    words, wanted, near = _words(language), failure.wanted, failure.nearest
    kind = kind_name(str(wanted.get("effect")), language)
    about = (
        texts(language)
        .say("reports.comma")
        .join(_told(name, value) for name, value in wanted.items() if name != "effect")
        or "—"
    )
    lines = [words["forbidden" if failure.forbidden else "missing"].format(kind=kind, wanted=about)]
    if near is None:
        return "\n".join([*lines, f"  {words['none'].format(kind=kind)}"])
    when = str(near["when"])[:16].replace("T", " ")
    if failure.forbidden:
        code = near.get("code") if "code" not in wanted else None
        which = f"{texts(language).say('reports.colon')}{code}" if code else ""
        return "\n".join([*lines, f"  {words['came'].format(when=when)}{which}"])
    named = near.get(str(wanted["effect"])) or near.get("code")
    rule = f" {named}" if isinstance(named, str) else ""
    lines.append(f"  {words['near'].format(when=when, kind=kind, rule=rule)}")
    return "\n".join([*lines, *(f"    {difference_text(each, language)}" for each in failure.differences)])


def difference_text(difference: Mismatch, language: str) -> str:
    """Return in which field an effect is not what was expected, and what stands there."""
    words = _words(language)
    path = words["when"] if difference.path == "at" else difference.path
    if difference.place:
        path = words["nearest-place"].format(path=path, place=difference.place)
    expected, got = shown(difference.expected), shown(difference.got)
    if expected == got:  # the same to look at, but a text and a number
        expected, got = _json(difference.expected), _json(difference.got)
    return words["differs" if difference.present else "absent"].format(path=path, expected=expected, got=got)


def survivor_text(mutant: Mutant, language: str) -> str:
    """Return what was changed in a rule without any case noticing."""
    return _words(language)["survivor"].format(
        rule=mutant.rule, field=mutant.field, before=mutant.before, after=mutant.after
    )


def missed_text(point: CoveragePoint, language: str) -> str:
    """Return what no case exercised of a rule."""
    words = texts(language)
    return f"{point.rule}{words.say('reports.colon')}{words.say(f'testing.missed.{point.kind}', part=point.part)}"


def kind_name(effect: str, language: str) -> str:
    """Return what people call a kind of effect."""
    return _words(language).get(f"effects.{effect}", effect)


def shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as people read it, shortened where it is long; texts without quotes."""
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _told(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    return f"{name} = {shown(value)}"


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, default=str)
