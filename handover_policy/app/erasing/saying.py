"""report_lines, ground_said, term_said: a report on what may go and what is kept, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from handover_policy.app.erasing.report import ErasureReport, Ground
from handover_policy.app.erasing.retention import RetentionTerm
from handover_policy.texts.texts import Texts

AREA = "erasing"
STAYS = ("leaf", "others", "copies")


def term_said(term: RetentionTerm, words: Texts) -> str:
    """Return how long something is kept, and who says so."""
    period = term.period
    unit = words.say(f"explain.units.{period.unit}", count=period.count)
    length = words.say("explain.lasting", count=str(period.count), unit=unit)
    article = words.say(f"{AREA}.articles.{term.name}")
    source = words.say(f"{AREA}.sources.{term.source}", article=article)
    if term.lawful and term.source != "law":
        source = words.say(f"{AREA}.with-law", source=source, article=article)
    return words.say(f"{AREA}.term", what=words.say(f"{AREA}.terms.{term.name}"), length=length, source=source)


def term_until_said(term: RetentionTerm, until: date | None, words: Texts) -> str:
    """Return the same with its last day, where that is known."""
    told = term_said(term, words)
    return told if until is None else words.say(f"{AREA}.term-until", term=told, day=until)


def ground_said(ground: Ground, words: Texts, *, to_person: bool = False) -> str:
    """Return why something stays, as a sentence; `to_person`: not what hr noted of a hold."""
    if ground.term is not None:
        told = term_until_said(ground.term, ground.until, words)
        return words.say(f"{AREA}.grounds.retention", term=told)
    params: dict[str, object] = dict(ground.params)
    if "count" in params:
        params["count"] = int(ground.params["count"])
    key = "hold-of-own" if ground.code == "hold" and to_person else ground.code
    return words.say(f"{AREA}.grounds.{key}", day=ground.until or params.pop("since", ""), **params)


def passing_said(passing: Mapping[str, int], words: Texts) -> str:
    """Return what may go at once."""
    if not passing:
        return words.say(f"{AREA}.passing-none")
    told = [
        words.say(f"{AREA}.passing-count", what=words.say(f"{AREA}.passing.{kind}"), count=count)
        for kind, count in passing.items()
    ]
    return words.say(f"{AREA}.passing-goes", what=words.say("reports.listed").join(told))


def conclusion_said(report: ErasureReport, words: Texts) -> str:
    """Return until when everything is kept, or that all of it may go."""
    if report.all_goes:
        return words.say(f"{AREA}.all-goes")
    until = report.until
    return words.say(f"{AREA}.everything-open") if until is None else words.say(f"{AREA}.everything", day=until)


def report_lines(report: ErasureReport, words: Texts, *, to_person: bool = False) -> Iterator[str]:
    """Yield a report as lines: why things stay, until when, what may go, and what stays whatever goes."""
    for ground in report.grounds:
        yield ground_said(ground, words, to_person=to_person)
    yield conclusion_said(report, words)
    yield passing_said(report.passing, words)
    for each in STAYS:
        yield words.say(f"{AREA}.stays.{each}")
