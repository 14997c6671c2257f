"""SETTINGS, DATA, COMPANY: of which service a command speaks; what is wrong with its settings is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.serving.settings import CompanySettings, Settings

ERRORS, UNREADABLE = 1, 3
F = TypeVar("F", bound=Callable[..., Any])


def of_a_service(function: F) -> F:
    """Give a command the options `--settings` and `--data`."""
    told = click.option("--data", type=click.Path(path_type=Path, file_okay=False))(function)
    return click.option("--settings", type=click.Path(path_type=Path, dir_okay=False))(told)


def of_a_company(function: F) -> F:
    """Give a command the options `--settings`, `--data` and `--company`."""
    return of_a_service(click.option("--company")(function))


def chosen_settings(ctx: click.Context, settings: Path | None, data: Path | None, lang: str | None = None) -> Settings:
    """Return the settings of the file, or those of the embedded default; leaves the command where there are errors."""
    from handover_policy.app.library import load_schemas
    from handover_policy.app.serving.demo.folder import MARKER, demo_settings
    from handover_policy.app.serving.settings import DATA as HERE
    from handover_policy.app.serving.settings import embedded
    from handover_policy.app.serving.settings_file.read import read_settings
    from handover_policy.cli.findings_report import language_of, write_findings

    if settings is None:
        place = data or HERE
        return demo_settings(place) if (place / MARKER).exists() else embedded(place)
    try:
        read = read_settings(settings, load_schemas(), data=data)
    except OSError as error:
        unreadable_settings(ctx, settings, error)
    write_findings(read.findings, language_of(lang), to_stderr=True, text_of=read.text_of)
    if read.settings is None:
        ctx.exit(ERRORS)
    return read.settings


def unreadable_settings(ctx: click.Context, settings: Path | None, error: OSError) -> NoReturn:
    """Say that a settings file cannot be read, and leave the command."""
    say(phrase("unreadable", place=settings, why=error), err=True)
    ctx.exit(UNREADABLE)


def chosen_company(settings: Settings, asked: str | None) -> CompanySettings:
    """Return a company of the settings; the only one there is where none is asked for."""
    from handover_policy.findings.suggestion import nearest

    known = {each.id: each for each in settings.companies}
    if asked is None and len(known) == 1:
        return settings.companies[0]
    if asked is None:
        raise Misused(phrase("serving.which-company", known=tuple(known)))
    if asked not in known:
        raise Misused(phrase("serving.no-company", name=asked, near=nearest(asked, known), known=tuple(known)))
    return known[asked]
