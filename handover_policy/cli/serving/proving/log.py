"""tell_found, checkpoint: ledgers and their logs looked at, and a checkpoint made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.ledger_faults import NOTHING, UNREADABLE, WRONG, told_faults
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say

if TYPE_CHECKING:
    from handover_policy.app.proving.audit import Audited, Brought
    from handover_policy.app.serving.keeping.verify import Verified
    from handover_policy.app.serving.settings import Settings

    Look: TypeAlias = Callable[[str, Sequence[str]], Iterator[tuple[str, Audited | Verified | None]]]

MOST_BYTES = 1_000_000
COUNTED = ("rows", "decisions", "checkpoints", "count")


def tell_found(
    ctx: click.Context, chosen: Settings, company: str | None, look: Look, sentences: tuple[str, str]
) -> NoReturn:
    """Look at ledgers beside each other, tell what differs, and leave the command.

    Args:
        ctx: of the command.
        chosen: the settings.
        company: which; all of the settings where none is asked for.
        look: yields what was found of each, by the address of the database and the ids.
        sentences: the keys of what is said where nothing is wrong, and where something is.

    """
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.cli.serving.ledger_reading import told

    asked = [each.id for each in chosen.companies] if company is None else [chosen_company(chosen, company).id]
    worst = 0
    with told_faults(ctx, chosen, asked[0]):
        with opened_database(chosen):
            pass  # its tables are those of this release
        for each, found in look(chosen.database, asked):
            if found is None:
                say(phrase("ledger.no-ledger", company=each), err=True)
                worst = worst or NOTHING
                continue
            for difference in found.differences:
                say(told(difference))
            counted = {name: getattr(found, name, 0) for name in COUNTED}
            say(phrase(sentences[bool(found.count)], company=each, **counted), err=bool(found.count))
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
            if made is None:  # another process was first; it took a new key with the file
                made = make_checkpoint(engine, one.id, chosen.data, datetime.now(UTC))
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


def brought_by(ctx: click.Context, chosen: Settings, checkpoints: Sequence[Path], keys: Sequence[str]) -> Brought:
    """Return what somebody has kept outside, and whom the settings trust; leaves the command where it is unreadable."""
    from handover_policy.app.proving.audit import Brought
    from handover_policy.cli.usage import Misused
    from handover_policy.evidence.judging import LogKey
    from handover_policy.evidence.keys import KeyUnfit, verifier_key
    from handover_policy.evidence.stamps import StampUnfit, certificates

    notes = {str(place): _text(_content(ctx, place)) for place in checkpoints}
    authorities: dict[str, bytes] = {}
    for company in chosen.companies:
        trusted_in = None if company.timestamps is None else company.timestamps.ca
        if trusted_in is None:
            continue
        authorities[company.id] = _content(ctx, trusted_in)
        try:
            certificates(authorities[company.id])
        except StampUnfit as error:
            say(phrase("unreadable", place=trusted_in, why=error), err=True)
            ctx.exit(UNREADABLE)
    try:
        trusted = tuple(LogKey(verifier=verifier_key(each.strip())) for each in keys)
    except KeyUnfit:
        raise Misused(phrase("ledger.no-key")) from None
    signed = {each.id: _signed_last(ctx, chosen.data, each.id) for each in chosen.companies}
    signed_here = {company: note for company, note in signed.items() if note is not None}
    return Brought(keys=trusted, checkpoints=notes, authorities=authorities, signed=signed_here)


def _signed_last(ctx: click.Context, data: Path, company: str) -> str | None:
    from handover_policy.ledger.proofs.key_files import SIGNED, signed_last

    try:
        return signed_last(data, company)
    except OSError as error:
        say(phrase("unreadable", place=data / SIGNED / company, why=error), err=True)
        ctx.exit(UNREADABLE)


def _content(ctx: click.Context, place: Path) -> bytes:
    """Return what a file holds; leaves the command where it cannot be read."""
    try:
        with place.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        say(phrase("unreadable", place=place, why=error), err=True)
        ctx.exit(UNREADABLE)


def _text(content: bytes) -> str:
    """Return a note as it was sent: programs that save letters may turn the ends of its lines, and put a mark first."""
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
