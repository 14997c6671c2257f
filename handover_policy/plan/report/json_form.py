"""plan_json: a plan as JSON, in the shape of schemas/plan.schema.json."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handover_policy.decide.wording import reason_sentence
from handover_policy.plan.change import CaseChange
from handover_policy.plan.plan import CasePlan, Count, Plan
from handover_policy.plan.replay import Broken
from handover_policy.plan.report.words import label, title_of
from handover_policy.policy.policy_set import PolicySet
from handover_policy.texts.texts import Texts, texts


def plan_json(plan: Plan, language: str) -> dict[str, Any]:
    """Return everything of a plan: all cases, also those nothing changes for."""
    return {
        "base": [_policy(each) for each in plan.base],
        "head": _policy(plan.head),
        "as_of": plan.moment.isoformat() if plan.moment is not None else None,
        "migrate": plan.migrate,
        "same_version": plan.replaces,
        "renamed": [{"from": old, "to": new} for old, new in plan.renamed.items()],
        "totals": {**_count(plan.total), "events": plan.events},
        "refused": dict(plan.refused),
        "unreadable": [_broken(each, texts(language)) for each in plan.broken],
        "by_change": [
            {"change": code, "title": label(code, language), "cases": counted, "if_migrated": waits}
            for code, (counted, waits) in plan.by_change().items()
        ],
        "by_department": [
            {"department": name or None, **_count(count)} for name, count in plan.by_department().items()
        ],
        "people": dict(plan.people),
        "cases": [_case(case, language) for case in plan.cases],
    }


def _broken(line: Broken, words: Texts) -> dict[str, Any]:
    return {"line": line.line, "reasons": [reason_sentence(each, words) for each in line.reasons]}


def _policy(policy: PolicySet) -> dict[str, Any]:
    manifest = policy.manifest
    return {
        "id": manifest.id,
        "version": manifest.version,
        "title": manifest.title,
        "effective_from": manifest.effective_from.isoformat(),
    }


def _count(count: Count) -> dict[str, int]:
    return {
        "open": count.open,
        "affected": count.affected,
        "pinned": count.pinned,
        "if_migrated": count.if_migrated,
    }


def _case(case: CasePlan, language: str) -> dict[str, Any]:
    told = case.employee.attributes
    return {
        "case": case.id,
        "employee": case.employee.id,
        "name": case.employee.name,
        "role": told.get("role"),
        "stage": told.get("stage"),
        "department": case.department or None,
        "arrival": case.arrival.isoformat(),
        "last_day": case.last_day.isoformat() if case.last_day is not None else None,
        "version": case.version,
        "pinned": case.pinned is not None,
        "changes": _changes(case.changes, language),
        "if_migrated": _changes(case.if_migrated, language),
    }


def _changes(changes: Iterable[CaseChange], language: str) -> list[dict[str, Any]]:
    return [
        {
            "change": change.code,
            "subject": change.subject,
            "title": title_of(change, language),
            "task": change.about,
            "before": list(change.before) if isinstance(change.before, tuple) else change.before,
            "after": list(change.after) if isinstance(change.after, tuple) else change.after,
            "days": change.days,
        }
        for change in changes
    ]
