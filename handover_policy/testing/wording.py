"""The sentences of policy tests, in Chinese and English: what failed and why, what survived."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from handover_policy.testing.covering.points import Point
from handover_policy.testing.matching import Difference
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.policy_test import CaseResult, Failure

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "missing": "没有出现预期的{kind}：{wanted}",
            "forbidden": "出现了绝不应出现的{kind}：{wanted}",
            "came": "它在 {when} 出现",
            "near": "最接近的是 {when} 的{kind}{rule}，不同之处：",
            "none": "这个案例里没有任何{kind}",
            "differs": "{path}：预期 {expected}，实际 {got}",
            "absent": "{path}：预期 {expected}，实际没有这一项",
            "refused": "事件被拒绝：{what}",
            "passed": "✓ {name}",
            "failed": "✗ {name}（{count} 处不符）",
            "summary": "{total} 个案例：{passed} 个通过，{failed} 个失败",
            "survivor": "{rule}：{field} 由 {before} 改为 {after}，没有案例发现",
            "when": "时间",
            "comma": "，",
        },
        "en": {
            "missing": "no {kind} came as expected: {wanted}",
            "forbidden": "a {kind} came that must never come: {wanted}",
            "came": "it came on {when}",
            "near": "the nearest is the {kind}{rule} of {when}, which differs in:",
            "none": "no {kind} came at all in this case",
            "differs": "{path}: expected {expected}, got {got}",
            "absent": "{path}: expected {expected}, but it is not there",
            "refused": "an event was refused: {what}",
            "passed": "✓ {name}",
            "failed": "✗ {name} ({count} wrong)",
            "summary": "{total} cases: {passed} passed, {failed} failed",
            "survivor": "{rule}: {field} changed from {before} to {after}, and no case noticed",
            "when": "time",
            "comma": ", ",
        },
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "case": "案件",
        "task": "任务",
        "sheet": "交接单",
        "gate": "闸门",
        "claim": "主张",
        "duty": "义务",
        "notice": "通知",
        "problem": "问题",
        "refusal": "拒绝",
    }
)
MISSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "row": ("没有案例适用这一行", "no case applies this row"),
        "list": ("没有案例用到这份清单", "no case uses this list"),
        "task": ("没有案例产生这项任务", "no case makes this task"),
        "step": ("没有案例办完第 {part} 步", "no case does step {part}"),
        "without_leaver": ("没有案例由他人代办", "no case hands over without the leaver"),
        "notice": ("没有案例发出这条通知", "no case sends this notice"),
        "gate_held": ("没有案例看到它关着", "no case sees it held"),
        "gate_opened": ("没有案例看到它打开", "no case sees it open"),
        "clause": ("没有案例产生这项主张", "no case raises this claim"),
        "obligation": ("没有案例产生这项法定义务", "no case makes this obligation"),
        "section": ("没有案例用到这个档案分区", "no case touches this section"),
        "upload": ("没有案例漏掉这项上传", "no case misses this upload"),
        "condition_held": ("没有案例使条件 {part} 成立", "in no case does {part} hold"),
        "condition_failed": ("没有案例使条件 {part} 不成立", "in no case does {part} fail"),
        "dated": ("没有案例发生在 {part} 适用的日子", "no case falls on a day for which {part} counts"),
    }
)
LONGEST = 200


def case_line(result: CaseResult, language: str) -> str:
    """Return how a case came out, on one line that begins with ✓ or ✗."""
    count = len(result.failures) + len(result.refused)
    return WORDS[language]["passed" if result.passed else "failed"].format(name=result.case.name, count=count)


def summary(results: Sequence[CaseResult], language: str) -> str:
    """Return how many cases passed and how many failed."""
    passed = sum(result.passed for result in results)
    return WORDS[language]["summary"].format(total=len(results), passed=passed, failed=len(results) - passed)


def reasons(result: CaseResult, language: str) -> Iterator[str]:
    """Yield for each thing wrong with a case its place and sentence, and further lines after line breaks."""
    for failure in result.failures:
        yield f"{failure.location}: {failure_text(failure, language)}"
    for what in result.refused:
        yield f"{result.case.location}: {WORDS[language]['refused'].format(what=what)}"


def failure_text(failure: Failure, language: str) -> str:
    """Return what was expected and what came instead, field by field, on several lines."""
    words, wanted, near = WORDS[language], failure.wanted, failure.nearest
    kind = kind_name(str(wanted.get("effect")), language)
    about = words["comma"].join(_told(name, value) for name, value in wanted.items() if name != "effect") or "—"
    lines = [words["forbidden" if failure.forbidden else "missing"].format(kind=kind, wanted=about)]
    if near is None:
        return "\n".join([*lines, f"  {words['none'].format(kind=kind)}"])
    when = str(near["when"])[:16].replace("T", " ")
    if failure.forbidden:
        return "\n".join([*lines, f"  {words['came'].format(when=when)}"])
    named = near.get(str(wanted["effect"])) or near.get("code")
    rule = f" {named}" if isinstance(named, str) else ""
    lines.append(f"  {words['near'].format(when=when, kind=kind, rule=rule)}")
    return "\n".join([*lines, *(f"    {difference_text(each, language)}" for each in failure.differences)])


def difference_text(difference: Difference, language: str) -> str:
    """Return in which field an effect is not what was expected, and what stands there."""
    words = WORDS[language]
    path = words["when"] if difference.path == "at" else difference.path
    expected, got = shown(difference.expected), shown(difference.got)
    if expected == got:  # the same to look at, but a text and a number
        expected, got = _json(difference.expected), _json(difference.got)
    return words["differs" if difference.present else "absent"].format(path=path, expected=expected, got=got)


def survivor_text(mutant: Mutant, language: str) -> str:
    """Return what was changed in a rule without any case noticing."""
    return WORDS[language]["survivor"].format(
        rule=mutant.rule, field=mutant.field, before=mutant.before, after=mutant.after
    )


def missed_text(point: Point, language: str) -> str:
    """Return what no case exercised of a rule."""
    zh, en = MISSED[point.kind]
    told = (zh if language == "zh" else en).format(part=point.part)
    return f"{point.rule}：{told}" if language == "zh" else f"{point.rule}: {told}"


def kind_name(effect: str, language: str) -> str:
    """Return what people call a kind of effect."""
    return KINDS.get(effect, effect) if language == "zh" else effect


def shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as people read it, shortened where it is long; texts without quotes."""
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _told(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    return f"{name} = {shown(value)}"


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, default=str)
