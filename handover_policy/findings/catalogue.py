"""The catalogue of findings: for every code what is wrong, what to do and why, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.findings.entries.diff import DIFF
from handover_policy.findings.entries.entry import Entry
from handover_policy.findings.entries.lint import LINT
from handover_policy.findings.entries.meaning import MEANING
from handover_policy.findings.entries.reading import READING
from handover_policy.findings.entries.renaming import RENAMING
from handover_policy.findings.entries.shape import SHAPE
from handover_policy.findings.entries.template import TEMPLATES
from handover_policy.findings.entries.words import REASONS, WORDS
from handover_policy.findings.finding import Finding

ENTRIES = (*READING, *SHAPE, *MEANING, *RENAMING, *TEMPLATES, *LINT, *DIFF)
CATALOGUE: Mapping[str, Entry] = MappingProxyType({entry.code: entry for entry in ENTRIES})
TYPED_DETAILS = ("expected", "found")
_BLANK = re.compile(r"\{\w+\}")
_WORD = re.compile(r"\w")


def sentence(finding: Finding, lang: str) -> str:
    """Return what is wrong, in `zh` or `en`; a code outside the catalogue brings its `sentence_<lang>` in details."""
    entry = CATALOGUE.get(finding.code)
    if entry is None:
        return finding.details.get(f"sentence_{lang}", finding.code)
    return _filled(entry.zh if lang == "zh" else entry.en, finding, lang)


def remedy(finding: Finding, lang: str) -> str:
    """Return what to do, in `zh` or `en`; a code outside the catalogue brings its own `remedy_<lang>` in details."""
    entry = CATALOGUE.get(finding.code)
    if entry is None:
        return finding.details.get(f"remedy_{lang}", "")
    suggestion = finding.details.get("suggestion")
    if suggestion:
        return f"改为 {suggestion}。" if lang == "zh" else f"Write {suggestion}."
    return _filled(entry.fix_zh if lang == "zh" else entry.fix_en, finding, lang)


def reason(finding: Finding, lang: str) -> str:
    """Return why it matters, in `zh` or `en`; a code outside the catalogue brings its `reason_<lang>` in details."""
    if finding.code not in CATALOGUE:
        return finding.details.get(f"reason_{lang}", "")
    return page(finding.code, lang)


def kind_of(finding: Finding, lang: str) -> tuple[str, str]:
    """Return what all findings of this code say and what to do, `…` for what each is about, in `zh` or `en`."""
    entry = CATALOGUE.get(finding.code)
    if entry is None:
        titles = (finding.details.get(f"title_{lang}", ""), reason(finding, lang))
        return next((title for title in titles if _WORD.search(title)), finding.code), remedy(finding, lang)
    texts = (entry.zh, entry.fix_zh) if lang == "zh" else (entry.en, entry.fix_en)
    said, done = (_BLANK.sub("…", text.replace("{hint}", "")) for text in texts)
    return said, done


def page(code: str, lang: str) -> str:
    """Return the page about a code, in `zh` or `en`: why it matters. Raises KeyError for an unknown code."""
    entry = CATALOGUE[code]
    return entry.why_zh if lang == "zh" else entry.why_en


def _filled(template: str, finding: Finding, lang: str) -> str:
    place = 0 if lang == "zh" else 1
    words: dict[str, str] = {"subject": finding.subject, **finding.details}
    for name in TYPED_DETAILS:
        if name in words:
            joint = "或" if lang == "zh" else " or "
            words[name] = joint.join(WORDS[each][place] if each in WORDS else each for each in words[name].split("|"))
    if "reason" in words:
        words["reason"] = REASONS.get(words["reason"], (words["reason"],) * 2)[place]
    suggestion = words.get("suggestion")
    hint = ("；是不是想写 {}？", "; did you mean {}?")[place].format(suggestion) if suggestion else ""
    return template.format_map({**words, "hint": hint})
