"""handbook_of: a policy set as a handbook in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from handover_policy.handbook.chapters.archive import archive_chapter
from handover_policy.handbook.chapters.clauses import clauses_chapter
from handover_policy.handbook.chapters.employer import employer_chapter
from handover_policy.handbook.chapters.gates import gates_chapter
from handover_policy.handbook.chapters.handing_over import sheet_chapter, task_chapters
from handover_policy.handbook.chapters.messages import messages_chapter
from handover_policy.handbook.chapters.notice_days import notice_chapter
from handover_policy.handbook.handbook import Article, Chapter, Handbook
from handover_policy.handbook.in_words import InWords
from handover_policy.policy.policy_set import PolicySet


def handbook_of(policy: PolicySet, laws: Mapping[str, Article], language: str) -> Handbook:
    """Return a policy set in plain words; `laws` are the articles there are, by id, in the same language."""
    saying = InWords(policy, laws, language)
    manifest = policy.manifest
    chapters = (
        gates_chapter(saying),
        notice_chapter(saying),
        employer_chapter(saying),
        *task_chapters(saying),
        sheet_chapter(saying),
        clauses_chapter(saying),
        archive_chapter(saying),
        messages_chapter(saying),
    )
    return Handbook(
        title=manifest.title,
        company=manifest.company,
        version=manifest.version,
        since=manifest.effective_from,
        until=manifest.effective_until,
        issued=_issued(saying),
        adopted=_adopted(saying),
        assurance=saying.say("assurance.by-law" if manifest.jurisdiction.startswith("CN") else "assurance.here"),
        chapters=tuple(quoted_once(each) for each in chapters if each.rules),
        language=saying.words.language,
        written_in=manifest.language,
    )


def quoted_once(chapter: Chapter) -> Chapter:
    """Return a chapter in which each article is quoted beside the first rule that rests on it, then only named."""
    quoted: set[str] = set()
    rules = []
    for rule in chapter.rules:
        laws = tuple(replace(law, text="") if law.id in quoted else law for law in rule.laws)
        quoted |= {law.id for law in rule.laws}
        rules.append(replace(rule, laws=laws))
    return replace(chapter, rules=tuple(rules))


def _issued(saying: InWords) -> str:
    manifest = saying.policy.manifest
    since = saying.day(manifest.effective_from)
    if manifest.effective_until is None:
        return saying.say("issued.open", version=manifest.version, since=since)
    until = saying.day(manifest.effective_until)
    return saying.say("issued.closed", version=manifest.version, since=since, until=until)


def _adopted(saying: InWords) -> str:
    """Return how the set was adopted, as far as its manifest says."""
    told = saying.policy.manifest.adoption or {}
    sentences = []
    for step, name in (("consulted", "body"), ("published", "channels")):
        part = told.get(step)
        if not isinstance(part, Mapping) or "on" not in part:
            continue
        who = part.get(name, "")
        named = saying.listed(map(str, who)) if isinstance(who, tuple) else str(who)
        day = saying.day(date.fromisoformat(str(part["on"])))
        sentences.append(saying.say(f"adopted.{step}", day=day, who=named).strip())
    return saying.say("adopted.between").join(sentences)
