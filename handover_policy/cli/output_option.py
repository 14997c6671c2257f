"""`--output`: the file that a command writes to."""

from __future__ import annotations

from pathlib import Path

import click


def to_file(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:  # noqa: ARG001 - click's
    """Return the file to write to; None for standard output, which `-` names as elsewhere."""
    return None if value is None or str(value) == "-" else value
