"""need_extra: leaves a command with one sentence where what the service needs is not installed."""

from __future__ import annotations

from importlib.util import find_spec

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

NEEDED = (
    "sqlalchemy",
    "alembic",
    "psycopg",
    "starlette",
    "uvicorn",
    "structlog",
    "prometheus_client",
    "cryptography",
)
"""The packages of the extra `serve`."""
MISUSED = 2


def need_extra(ctx: click.Context) -> None:
    """Leave the command where a package of the extra is missing."""
    missing = tuple(name for name in NEEDED if find_spec(name) is None)
    if missing:
        say(phrase("serving.extra", missing=missing), err=True)
        ctx.exit(MISUSED)
