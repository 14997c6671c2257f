"""The catalogue of findings: for every code what is wrong, what to do and why, in each language that there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from string import Formatter

from handover_policy.findings.codes import CODES, LIBYAML
from handover_policy.findings.finding import Finding
from handover_policy.texts.texts import SECOND, Texts, languages, texts

TYPED_DETAILS = ("expected", "found")
"""Details that name types of values, `a|b` for one of several."""
LEFT_OPEN = "…"
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """What the catalogue says of a code in one language: of all its findings, `…` for what each of them names."""

    code: str
    says: str
    fix: str
    why: str


def entry_of(code: str, language: str) -> CatalogueEntry:
    """Return what the catalogue says of a code; raises KeyError for an unknown code."""
    words = texts(language)
    says, fix = (in_general(words.area("findings")[f"codes.{code}.{part}"]) for part in ("says", "fix"))
    return CatalogueEntry(code=code, says=says, fix=fix, why=page(code, language))


def in_general(template: str) -> str:
    """Return a sentence of the catalogue as it holds for every finding: `…` stands for what each of them names."""
    parts = Formatter().parse(template)
    return "".join(text + ("" if name in {None, "hint"} else LEFT_OPEN) for text, name, _, _ in parts)


def sentence(finding: Finding, language: str) -> str:
    """Return what is wrong; a code outside the catalogue brings its `sentence_<language>` in details."""
    if finding.code not in CODES:
        return _own(finding, "sentence", language) or finding.code
    return _filled("says", finding, texts(language))


def remedy(finding: Finding, language: str) -> str:
    """Return what to do; a code outside the catalogue brings its own `remedy_<language>` in details.

    The detail `write` is what is certainly meant, as YAML has it: `validate --fix` writes it where the finding stands.
    """
    if finding.code not in CODES:
        return _own(finding, "remedy", language)
    certain, suggestion = finding.details.get("write"), finding.details.get("suggestion")
    if certain:
        return texts(language).say("findings.rewrite", write=certain)
    if suggestion:
        return texts(language).say("findings.write", suggestion=suggestion)
    return _filled("fix", finding, texts(language))


def reason(finding: Finding, language: str) -> str:
    """Return why it matters; a code outside the catalogue brings its `reason_<language>` in details."""
    return page(finding.code, language) if finding.code in CODES else _own(finding, "reason", language)


def kind_of(finding: Finding, language: str) -> tuple[str, str]:
    """Return what all findings of this code say and what to do, `…` for what each is about."""
    if finding.code in CODES:
        entry = entry_of(finding.code, language)
        return entry.says, entry.fix
    titles = (_own(finding, "title", language), reason(finding, language))
    return next((title for title in titles if _WORD.search(title)), finding.code), remedy(finding, language)


def page(code: str, language: str) -> str:
    """Return why findings of a code matter; raises KeyError for an unknown code."""
    return texts(language).say(f"findings.why.{CODES[code]}")


def _own(finding: Finding, name: str, language: str) -> str:
    """Return a text that a finding brings along, in a language or else in the one that stands in for it."""
    told, spoken = finding.details, texts(language).language
    return told.get(f"{name}_{spoken}", told.get(f"{name}_{SECOND}", ""))


def _filled(part: str, finding: Finding, words: Texts) -> str:
    """Return a sentence filled with the details of a finding; `form_zh` and `form_en` fill `{form}`."""
    told: dict[str, str] = {"subject": finding.subject, "form": "", **finding.details}
    for name in TYPED_DETAILS:
        if name in told:
            told[name] = words.joined(map(partial(_type, words), told[name].split("|")), by="texts.either")
    if "reason" in told:
        known = f"findings.reasons.{LIBYAML.get(told['reason'], told['reason'])}"
        told["reason"] = words.say(known) if words.has(known) else told["reason"]
    suggestion = told.get("suggestion")
    hint = words.say("findings.hint", suggestion=suggestion) if suggestion else ""
    for name, _, language in (key.rpartition("_") for key in finding.details):
        if language in languages():
            told[name] = _own(finding, name, words.language)
    return words.say(f"findings.codes.{finding.code}.{part}", **{**told, "hint": hint})


def _type(words: Texts, name: str) -> str:
    """Return the name of a type as people say it; what is no type stays."""
    key = f"texts.types.{name}"
    return words.say(key) if words.has(key) else name
