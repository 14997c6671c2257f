"""fsck, rekey: whether the archive is whole, and its keys exchanged."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.archive.opened import WRONG, opened
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.parts import part
from handover_policy.cli.serving.settings_option import of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say, say_json
from handover_policy.cli.usage import Misused


@part("archive", "fsck")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def fsck(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, form: str, lang: str | None
) -> None:
    """See whether every version has its content, and every content is what was brought."""
    need_extra(ctx)
    import orjson

    from handover_policy.app.filing.inspecting import Inspected, inspect_archive

    counted, found = Inspected(), 0
    with opened(ctx, settings, data, company, lang) as here:
        for each in inspect_archive(here.archive, here.company, counted):
            found += 1
            if form == "json":
                say_json(orjson.dumps(asdict(each)).decode())
                continue
            say(phrase(f"archive.fault.{each.code}", what=each.what, detail=each.detail), err=True)
            if each.place:
                told = {"place": each.place, "name": each.name, "version": each.version, "by": each.by, "at": each.at}
                say(phrase("archive.fault-of", **told), err=True)
    counts = {"versions": counted.versions, "contents": counted.contents}
    say(phrase("archive.faults" if found else "archive.whole", count=found, **counts), err=form == "json")
    if found:
        ctx.exit(WRONG)


@part("archive", "rekey")
@of_a_company
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def rekey(ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, lang: str | None) -> None:
    """Wrap the keys of all files by the newest key, and encrypt what was kept as it was."""
    need_extra(ctx)
    from sqlalchemy import select

    from handover_policy.archive.content import EncryptedBlobs
    from handover_policy.ledger.database import reading
    from handover_policy.ledger.files.tables import FILES
    from handover_policy.ports.blobs import BlobBroken, BlobMissing, BlobUnopened

    done = failed = 0
    with opened(ctx, settings, data, company, lang) as here:
        blobs = here.archive.blobs
        if not isinstance(blobs, EncryptedBlobs):
            raise Misused(phrase("archive.no-key"))
        with reading(here.engine) as connection:
            digests = connection.execute(select(FILES.c.sha256).where(FILES.c.company == here.company)).scalars().all()
        for digest in digests:
            try:
                done += blobs.rekey(here.company, digest)
            except (BlobMissing, BlobBroken, BlobUnopened) as error:
                failed += 1
                code = {BlobMissing: "missing", BlobBroken: "broken", BlobUnopened: "unopened"}[type(error)]
                detail = error.key_id if isinstance(error, BlobUnopened) else ""
                say(phrase(f"archive.fault.{code}", what=digest, detail=detail), err=True)
    say(phrase("archive.rekeyed", done=done, count=len(digests)))
    if failed:
        ctx.exit(WRONG)
