"""readable_copy: what is kept of somebody as one page that a person reads, beside the JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from markupsafe import Markup

from handover_policy.app.asking.view import View
from handover_policy.app.portal.messages import PortalMessage
from handover_policy.app.portal.own.agreements import SIGNED, ClauseSigning, signing_of
from handover_policy.app.portal.own.kept import kept_of
from handover_policy.app.portal.own.notice import personal_notice
from handover_policy.app.portal.own.profile import profile_page
from handover_policy.app.portal.visitor import Visitor
from handover_policy.ledger.personal.requests import requests_of
from handover_policy.ledger.reading.own import OwnRow, rows_about
from handover_policy.texts.texts import Texts, texts

WHEN = "%Y-%m-%d %H:%M"
PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width, initial-scale=1"><title>{title}</title><style>body{{font:16px/1.7 sans-serif;'
    "max-width:44rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse;width:100%}}td,th{{border:1px "
    "solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}}</style></head><body><h1>{title}</h1>{body}"
    "</body></html>\n"
)


def readable_copy(view: View, visitor: Visitor, messages: Sequence[PortalMessage], language: str) -> bytes:
    """Return what is kept of a visitor, and of nobody else, as HTML without anything outside it."""
    words = texts(language)
    told = [*_kept(view, visitor, words), *_signed(view, visitor, words), *_profile(view, visitor, words)]
    told += [*_events(view, visitor, words), *_messages(messages, words), *_requests(view, visitor, words)]
    told += _notice(view, words)
    title = words.say("pages_rest.me.title")
    page = PAGE.format(
        lang=words.say("pages.language.tag"), title=f"{title} · {visitor.name}", body=Markup().join(told)
    )
    return page.encode()


def _part(title: str, body: Markup) -> Iterator[Markup]:
    if body:
        yield Markup("<section><h2>{}</h2>{}</section>").format(title, body)


def _lines(lines: Iterator[tuple[str, object]]) -> Markup:
    rows = Markup().join(Markup("<tr><th>{}</th><td>{}</td></tr>").format(name, value) for name, value in lines)
    return Markup("<table>{}</table>").format(rows) if rows else Markup()


def _kept(view: View, visitor: Visitor, words: Texts) -> Iterator[Markup]:
    for each in kept_of(view, visitor, words.language):
        yield from _part(words.say(f"pages_rest.me.kinds.{each.kind}"), _lines(iter(each.values)))


def _signed(view: View, visitor: Visitor, words: Texts) -> Iterator[Markup]:
    rows = rows_about(view.connection, view.company.id, visitor.id, (SIGNED,))
    signings = [each for row in rows if (each := signing_of(view, row)) is not None]
    yield from _part(
        words.say("pages_rest.agreements.signed"), Markup().join(_signing(each, words) for each in signings)
    )


def _signing(told: ClauseSigning, words: Texts) -> Markup:
    facts = [
        (words.say("pages_rest.agreements.when"), f"{told.at:{WHEN}}"),
        (words.say("pages_rest.agreements.version"), told.version),
        ("SHA-256", told.sha256),
    ]
    texts_of = Markup().join(
        Markup("<h3>{}</h3>{}").format(
            each.title, Markup().join(Markup("<p>{}</p>").format(line) for line in each.paragraphs)
        )
        for each in told.clauses
    )
    return _lines(iter(facts)) + texts_of


def _profile(view: View, visitor: Visitor, words: Texts) -> Iterator[Markup]:
    shown = None if visitor.employee is None else profile_page(view, visitor, words.language, {})
    for section in () if shown is None else shown.sections:
        heads = Markup().join(Markup("<th>{}</th>").format(field.title) for field in section.fields)
        rows = Markup().join(
            Markup("<tr>{}</tr>").format(
                Markup().join(Markup("<td>{}</td>").format(cells.get(field.name, "")) for field in section.fields)
            )
            for _, cells in section.every_row
        )
        if rows:
            yield from _part(section.rule.title, Markup("<table><tr>{}</tr>{}</table>").format(heads, rows))


def _events(view: View, visitor: Visitor, words: Texts) -> Iterator[Markup]:
    rows = reversed(rows_about(view.connection, view.company.id, visitor.id))
    yield from _part(words.say("pages_home.copy.events"), _lines(_event(row, words) for row in rows))


def _event(row: OwnRow, words: Texts) -> tuple[str, object]:
    body = {} if row.body is None else orjson.loads(row.body)
    key = f"words.events.{row.type}"
    return str(body.get("time", row.received_at))[:16].replace("T", " "), words.say(key) if words.has(key) else row.type


def _messages(messages: Sequence[PortalMessage], words: Texts) -> Iterator[Markup]:
    lines = ((f"{each.at:{WHEN}}", each.title) for each in messages)
    yield from _part(words.say("pages.inbox.messages"), _lines(lines))


def _requests(view: View, visitor: Visitor, words: Texts) -> Iterator[Markup]:
    asked = requests_of(view.connection, view.company.id, visitor.id)
    lines = ((f"{each.at:{WHEN}}", " → ".join(part for part in (each.text, each.answer) if part)) for each in asked)
    yield from _part(words.say("pages_rest.me.requests"), _lines(lines))


def _notice(view: View, words: Texts) -> Iterator[Markup]:
    told = personal_notice(view, words.language).paragraphs
    lines = Markup().join(Markup("<p>{}</p>").format(line) for line in told)
    yield from _part(words.say("pages_rest.notice.title"), lines)
