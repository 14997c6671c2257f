"""render: a document of a case, or a message, as people will see it."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover_policy.cli.findings_report import language_of
from handover_policy.cli.help_texts import Command
from handover_policy.cli.opened import opened_run
from handover_policy.cli.output_option import to_file
from handover_policy.cli.policy_option import POLICY
from handover_policy.cli.speech import asked_language, phrase, spoken_in
from handover_policy.cli.terminal import hand_over, say
from handover_policy.cli.usage import Misused
from handover_policy.texts.texts import FIRST

if TYPE_CHECKING:
    from handover_policy.app.case_files import CaseFiles
    from handover_policy.app.load import Opened
    from handover_policy.app.run import Run

UNREADABLE, NOTHING = 3, 5
FORMS = ("text", "html", "pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderRequest:
    """What the command line asks for; `language` is a locale, None where nothing was said."""

    name: str | None
    case: str | None
    files: tuple[Path, ...]
    sample: bool
    channel: str | None
    language: str | None
    form: str


@click.command("render", cls=Command)
@click.argument("name", required=False)
@click.option("--case", "case")
@click.option(
    "--events",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
)
@click.option("--sample", is_flag=True)
@click.option("--policy", "policies", multiple=True, type=POLICY)
@click.option("--channel")
@click.option("--lang")
@click.option("--format", "form", type=click.Choice(FORMS))
@click.option("--output", type=click.Path(path_type=Path), callback=to_file)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    policies: tuple[Path, ...],
    output: Path | None,
    lang: str | None,
    **options: Any,  # noqa: ANN401 - click passes options by name
) -> None:
    """Render a document of a case, or a message as each channel shows it, from events or from a sample departure."""
    form = options.pop("form") or _form_of(output)
    asked = RenderRequest(language=_locale(lang), form=form, **options)
    if asked.name is not None and bool(asked.files) == asked.sample:
        raise Misused(phrase("render.events-or-sample"))
    if asked.sample and asked.case is not None:
        raise Misused(phrase("render.case"))
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise Misused(phrase("render.pdf"))
    run, opened = opened_run(ctx, policies, lambda policy: language_of(lang, policy))
    content = _rendered(ctx, asked, run, opened)
    _write(ctx, content, output)


def _form_of(output: Path | None) -> str:
    ending = output.suffix.lower() if output is not None else ""
    return {".pdf": "pdf", ".html": "html", ".htm": "html"}.get(ending, "text")


def _locale(lang: str | None) -> str | None:
    return "zh-CN" if lang in {"zh", "zh-CN", "zh_CN"} else lang


def _rendered(ctx: click.Context, asked: RenderRequest, run: Run, opened: Opened) -> bytes:
    from handover_policy.app.case_files import CaseFiles
    from handover_policy.app.library import Library
    from handover_policy.cli.deciding.rendering.choosing import chosen_name
    from handover_policy.render.documents.catalogue import DOCUMENTS

    messages = opened.templates.ids if opened.templates is not None else frozenset()
    name = chosen_name(asked.name, DOCUMENTS, messages)
    # A message may be called as the document that it tells of: whoever names a channel wants the message.
    document = name in DOCUMENTS and not (asked.channel is not None and name in messages)
    _fits(asked, opened, document=document)
    files = CaseFiles(run, opened, Library().citations)
    if asked.files:
        _fold(ctx, files, asked.files, language_of(asked.language, opened.language))
    if document:
        return _document(ctx, name, asked, files, opened)
    return _message(ctx, name, asked, files, opened)


def _fits(asked: RenderRequest, opened: Opened, *, document: bool) -> None:
    """Raise a usage error where an option does not go with what is asked for."""
    from handover_policy.render.documents.document import document_languages

    if document and asked.channel is not None:
        raise Misused(phrase("render.channel"))
    if not document and asked.form == "pdf":
        raise Misused(phrase("render.message-pdf"))
    languages = (
        document_languages(opened.messages) if document or opened.templates is None else opened.templates.wordings
    )
    if asked.language is not None and asked.language not in languages:
        known = ", ".join(sorted(languages))
        raise Misused(phrase("render.language", asked=asked.language, known=known))


def _fold(ctx: click.Context, files: CaseFiles, paths: tuple[Path, ...], language: str) -> None:
    from handover_policy.cli.event_streams import EventStreams

    with ExitStack() as stack:
        for told in EventStreams(ctx, stack, paths, language).events():
            files.take(told)
    if not files.told:
        say(phrase("no-events"), err=True)
        ctx.exit(NOTHING)
    if files.refused:
        say(phrase("render.refused", number=files.refused), err=True)


def _document(ctx: click.Context, name: str, asked: RenderRequest, files: CaseFiles, opened: Opened) -> bytes:
    from handover_policy.app.case_files import HALFWAY, tell_sample
    from handover_policy.app.render import DocumentDenied, prepare_document
    from handover_policy.cli.deciding.rendering.choosing import chosen_case
    from handover_policy.cli.deciding.rendering.pages import document_bytes
    from handover_policy.render.documents.document import Unfillable

    if asked.sample:
        case = tell_sample(files, opened.policies[-1], until=HALFWAY if name == "task-list" else 1)
    else:
        case = chosen_case(asked.case, files.works)
    try:
        prepared = prepare_document(name, files.file(case), opened, asked.language)
    except DocumentDenied as denied:
        say(spoken_in(asked_language() or FIRST, "denied", case=case, why=denied), err=True)
        ctx.exit(1)
    if prepared.missing:
        named = ", ".join(prepared.missing)
        say(phrase("render.missing", case=case, named=named), err=True)
    try:
        return document_bytes(prepared, asked.form)
    except Unfillable as unfillable:
        say(phrase("render.unfillable", name=name, why=unfillable), err=True)
        ctx.exit(1)


def _message(ctx: click.Context, name: str, asked: RenderRequest, files: CaseFiles, opened: Opened) -> bytes:
    from handover_policy.cli.deciding.rendering.choosing import chosen_case
    from handover_policy.cli.deciding.rendering.messages import newest_notice, sampled_notice, shown_notice

    if asked.sample:
        found = sampled_notice(name, opened)
    else:
        case = chosen_case(asked.case, files.works)
        found = newest_notice(name, files, case)
    if found is None:
        ctx.exit(NOTHING)
    return shown_notice(name, found, opened, channel=asked.channel, language=asked.language, form=asked.form)


def _write(ctx: click.Context, content: bytes, output: Path | None) -> None:
    if output is None:
        hand_over(content)
        return
    from handover_policy.sources.gate.whole_files import write_whole

    try:
        write_whole(output, content)
    except OSError as error:
        say(phrase("unwritable", place=output, why=error), err=True)
        ctx.exit(UNREADABLE)
