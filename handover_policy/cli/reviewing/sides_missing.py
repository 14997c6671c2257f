"""tell_missing, tell_unreadable: which side of a comparison cannot be had, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handover_policy.cli.findings_report import write_findings
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.findings.finding import Finding
    from handover_policy.sources.git.process import GitFailed
    from handover_policy.sources.sides import SideMissing, Sides

SIDES = {"zh": {"base": "基准(base)", "head": "现状(head)"}, "en": {"base": "base", "head": "head"}}
REASONS = {
    "zh": {
        "no-set": "{side} {typed} 中没有找到制度(policy.yaml)；用 --policy 指明文件夹",
        "file": "{side} {typed} 是文件；请写制度所在的文件夹",
        "no-shipped-set": "{side} {typed} 不是随产品提供的制度{hint}",
        "unknown": "{side} {typed} 既不是文件夹，也不是 git 认识的版本；检查拼写{hint}",
        "shallow": "{side} {typed} 不在这份浅克隆中；运行 {hint}（CI 中写 fetch-depth: 0）",
        "partial": (
            "{side} {typed} 的文件不在这份部分克隆中，handover 从不联网获取；运行 git fetch --refetch --no-filter，"
            "CI 中克隆时不要用 --filter（{hint}）"
        ),
        "no-repository": "{side} {typed} 不是文件夹，也读不到当前文件夹所在的 git 仓库：{hint}",
        "unread": "{side} {typed} 读不出来：{hint}",
        "no-path": "{side} {typed}：该版本中没有这个文件夹；其中的制度：{hint}",
        "which-set": "{side} {typed} 中有多套制度，请写成 版本:路径 或用 --policy 指明：{hint}",
        "errors": "{side} {typed} 有错误，无法比较：",
    },
    "en": {
        "no-set": "{side} {typed}: no policy set (policy.yaml) found there; name the folder by --policy",
        "file": "{side} {typed} is a file; name the folder of the policy set",
        "no-shipped-set": "{side} {typed} is no set that ships{hint}",
        "unknown": "{side} {typed} is neither a folder nor a revision git knows; check the spelling{hint}",
        "shallow": "{side} {typed} is not in this shallow clone; run {hint} (in CI: fetch-depth: 0)",
        "partial": (
            "{side} {typed} is not whole in this partial clone, and handover never fetches; run "
            "git fetch --refetch --no-filter, and in CI clone without --filter ({hint})"
        ),
        "no-repository": "{side} {typed} is no folder, and no git repository can be read: {hint}",
        "unread": "{side} {typed} cannot be read: {hint}",
        "no-path": "{side} {typed}: the revision has no such folder; policy sets in it: {hint}",
        "which-set": "{side} {typed} holds several policy sets; write REVISION:path or --policy: {hint}",
        "errors": "{side} {typed} has errors and cannot be compared:",
    },
}
HINTS = {
    "no-shipped-set": {"zh": "；是不是 {hint}？", "en": "; did you mean {hint}?"},
    "unknown": {"zh": "，或先运行 {hint}", "en": ", or run {hint}"},
}
"""How a hint is told that may be there or not."""


def tell_missing(missing: SideMissing | GitFailed, language: str) -> None:
    """Write on standard error which side cannot be found, or that git does not hold all of one that was found."""
    from handover_policy.sources.git.process import GitFailed, ObjectsMissing

    if isinstance(missing, GitFailed):
        reason, side, typed = "partial" if isinstance(missing, ObjectsMissing) else "unread", "", missing.label
        hint = str(missing)
    else:
        reason, side, typed, hint = missing.reason, SIDES[language][missing.side], missing.typed, missing.hint
    if reason in HINTS:
        hint = HINTS[reason][language].format(hint=hint) if hint else ""
    text = REASONS[language][reason].format(side=side, typed=typed, hint=hint).strip()
    say(text if hint or reason in HINTS else text.rstrip("：: "), err=True)


def tell_unreadable(unreadable: Mapping[str, tuple[Finding, ...]], sides: Sides, language: str) -> None:
    """Write on standard error the findings of the sides that have errors."""
    for side, findings in unreadable.items():
        source = sides.base if side == "base" else sides.head
        text = REASONS[language]["errors"] if findings else REASONS[language]["no-set"]
        say(text.format(side=SIDES[language][side], typed=source.label), err=True)
        write_findings(findings, language, to_stderr=True, text_of=source.text_of)
