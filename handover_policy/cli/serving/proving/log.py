"""verify_log, checkpoint: the log of a ledger audited, and a checkpoint of it made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.ledger_faults import NOTHING, UNREADABLE, WRONG, told_faults
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say

if TYPE_CHECKING:
    from handover_policy.app.proving.audit import Brought
    from handover_policy.app.serving.settings import Settings

MOST_BYTES = 1_000_000


def verify_log(
    ctx: click.Context, chosen: Settings, company: str | None, checkpoints: Sequence[Path], keys: Sequence[str]
) -> NoReturn:
    """Hold the logs of companies against their rows and checkpoints, tell what differs, and leave the command.

    Args:
        ctx: of the command.
        chosen: the settings.
        company: which; all of the settings where none is asked for.
        checkpoints: files with checkpoints that were kept outside.
        keys: public keys that are trusted, in the place of those that the database names.

    """
    from handover_policy.app.proving.beside import audit_logs
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.cli.serving.ledger_reading import told

    asked = [each.id for each in chosen.companies] if company is None else [chosen_company(chosen, company).id]
    brought = _brought(ctx, checkpoints, keys)
    worst = 0
    with told_faults(ctx, chosen, company or asked[0]):
        with opened_database(chosen):
            pass  # its tables are those of this release
        for each, found in audit_logs(chosen.database, asked, brought):
            if found is None:
                say(phrase("ledger.no-ledger", company=each), err=True)
                worst = worst or NOTHING
                continue
            for difference in found.differences:
                say(told(difference))
            counted = {"rows": found.rows, "checkpoints": found.checkpoints, "count": found.count}
            key = "ledger.log-verified" if found.count else "ledger.log-sound"
            say(phrase(key, company=each, **counted), err=bool(found.count))
            worst = WRONG if found.count else worst
    ctx.exit(worst)


@part("ledger", "checkpoint")
@of_a_company
@click.option("--new-key", is_flag=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def checkpoint(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, new_key: bool, lang: str | None
) -> None:
    """Make a checkpoint now, and print it."""
    need_extra(ctx)
    from handover_policy.app.proving.checkpointing import LogForked, make_checkpoint
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.evidence.keys import KeyUnfit

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    out = opened_output()
    with told_faults(ctx, chosen, one.id), opened_database(chosen) as engine:
        try:
            made = make_checkpoint(engine, one.id, chosen.data, datetime.now(UTC), new_key=new_key)
        except LogForked as forked:
            say(phrase("ledger.forked", company=one.id, size=forked.size), err=True)
            ctx.exit(WRONG)
        except (KeyUnfit, OSError) as error:
            say(phrase("ledger.key-unfit", company=one.id, why=error), err=True)
            ctx.exit(UNREADABLE)
    if made is None:
        say(phrase("ledger.no-ledger", company=one.id), err=True)
        ctx.exit(NOTHING)
    out.write(made.note.encode())  # as others read it again, line by line
    out.flush()


def _brought(ctx: click.Context, checkpoints: Sequence[Path], keys: Sequence[str]) -> Brought:
    """Return what somebody has kept outside; leaves the command where it cannot be read."""
    from handover_policy.app.proving.audit import Brought
    from handover_policy.cli.usage import Misused
    from handover_policy.evidence.judging import LogKey
    from handover_policy.evidence.keys import KeyUnfit, verifier_key

    notes: dict[str, str] = {}
    for place in checkpoints:
        try:
            with place.open("rb") as file:
                notes[str(place)] = file.read(MOST_BYTES).decode("utf-8", "replace")
        except OSError as error:
            say(phrase("unreadable", place=place, why=error), err=True)
            ctx.exit(UNREADABLE)
    try:
        trusted = tuple(LogKey(verifier=verifier_key(each.strip())) for each in keys)
    except KeyUnfit:
        raise Misused(phrase("ledger.no-key")) from None
    return Brought(keys=trusted, checkpoints=notes)
