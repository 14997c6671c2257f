"""lint: a policy set held against the statutes of its jurisdiction and against itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from handover_policy.findings.finding import RANK, Finding
from handover_policy.lint.evaluate import evaluate
from handover_policy.lint.jurisdiction import Statutes
from handover_policy.lint.quality.doubtful_texts import doubtful_texts
from handover_policy.lint.quality.quality import quality
from handover_policy.lint.quality.typed_consequences import typed_consequences
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.lint.readings.texts import PATH as TEXTS
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import own_names
from handover_policy.policy.waivers import apply_waivers, read_waivers
from handover_policy.policy.yaml_source.node import MappingNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What lint found: the findings that stand, by place, those that are waived, and the statutes they come from.

    `language` is that of the policy, for those who ask for none.
    """

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    statutes: Statutes
    language: str = ""


def lint(
    policy: PolicySet,
    documents: Mapping[str, MappingNode],
    messages: Mapping[str, str],
    statutes: Statutes,
    today: date,
    *,
    own_messages: Collection[str] = (),
    to_read: Mapping[str, str] | None = None,
) -> Linted:
    """Return every finding of a set without errors.

    `documents` are its files by kind with inheritance applied, `messages` the files of `notifications/` by path,
    `today` the local day on which waivers are looked at, `own_messages` the names of the messages that the set itself
    brings along, `to_read` those of the files whose sentences are read, by default all of them; a rule of law counts
    where it is in force at any time of the set's validity.
    """
    sheet = FactSheet(policy, documents, messages if to_read is None else to_read)
    manifest = policy.manifest
    found = [
        finding
        for rule in statutes.rules
        if _in_force(rule.in_force_from, rule.in_force_until, manifest.effective_from, manifest.effective_until)
        for finding in evaluate(rule, sheet, manifest)
    ]
    texts = sheet.readings(TEXTS)
    found += [
        *doubtful_texts(texts, found),
        *quality(policy, documents, messages, own_messages),
        *typed_consequences(texts, messages),
    ]
    standing, waived = apply_waivers(found, read_waivers(documents), today, own_names(policy))
    ordered = sorted(
        (*statutes.findings, *standing), key=lambda each: (each.location, RANK[each.severity], each.code, each.subject)
    )
    return Linted(findings=tuple(ordered), waived=waived, statutes=statutes, language=manifest.language)


def _in_force(since: date | None, until: date | None, first: date, last: date | None) -> bool:
    return (since is None or last is None or since <= last) and (until is None or until >= first)
