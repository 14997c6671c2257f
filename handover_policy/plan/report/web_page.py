"""page: a plan as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined

from handover_policy.plan.plan import CasePlan, Plan
from handover_policy.plan.report.sentences import dates_line, person_line, sentences
from handover_policy.plan.report.summary import (
    affected,
    events_line,
    heading,
    notes,
    shown_departments,
    totals_line,
    waiting,
)
from handover_policy.plan.report.words import label, words_of
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.texts.texts import texts

TEMPLATES = ("plan.html.j2", "plan.css")


def page(templates: Mapping[str, str], plan: Plan, language: str, show: int) -> str:
    """Return the page; `templates` holds the texts of TEMPLATES, of each kind of case at most `show` are listed."""
    words = words_of(language)
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = [
        {
            "title": words[title],
            "kind": kind,
            "count": len(cases),
            "cases": [_case(plan, case, language) for case in cases[:show]],
            "more": words["more_cases"].format(count=len(cases) - show) if len(cases) > show else "",
        }
        for cases, title, kind in (
            (affected(plan), "cases_affected", "affected"),
            (waiting(plan), "cases_pinned", "waiting"),
        )
        if cases
    ]
    written = environment.get_template("plan.html.j2").render(
        language=texts(language).say("reports.tag"),
        words=words,
        heading=heading(plan, language),
        totals=totals_line(plan, language),
        total=plan.total,
        notes=list(notes(plan, language)),
        changes=[(label(code, language), *figures) for code, figures in plan.by_change().items()],
        departments=list(shown_departments(plan, language)),
        groups=groups,
        events=events_line(plan, language),
    )
    return with_content_policy(written)


def _case(plan: Plan, case: CasePlan, language: str) -> dict[str, object]:
    return {
        "person": person_line(case, plan.head, language),
        "dates": dates_line(case, language),
        "changes": list(sentences(case.changes or case.if_migrated, plan.people, language)),
    }
