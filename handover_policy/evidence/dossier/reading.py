"""standing_read, dossier_read: what a dossier is made of, read again from the files that were handed in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handover_policy.evidence.checkpoints import CheckpointUnreadable, read_checkpoint
from handover_policy.evidence.dossier.case_dossier import (
    FORM,
    CaseDossier,
    DossierCheckpoint,
    DossierStanding,
    DossierUnreadable,
    growths_read,
    keys_read,
    rows_read,
)
from handover_policy.evidence.dossier.layout import (
    CERTIFICATES,
    CHECKPOINTS,
    GROWTHS,
    KEYS,
    LIST,
    NOTE,
    POLICY,
    ROWS,
    stamp_path,
)
from handover_policy.evidence.dossier.opened import OpenedContainer
from handover_policy.evidence.dossier.told_files import told_files
from handover_policy.evidence.notes import NoteUnreadable, read_note


class AnotherForm(ValueError):
    """A dossier of a form that this release does not read; `form` and `release` are what it says of itself."""

    def __init__(self, form: str, release: str) -> None:
        """Take what it says of itself."""
        super().__init__(form)
        self.form, self.release = form, release


def standing_read(content: bytes) -> DossierStanding:
    """Return what a dossier says of itself.

    Raises:
        AnotherForm: another release reads it.
        DossierUnreadable: it says no such thing.

    """
    try:
        told = json.loads(content)
        form, release = str(told["form"]), str(told["release"])
        if form != FORM:
            raise AnotherForm(form, release)
        return _standing(told, release)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ZoneInfoNotFoundError) as error:
        if isinstance(error, AnotherForm):
            raise
        raise DossierUnreadable(LIST) from None


def dossier_read(container: OpenedContainer, standing: DossierStanding) -> CaseDossier:
    """Return what a dossier is made of; raises DossierUnreadable where a file holds something else."""
    growths = growths_read(container.text(GROWTHS), GROWTHS)
    rows = rows_read(container.text(ROWS), standing.case, ROWS)
    there = container.sizes
    return CaseDossier(
        standing=standing,
        rows=rows,
        policies=dict(_policies(container)),
        checkpoints=tuple(each for _, each in sorted(_checkpoints(container, growths), key=lambda found: found[0])),
        keys=keys_read(container.text(KEYS), KEYS),
        certificates=container.text(CERTIFICATES),
        held={each.sha256: there[each.path] for each in told_files(rows).values() if each.path in there},
    )


def _standing(told: Mapping[str, Any], release: str) -> DossierStanding:
    first, unsealed = told["first"], told["unsealed"]
    if type(first) is not int or type(unsealed) is not int:
        raise DossierUnreadable(LIST)
    return DossierStanding(
        release=release,
        pages=str(told["pages"]),
        company=str(told["company"]),
        called=str(told["called"]),
        case=str(told["case"]),
        log=str(told["log"]),
        first=first,
        zone=ZoneInfo(told["zone"]).key,
        unsealed=unsealed,
        missing={str(digest): str(why) for digest, why in told["missing"].items()},
        lost={str(digest): str(why) for digest, why in told["lost"].items()},
    )


def _policies(container: OpenedContainer) -> Iterator[tuple[str, str]]:
    for name in container.names:
        if name.startswith(POLICY):
            digest = name.removeprefix(POLICY).removesuffix(".json")
            try:
                yield f"sha256:{digest}", container.text(name).decode()
            except UnicodeDecodeError:
                raise DossierUnreadable(name) from None


def _checkpoints(
    container: OpenedContainer, growths: Mapping[int, tuple[bytes, ...]]
) -> Iterator[tuple[tuple[int, datetime], DossierCheckpoint]]:
    """Yield the checkpoints, each with what says where it stands among them."""
    for name in container.names:
        if name.startswith(CHECKPOINTS) and name.endswith(NOTE):
            try:
                note = container.text(name).decode()
                told = read_checkpoint(read_note(note).text)
            except (UnicodeDecodeError, NoteUnreadable, CheckpointUnreadable):
                raise DossierUnreadable(name) from None
            stamp = stamp_path(name)
            seen = container.text(stamp) if stamp in container.sizes else None
            growth = growths.get(told.size, ())
            yield (told.size, told.at), DossierCheckpoint(size=told.size, note=note, stamp=seen, growth=growth)
