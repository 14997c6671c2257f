"""tell_missing, tell_unreadable: which side of a comparison cannot be had, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from handover_policy.cli.findings_report import write_findings
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.findings.finding import Finding
    from handover_policy.sources.sides import SideMissing, Sides

SIDES = {"zh": {"base": "基准(base)", "head": "现状(head)"}, "en": {"base": "base", "head": "head"}}
REASONS = {
    "zh": {
        "no-set": "{side} {typed} 中没有找到制度(policy.yaml)；用 --policy 指明文件夹",
        "file": "{side} {typed} 是文件；请写制度所在的文件夹",
        "no-shipped-set": "{side} {typed} 不是随产品提供的制度{hint}",
        "unknown": "{side} {typed} 既不是文件夹，也不是 git 认识的版本；检查拼写，或先运行 git fetch origin {hint}",
        "shallow": (
            "{side} {typed} 不在这份浅克隆中；运行 git fetch origin {hint} --depth=1 或 git fetch --unshallow"
            "（CI 中写 fetch-depth: 0）"
        ),
        "no-repository": "{side} {typed} 不是文件夹，也读不到 git 仓库：{hint}",
        "no-path": "{side} {typed}：该版本中没有这个文件夹；其中的制度：{hint}",
        "which-set": "{side} {typed} 中有多套制度，请写成 版本:路径 或用 --policy 指明：{hint}",
        "errors": "{side} {typed} 有错误，无法比较：",
    },
    "en": {
        "no-set": "{side} {typed}: no policy set (policy.yaml) found there; name the folder by --policy",
        "file": "{side} {typed} is a file; name the folder of the policy set",
        "no-shipped-set": "{side} {typed} is no set that ships{hint}",
        "unknown": "{side} {typed} is neither a folder nor a revision git knows; check it, or: git fetch origin {hint}",
        "shallow": (
            "{side} {typed} is not in this shallow clone; run git fetch origin {hint} --depth=1, or "
            "git fetch --unshallow (in CI: fetch-depth: 0)"
        ),
        "no-repository": "{side} {typed} is no folder, and no git repository can be read: {hint}",
        "no-path": "{side} {typed}: the revision has no such folder; policy sets in it: {hint}",
        "which-set": "{side} {typed} holds several policy sets; write REVISION:path or --policy: {hint}",
        "errors": "{side} {typed} has errors and cannot be compared:",
    },
}
NEAR = {"zh": "；是不是 {hint}？", "en": "; did you mean {hint}?"}


def tell_missing(missing: SideMissing, language: str) -> None:
    """Write on standard error which side cannot be found."""
    hint = missing.hint
    if missing.reason == "no-shipped-set":
        hint = NEAR[language].format(hint=hint) if hint else ""
    side = SIDES[language][missing.side]
    text = REASONS[language][missing.reason].format(side=side, typed=missing.typed, hint=hint)
    say(text if hint or missing.reason == "no-shipped-set" else text.rstrip("：: "), err=True)


def tell_unreadable(unreadable: Mapping[str, tuple[Finding, ...]], sides: Sides, language: str) -> None:
    """Write on standard error the findings of the sides that have errors."""
    for side, findings in unreadable.items():
        source = sides.base if side == "base" else sides.head
        text = REASONS[language]["errors"] if findings else REASONS[language]["no-set"]
        say(text.format(side=SIDES[language][side], typed=source.label), err=True)
        write_findings(findings, language, to_stderr=True, text_of=source.text_of)
