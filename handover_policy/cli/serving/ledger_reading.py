"""export, verify, backup: what is done with a ledger beside a service that runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.ledger_faults import UNREADABLE, told_faults
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company, of_a_service
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say

if TYPE_CHECKING:
    from handover_policy.app.serving.keeping.checking import Difference

SENTENCES, LOG_SENTENCES = ("ledger.sound", "ledger.verified"), ("ledger.log-sound", "ledger.log-verified")
"""Keys of what is said where nothing is wrong, and where something is."""
ENGINE = click.option(
    "--engine",
    type=click.Choice(["durable", "compiled"]),
    envvar="HANDOVER_ENGINE",
    default="durable",
    show_default=True,
)


@part("ledger", "export")
@of_a_company
@click.option("--events", is_flag=True)
@click.option("--whole", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def export(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    events: bool,
    whole: bool,
    lang: str | None,
) -> None:
    """Write the rows of a ledger, a line each."""
    need_extra(ctx)
    from handover_policy.app.serving.keeping.export import export_lines
    from handover_policy.app.serving.opening import opened_database

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    out = opened_output()
    with told_faults(ctx, chosen, one.id), opened_database(chosen) as engine:
        for line in export_lines(engine, one.id, events=events, whole=whole):
            out.write(line + b"\n")
        out.flush()


@part("ledger", "verify")
@of_a_company
@ENGINE
@click.option("--log", "log", is_flag=True)
@click.option("--checkpoint", "checkpoints", multiple=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", "keys", multiple=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def verify(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    engine: Literal["durable", "compiled"],
    log: bool,
    checkpoints: tuple[Path, ...],
    keys: tuple[str, ...],
    lang: str | None,
) -> None:
    """Decide a ledger again, and compare everything with what stands; or hold its log against what was signed."""
    need_extra(ctx)
    from functools import partial

    from handover_policy.app.proving.beside import audit_logs, verify_ledgers
    from handover_policy.cli.serving.proving.log import brought_by, tell_found

    chosen = chosen_settings(ctx, settings, data, lang)
    if log or checkpoints or keys:
        brought = brought_by(ctx, chosen, checkpoints, keys)
        tell_found(ctx, chosen, company, partial(audit_logs, brought=brought), LOG_SENTENCES)
    else:
        tell_found(ctx, chosen, company, partial(verify_ledgers, evaluator=engine), SENTENCES)


@part("ledger", "backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@of_a_service
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def backup(ctx: click.Context, folder: Path, settings: Path | None, data: Path | None, lang: str | None) -> None:
    """Copy database, keys and files into a folder."""
    need_extra(ctx)
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.ledger.keeping.backup import BackupThere, back_up
    from handover_policy.ledger.keeping.dumping import DumpFailed

    chosen = chosen_settings(ctx, settings, data, lang)
    with told_faults(ctx, chosen, ""), opened_database(chosen):
        try:
            written = back_up(chosen.database, chosen.data, folder, chosen.files)
        except BackupThere:
            say(phrase("ledger.backup-there", place=folder), err=True)
            ctx.exit(UNREADABLE)
        except DumpFailed as failed:
            key = "ledger.dump-failed" if failed.why else "ledger.dump-by-hand"
            say(phrase(key, why=failed.why, command=failed.command), err=True)
            ctx.exit(UNREADABLE)
        except OSError as error:
            say(phrase("unwritable", place=error.filename or folder, why=error), err=True)
            ctx.exit(UNREADABLE)
    for place in written:
        say(str(place))
    say(phrase("ledger.backed-up"), err=True)


def told(difference: Difference) -> str:
    """Return a difference as a sentence that begins with its place."""
    place = " ".join(each for each in (difference.table, difference.row) if each)
    place = f"{place}, {difference.column}" if difference.column else place
    return phrase(f"ledger.differs.{difference.code}", place=place, **difference.params)
