"""put, sync: files, or a folder, brought to the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.archive.opened import (
    WRONG,
    OpenedArchive,
    left_out,
    of_a_place,
    opened,
    place_told,
)
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import of_a_company, unreadable_settings
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handover_policy.app.filing.folders import Synced
    from handover_policy.ledger.files.versions import FileVersion


@part("archive", "put")
@click.argument("files", nargs=-1, required=True, metavar="FILES...", type=click.Path(path_type=Path, dir_okay=False))
@of_a_place
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def put(
    ctx: click.Context,
    files: tuple[Path, ...],
    settings: Path | None,
    data: Path | None,
    company: str | None,
    place: str | None,
    person: str | None,
    duty: str | None,
    lang: str | None,
) -> None:
    """Bring files to a place of the archive."""
    need_extra(ctx)
    from handover_policy.app.filing.archive import plain_name
    from handover_policy.archive.gate import FileRefused

    wrong = False
    with opened(ctx, settings, data, company, lang) as here:
        if person is None:
            raise Misused(phrase("archive.by-whom"))
        where, told = place_told(here, place, person, duty), list["FileVersion"]()
        for file in files:
            name = plain_name(file.name) or "-"
            try:
                with file.open("rb") as content:
                    held = here.archive.keep(here.company, content, name, any_text=True)
            except FileRefused as error:
                say(left_out(name, error.code, error.params), err=True)
                wrong = True
                continue
            except FileNotFoundError as error:
                unreadable_settings(ctx, file, error)
            made = here.archive.bring(here.company, held, place=where, name=name, person=person, now=here.now())
            say(phrase("archive.same" if made is None else "archive.kept", name=name, sha256=held.sha256))
            told += [] if made is None else [made]
        wrong = tell_uploads(here, told, duty) or wrong
    if wrong:
        ctx.exit(WRONG)


@part("archive", "sync")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--duty", required=True)
@click.option("--person", required=True)
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def sync(
    ctx: click.Context,
    folder: Path,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    person: str,
    duty: str,
    lang: str | None,
) -> None:
    """Bring what is new in a folder to the archive, for an upload duty."""
    need_extra(ctx)
    from handover_policy.app.filing.folders import Into, sync_folder

    with opened(ctx, settings, data, company, lang) as here:
        place = here.duty_place(person, duty)
        if not folder.is_dir():
            unreadable_settings(ctx, folder, NotADirectoryError(20, "not a folder" if folder.exists() else "not there"))
        into = Into(company=here.company, place=place, person=person, now=here.now())
        try:
            found = sync_folder(here.archive, folder, into)
        except PermissionError as error:
            unreadable_settings(ctx, folder, error)
        _report(found)
        again = None if found.made else max(found.same, key=lambda each: each.number, default=None)
        refused_by_rules = tell_uploads(here, [*found.made, *found.same], duty, again)
    if refused_by_rules or any(not each.by_intent for each in found.left_out):
        ctx.exit(WRONG)


def _report(found: Synced) -> None:
    for each in found.made:
        say(phrase("archive.version", name=each.name, version=each.version, sha256=each.file.sha256))
    for left in found.left_out:
        say(left_out(left.path, left.why, left.params), err=True)
    counts = {"made": len(found.made), "same": len(found.same), "left": len(found.left_out)}
    say(phrase("archive.synced", **counts, elsewhere=found.elsewhere))


def tell_uploads(
    here: OpenedArchive, versions: Sequence[FileVersion], duty: str | None, again: FileVersion | None = None
) -> bool:
    """Tell versions of an upload duty, and let all be written; return whether the rules refused one of them.

    `again`: nothing was new, and this is what is told of for today: the work is there.
    """
    from handover_policy.app.filing.uploads import leave_again, leave_uploads, refused_uploads
    from handover_policy.ledger.database import reading, writing

    if duty is not None and here.policy is not None:
        with writing(here.engine) as connection:
            zone = here.policy.manifest.timezone
            leave_uploads(connection, here.company, versions, duty, zone)
            if again is not None:
                leave_again(connection, here.company, again, duty, here.now().astimezone(zone))
    here.write_through()
    if duty is None:
        return False
    names = {each.number: each.name for each in versions}
    with reading(here.engine) as connection:
        found = refused_uploads(connection, here.company, versions)
    for number, why in found.items():
        say(phrase("archive.refused", name=names[number], why=why), err=True)
    return bool(found)
