"""restore: versions made the newest again, or written into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.archive.bringing import tell_uploads
from handover_policy.cli.serving.archive.opened import NOTHING, WRONG, OpenedArchive, of_a_place, opened, place_told
from handover_policy.cli.serving.archive.reading import content_of, write_new
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.ledger.files.versions import FileVersion


@part("archive", "restore")
@click.argument("name", required=False)
@of_a_place
@click.option("--version", type=int)
@click.option("--to", type=click.Path(path_type=Path, file_okay=False))
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def restore(
    ctx: click.Context,
    name: str | None,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    place: str | None,
    person: str | None,
    duty: str | None,
    version: int | None,
    to: Path | None,
    lang: str | None,
) -> None:
    """Make an older version the newest one again, or write the newest ones into a folder."""
    need_extra(ctx)
    from handover_policy.app.filing.finding import version_named, versions_found
    from handover_policy.ledger.database import reading
    from handover_policy.ledger.files.versions import newest_of

    if (version is None and to is None) or (version is not None and name is None):
        raise Misused(phrase("archive.restore-what"))
    with opened(ctx, settings, data, company, lang) as here:
        where = place_told(here, place, person, duty)
        with reading(here.engine) as connection:
            if name is None:
                whole = versions_found(connection, here.company, place=where, person=None, case=None)
                found = [each for each in newest_of(whole) if each.erased_at is None]
            else:
                one = version_named(connection, here.company, where, name, version)
                found = [] if one is None or one.erased_at is not None else [one]
        if not found:
            say(phrase("archive.no-version", name=name or where), err=True)
            ctx.exit(NOTHING)
        if version is not None and _made_newest(here, found[0], person, duty):
            ctx.exit(WRONG)
        for each in found if to is not None else ():
            _write(ctx, here, each, to or Path())


def _made_newest(here: OpenedArchive, version: FileVersion, person: str | None, duty: str | None) -> bool:
    """Make a version the newest of its name, told as the page tells it; return whether the rules refused it."""
    if person is None:
        raise Misused(phrase("archive.by-whom"))
    content_of(here.archive, here.company, version.file.sha256).close()
    made = here.archive.bring(
        here.company,
        version.file,
        place=version.place,
        name=version.name,
        person=person,
        now=here.now(),
        apart=True,
    )
    if made is None:
        say(phrase("archive.newest-already", name=version.name, version=version.version))
        return False
    say(phrase("archive.version", name=made.name, version=made.version, sha256=made.file.sha256))
    return tell_uploads(here, [made], duty)


def _write(ctx: click.Context, here: OpenedArchive, version: FileVersion, folder: Path) -> None:
    target = folder / version.name
    if not target.resolve().is_relative_to(folder.resolve()):
        say(phrase("archive.unfit-name", name=version.name), err=True)
        ctx.exit(WRONG)
    with content_of(here.archive, here.company, version.file.sha256) as content:
        write_new(ctx, content, target)
    say(phrase("archive.written", place=target, version=version.version))
