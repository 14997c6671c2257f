"""as_text, as_page: a handbook for a terminal, and as one page of HTML for the screen and for A4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import DictLoader, Environment, StrictUndefined

from handover_policy.findings.reporting.cells import escaped
from handover_policy.handbook.handbook import Chapter, Handbook, PlainRule
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.texts.texts import texts

TEMPLATES = ("handbook.html.j2", "handbook.css")


def as_text(handbook: Handbook) -> Iterator[str]:
    """Yield a handbook line by line, as a terminal may show it."""
    heads = (handbook.title, handbook.issued, handbook.adopted, handbook.assurance)
    yield from (escaped(line) for line in heads if line)
    for chapter in handbook.chapters:
        yield ""
        yield from map(escaped, _chapter(chapter, handbook.language))


def _chapter(chapter: Chapter, language: str) -> Iterator[str]:
    yield f"== {chapter.title}"
    if chapter.lead:
        yield chapter.lead
    for rule in chapter.rules:
        yield ""
        yield from _rule(rule, language)


def _rule(rule: PlainRule, language: str) -> Iterator[str]:
    yield f"{rule.title} [{rule.id}]"
    yield from (f"  {each}" for each in rule.quoted)
    yield from (f"  {each}" for each in rule.sentences)
    if rule.table is not None:
        yield from (f"  - {' | '.join(row)}" for row in rule.table.rows)
    for law in rule.laws:
        colon = texts(language).say("reports.colon") if law.text else ""
        yield f"  {law.cite}{colon}{law.text}"


def as_page(templates: Mapping[str, str], handbook: Handbook) -> str:
    """Return a handbook as a page; `templates` holds the texts of TEMPLATES."""
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = texts(handbook.language)
    written = environment.get_template(TEMPLATES[0]).render(
        handbook=handbook, tag=words.say("reports.tag"), contents=words.say("handbook.contents")
    )
    return with_content_policy(written)
