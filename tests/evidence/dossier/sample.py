"""write: the dossier of the tests as a file, for trials of a wheel that has no service."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.evidence.dossier.making import made_dossier


def write(place: str) -> None:
    """Write a dossier to a file, and beside it the root of the authority that stamped its newest checkpoint."""
    with TemporaryDirectory() as folder, made_dossier(Path(folder)) as made:
        Path(place).write_bytes(made.content)
        Path(place).with_suffix(".pem").write_bytes(made.tsa.ca.read_bytes())
