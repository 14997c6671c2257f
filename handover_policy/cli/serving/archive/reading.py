"""list, get: what is in the archive, and a file fetched from it, beside a service that runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.archive.opened import NOTHING, WRONG, of_a_place, opened, place_told
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say, say_json

if TYPE_CHECKING:
    from handover_policy.app.filing.archive import Archive

CHUNK = 1024 * 1024


@part("archive", "list")
@of_a_place
@click.option("--case")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def list_(
    ctx: click.Context,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    place: str | None,
    person: str | None,
    duty: str | None,
    case: str | None,
    form: str,
    lang: str | None,
) -> None:
    """List versions."""
    need_extra(ctx)
    import orjson

    from handover_policy.app.filing.finding import versions_found
    from handover_policy.ledger.database import reading
    from handover_policy.ledger.files.holds import held_places

    with opened(ctx, settings, data, company, lang) as here:
        where = place_told(here, place, person, duty) if duty is not None else place
        with reading(here.engine) as connection:
            found = versions_found(connection, here.company, place=where, person=person, case=case)
            held = held_places(connection, here.company)
    for each in found:
        told = {**each.told(), "retain_until": each.retain_until, "held": each.place in held, "erased": each.erased_at}
        if form == "json":
            say_json(orjson.dumps(told).decode())
        else:
            mark = phrase("archive.marks.held") if told["held"] else ""
            mark += phrase("archive.marks.erased") if each.erased_at else ""
            size = each.file.size
            say(f"{each.at}  {each.place}  {each.name}  v{each.version}  {size}  {each.person}  {mark}".rstrip())
    if not found:
        say(phrase("archive.nothing"), err=True)
        ctx.exit(NOTHING)


@part("archive", "get")
@click.argument("name")
@of_a_place
@click.option("--version", type=int)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def get(
    ctx: click.Context,
    name: str,
    settings: Path | None,
    data: Path | None,
    company: str | None,
    place: str | None,
    person: str | None,
    duty: str | None,
    version: int | None,
    output: Path | None,
    lang: str | None,
) -> None:
    """Fetch a file: the newest version of a name at a place, or any; or a content by its SHA-256."""
    need_extra(ctx)
    from handover_policy.app.filing.finding import version_named
    from handover_policy.archive.content import DIGEST
    from handover_policy.ledger.database import reading

    with opened(ctx, settings, data, company, lang) as here:
        if DIGEST.fullmatch(name) and place is None and duty is None:
            digest: str | None = name
        else:
            where = place_told(here, place, person, duty)
            with reading(here.engine) as connection:
                found = version_named(connection, here.company, where, name, version)
            digest = None if found is None else found.file.sha256
        if digest is None:
            say(phrase("archive.no-version", name=name), err=True)
            ctx.exit(NOTHING)
        with content_of(here.archive, here.company, digest) as content:
            if output is None:
                out = opened_output()
                shutil.copyfileobj(content, out, CHUNK)
                out.flush()
            else:
                write_new(ctx, content, output)


def content_of(archive: Archive, company: str, digest: str) -> BinaryIO:
    """Return a content; leaves the command where the archive has lost it, or it is not what was brought."""
    from handover_policy.ports.blobs import BlobBroken, BlobMissing, BlobUnopened

    try:
        return archive.read(company, digest)
    except BlobMissing:
        why = phrase("archive.fault.missing", what=digest)
    except BlobUnopened as unopened:
        why = phrase("archive.fault.unopened", what=digest, detail=unopened.key_id)
    except BlobBroken:
        why = phrase("archive.fault.broken", what=digest)
    say(why, err=True)
    raise click.exceptions.Exit(WRONG)


def write_new(ctx: click.Context, content: BinaryIO, file: Path) -> None:
    """Write a file that is not there yet, with the folders above it; leaves the command where one is in the way."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as written:
            shutil.copyfileobj(content, written, CHUNK)
    except FileExistsError:
        say(phrase("archive.in-the-way", place=file), err=True)
        ctx.exit(WRONG)
