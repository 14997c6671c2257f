"""finding_page: what one kind of finding means, why it matters and how to mend it, as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handover_policy.findings.entries.entry import Entry

Example = Mapping[str, str]
"""A wrong and a right text (`wrong`, `right`) and the kind of the file they stand in (`file`)."""


def finding_page(entry: Entry, example: Example | None) -> str:
    """Return the page of a code, Chinese first and English beside it."""
    lines = [f"# {entry.code}", "", entry.zh, "", entry.en, ""]
    lines += ["**为什么 · why**", "", entry.why_zh, "", entry.why_en, ""]
    lines += ["**改法 · fix**", "", entry.fix_zh, "", entry.fix_en, ""]
    if example is not None:
        for title, key in (("错误 · wrong", "wrong"), ("正确 · right", "right")):
            lines += [f"**{title}**", "", "```yaml", f"kind: {example['file']}", example[key].rstrip(), "```", ""]
    return "\n".join(lines)


def finding_index(entries: Iterable[Entry]) -> str:
    """Return the list of all codes with their pages."""
    lines = ["# 发现 · Findings", "", "`handover explain CODE` 显示同样的内容 · shows the same.", ""]
    lines += [f"- [{entry.code}]({entry.code}.md) {entry.zh}" for entry in entries]
    return "\n".join([*lines, ""])
