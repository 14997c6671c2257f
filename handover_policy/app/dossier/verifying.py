"""verify_dossier: a dossier checked on any machine, with nothing but the file and what somebody brings along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from cryptography.x509 import Certificate

from handover_policy import __version__
from handover_policy.app.dossier.signatures import signatures_looked_at
from handover_policy.evidence.dossier.checked import BroughtAlong
from handover_policy.evidence.dossier.checking import CheckedDossier, checked
from handover_policy.evidence.dossier.opened import opened
from handover_policy.evidence.dossier.pages import PACKAGE, TEMPLATES
from handover_policy.evidence.judging import LogKey
from handover_policy.sources.page_texts import page_texts
from handover_policy.texts.texts import Texts


def verify_dossier(
    file: BinaryIO,
    words: Texts,
    *,
    keys: Sequence[LogKey] = (),
    checkpoints: Mapping[str, bytes] | None = None,
    roots: Sequence[Certificate] = (),
    signatures: bool = True,
) -> CheckedDossier:
    """Return what was found of a dossier.

    Args:
        file: that can be read anywhere.
        words: the language of what is said within findings.
        keys: of the log, as somebody knows them.
        checkpoints: that they were sent, by the names of their files.
        roots: certificates that they trust to issue those of time-stamp authorities.
        signatures: whether those within PDF files are looked at, where what that needs is installed.

    Raises:
        NoContainer: it is no dossier.
        OSError: it cannot be read.

    """
    brought = BroughtAlong(
        release=__version__,
        templates=page_texts(PACKAGE, TEMPLATES),
        keys=keys,
        checkpoints=checkpoints or {},
        roots=roots,
        look=signatures_looked_at(words, roots) if signatures else None,
    )
    return checked(opened(file), brought, words)
