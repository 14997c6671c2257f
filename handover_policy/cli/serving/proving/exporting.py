"""export: the evidence of a case as one file, beside a service that runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.ledger_faults import NOTHING, UNREADABLE, WRONG, told_faults
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.dossier.exporting import DossierSource

COMING, FILE_MODE = ".coming", 0o600
"""What is still being written; a dossier tells where people were reached: its owner alone reads it."""


@part("evidence", "export")
@of_a_company
@click.option("--case", required=True)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def export(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    case: str,
    output: Path,
    lang: str | None,
) -> None:
    """Write the dossier of a case to a file."""
    need_extra(ctx)
    from handover_policy.app.dossier.exporting import DossierSource
    from handover_policy.app.dossier.signatures import authorities_kept
    from handover_policy.app.filing.opening import opened_archive
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.cli.serving.failures import or_database_fails

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with told_faults(ctx, chosen, one.id), or_database_fails(ctx, chosen), opened_database(chosen) as engine:
        archive = opened_archive(chosen, engine)
        with _or_refused(ctx, one.id, case, output):
            source = DossierSource(
                engine=engine,
                company=one.id,
                data=chosen.data,
                read=lambda sha256: archive.read(one.id, sha256),
                certificates=authorities_kept(chosen.data, one.id),
            )
            _write(source, case, output)


def _write(source: DossierSource, case: str, output: Path) -> None:
    """Write the dossier beside its place, then name it: whoever looks sees a whole one, or none."""
    from handover_policy.app.dossier.exporting import export_dossier

    coming = output.with_name(output.name + COMING)
    try:
        with os.fdopen(os.open(coming, os.O_RDWR | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w+b") as out:
            written = export_dossier(source, case, out, datetime.now(UTC))
        coming.replace(output)
    finally:
        coming.unlink(missing_ok=True)
    rows, files, standing = len(written.rows), len(written.held), written.standing
    say(phrase("evidence.exported", place=output, rows=rows, files=files))
    if standing.missing:
        say(phrase("evidence.missing", count=len(standing.missing)), err=True)


@contextmanager
def _or_refused(ctx: click.Context, company: str, case: str, output: Path) -> Iterator[None]:
    """Leave the command with one sentence where no dossier can be written."""
    from handover_policy.app.dossier.gathering import NoSuchCase, NothingSealed
    from handover_policy.app.proving.checkpointing import LogForked
    from handover_policy.app.proving.proofs import TreeBroken
    from handover_policy.evidence.dossier.container import ContainerTooLarge
    from handover_policy.evidence.keys import KeyUnfit
    from handover_policy.signing.keys import KeyBroken

    try:
        yield
    except (NoSuchCase, NothingSealed):
        say(phrase("evidence.no-case", company=company, case=case), err=True)
        ctx.exit(NOTHING)
    except LogForked as forked:
        say(phrase("ledger.forked", company=company, size=forked.size), err=True)
        ctx.exit(WRONG)
    except TreeBroken:
        say(phrase("evidence.broken", company=company), err=True)
        ctx.exit(WRONG)
    except ContainerTooLarge:
        say(phrase("evidence.too-large", case=case), err=True)
        ctx.exit(WRONG)
    except (KeyUnfit, KeyBroken) as error:
        say(phrase("ledger.key-unfit", company=company, why=error), err=True)
        ctx.exit(UNREADABLE)
    except OSError as error:
        say(phrase("unwritable", place=error.filename or output, why=error), err=True)
        ctx.exit(UNREADABLE)
