"""verify: a dossier checked on any machine: no network, no database, nothing but the file and what somebody brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.ledger_faults import UNREADABLE, WRONG
from handover_policy.cli.serving.parts import part
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say, say_json

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from handover_policy.evidence.dossier.checking import CheckedDossier
    from handover_policy.evidence.judging import LogKey
    from handover_policy.texts.texts import Texts

TEXT, JSON = "text", "json"
MOST_BYTES = 1_000_000
FILE = click.Path(path_type=Path, dir_okay=False)


@part("evidence", "verify")
@click.argument("file", type=FILE)
@click.option("--checkpoint", "checkpoints", multiple=True, type=FILE)
@click.option("--key", "keys", multiple=True)
@click.option("--authority", "authorities", multiple=True, type=FILE)
@click.option("--format", "form", type=click.Choice([TEXT, JSON]), default=TEXT, show_default=True)
@click.option("--lang", "--language", "lang", type=LANGUAGE)
@click.pass_context
def verify(
    ctx: click.Context,
    file: Path,
    checkpoints: tuple[Path, ...],
    keys: tuple[str, ...],
    authorities: tuple[Path, ...],
    form: str,
    lang: str | None,
) -> None:
    """Say of each file of a dossier what holds and what does not."""
    from handover_policy.app.dossier.verifying import verify_dossier
    from handover_policy.cli.findings_report import language_of
    from handover_policy.evidence.dossier.opened import NoContainer
    from handover_policy.texts.texts import texts

    words = texts(language_of(lang))
    brought = {str(place): content for place, content in _contents(ctx, checkpoints)}
    roots = tuple(each for place, content in _contents(ctx, authorities) for each in _certificates(place, content))
    trusted = _keys(keys)
    with _or_unreadable(ctx, file):
        try:
            with file.open("rb") as opened:
                found = verify_dossier(opened, words, keys=trusted, checkpoints=brought, roots=roots)
        except NoContainer as none:
            say(words.say(f"dossier.found.{none.code}"), err=True)
            ctx.exit(UNREADABLE)
    (_tell_json if form == JSON else _tell)(found, words)
    ctx.exit(WRONG if found.findings.faults else 0)


def _tell(found: CheckedDossier, words: Texts) -> None:
    for each in found.findings.found:
        say(each.said(words))
    faults = len(found.findings.faults)
    if faults or found.standing is None:
        say(words.say("dossier.found.ends.wrong", count=faults))
        return
    say(words.say("dossier.found.ends.holds", case=found.standing.case, rows=found.rows, files=found.files))
    say(words.say("dossier.found.ends.limits"))


def _tell_json(found: CheckedDossier, words: Texts) -> None:
    from handover_policy.findings.reporting.json_text import json_text

    told = [
        {"path": each.path, "code": each.code, "mark": each.mark, "params": dict(each.params), "says": each.said(words)}
        for each in found.findings.found
    ]
    standing = found.standing
    about = None if standing is None else {"case": standing.case, "company": standing.company, "log": standing.log}
    say_json(json_text({"holds": not found.findings.faults, "dossier": about, "findings": told}, default=str))


def _contents(ctx: click.Context, places: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    for place in places:
        with _or_unreadable(ctx, place), place.open("rb") as file:
            yield place, file.read(MOST_BYTES)


def _certificates(place: Path, content: bytes) -> Sequence[Certificate]:
    from handover_policy.cli.usage import Misused
    from handover_policy.evidence.stamps import StampUnfit, certificates

    try:
        return certificates(content)
    except StampUnfit:
        raise Misused(phrase("evidence.no-certificate", place=place)) from None


def _keys(keys: Sequence[str]) -> Sequence[LogKey]:
    from handover_policy.cli.usage import Misused
    from handover_policy.evidence.judging import LogKey
    from handover_policy.evidence.keys import KeyUnfit, verifier_key

    try:
        return tuple(LogKey(verifier=verifier_key(each.strip())) for each in keys)
    except KeyUnfit:
        raise Misused(phrase("ledger.no-key")) from None


@contextmanager
def _or_unreadable(ctx: click.Context, place: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        say(phrase("unreadable", place=error.filename or place, why=error), err=True)
        ctx.exit(UNREADABLE)
