"""explain: why a case is as it is, what would open its gates, why a rule did not act; or what a finding means."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.event_streams import EventStreams
from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.opened import opened_run
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say, say_json
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.explain.explained import Explanation

UNREADABLE = 3
NOTHING = 5
CODE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
SIGNS = {"case": "━━", "task": "●", "obligation": "⚖", "gate": "◆", "notice": "✉"}


@click.command("explain", cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--policy", "policies", multiple=True, type=POLICY)
@click.option("--case", "case")
@click.option("--at", "at")
@click.option("--only", multiple=True)
@click.option("--why-not", "why_not", multiple=True)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click passes options by name
    """Explain a case of an events file, point by point; or, given the code of a finding, what it means."""
    from handover_policy.cli.findings_report import language_of

    files: tuple[Path, ...] = options["files"]
    language = language_of(options["lang"])
    if len(files) == 1 and not files[0].exists() and CODE.fullmatch(str(files[0])):
        from handover_policy.cli.authoring.explain_code import show_code

        ctx.exit(show_code(str(files[0]), language))
    run, _ = opened_run(ctx, options["policies"], lambda _: language, unreadable=_unreadable)
    events = _events(ctx, files, options["at"], run, language)
    if not events:
        say(phrase("no-events"), err=True)
        ctx.exit(NOTHING)
    _explain(ctx, run, events, options, language)


def _unreadable(error: OSError) -> str:
    return phrase("unreadable-set", place=error.filename or "", why=error)


def _events(
    ctx: click.Context, files: tuple[Path, ...], at: str | None, run: Run, language: str
) -> list[dict[str, Any]]:
    """Return the readable events up to a moment; the others are left to `run`, which refuses them."""
    from handover_policy.app.explain import read_event

    until = _until(at, run)
    events = []
    with ExitStack() as stack:
        for name, told in EventStreams(ctx, stack, files, language):
            found = read_event(told)
            if found is None:
                say(phrase("explain.left-out", place=f"{name}:{told.line}"), err=True)
                continue
            event, moment = found
            if until is None or (moment.tzinfo is not None and moment <= until):
                events.append(event)
    return events


def _until(at: str | None, run: Run) -> datetime | None:
    """Return the moment events count up to; a day counts to its end, in the employer's zone."""
    if at is None:
        return None
    zone = run.books.zone_owner.manifest.timezone
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise Misused(phrase("explain.moment", at=at)) from None
    if "T" not in at and " " not in at:
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _explain(
    ctx: click.Context, run: Run, events: list[dict[str, Any]], options: dict[str, Any], language: str
) -> None:
    from handover_policy.app.explain import explain_case
    from handover_policy.app.run import CaseUnknown

    only, why_not = options["only"], options["why_not"]
    try:
        found = explain_case(run, events, case=options["case"], only=only, why_not=why_not, language=language)
    except CaseUnknown as unknown:
        known = tuple(unknown.cases) or "—"
        raise Misused(phrase("explain.cases", case=options["case"] or "", known=known)) from unknown
    if found.sought and not found.points:
        say(phrase("explain.nothing", sought=tuple(sorted(found.sought))), err=True)
        ctx.exit(2)
    answers = [
        spoken_in(language, "explain.earlier", name=name) if answer is None else answer
        for name, answer in found.answers
    ]
    WRITERS[options["form"]](found.case, found.points, answers)


def _text(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    for point in points:
        name = case if point.kind == "case" else point.title
        say(f"{SIGNS[point.kind]} {name}")
        for sentence in point.sentences:
            say(f"    {sentence}")
    for answer in answers:
        say(answer)


def _markdown(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    from handover_policy.findings.reporting.hosting.markdown import in_markdown

    say(f"# {in_markdown(case)}", "")
    for point in points:
        say(f"## {in_markdown(point.title)}", "")
        for sentence in point.sentences:
            say(f"- {in_markdown(sentence)}")
        say("")
    for answer in answers:
        say(f"> {in_markdown(answer)}")


def _json(case: str, points: tuple[Explanation, ...], answers: list[str]) -> None:
    from handover_policy.findings.reporting.json_text import json_text
    from handover_policy.model.written.effect_json import because_json

    told = [
        {
            "kind": point.kind,
            "id": point.id,
            "title": point.title,
            "sentences": point.sentences,
            "because": because_json(point.because),
        }
        for point in points
    ]
    say_json(json_text({"case": case, "points": told, "why_not": answers}, default=dict))


WRITERS = {"text": _text, "markdown": _markdown, "json": _json}
