"""run_ledger: the decisions on the events of an exported ledger, by what the export says they were made by."""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import opened_output, say

if TYPE_CHECKING:
    from handover_policy.engine.ruleset import EngineName

WRONG, UNREADABLE, NOTHING = 1, 3, 5
SELDOM = (50_000, 20, 20)
"""How often unreachable cycles are looked for, as `run` does: what a replay keeps has none."""


def run_ledger(ctx: click.Context, file: Path, form: str, engine: EngineName, *, strict: bool) -> NoReturn:
    """Write the decisions on the events of an export, byte for byte as the feed has them; leaves the command."""
    need_extra(ctx)
    from handover_policy.app.serving.keeping.export import LedgerUnreadable, ledger_lines
    from handover_policy.app.serving.keeping.replay import Undecidable
    from handover_policy.app.serving.keeping.replayed import replayed
    from handover_policy.cli.serving.ledger_faults import tell_undecidable
    from handover_policy.render.line import decision_line

    gc.set_threshold(*SELDOM)
    out, count, refused = opened_output(), 0, 0
    before, after = (b"", b"\n") if form == "jsonl" else (b"[", b"")
    with ExitStack() as stack:
        try:
            lines = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
            for _, decided in replayed(ledger_lines(lines), engine=engine, otherwise=_tell_otherwise):
                count += 1
                refused += decided.decision.outcome == "refused"
                out.write(before + decision_line(decided.decision) + after)
                before = before and b",\n"
        except LedgerUnreadable as error:
            say(phrase("ledger.no-row", place=file, line=error.line), err=True)
            ctx.exit(UNREADABLE)
        except Undecidable as error:
            tell_undecidable(error)
            ctx.exit(WRONG)
        except FileNotFoundError as error:
            say(phrase("unreadable", place=file, why=error), err=True)
            ctx.exit(UNREADABLE)
    if form == "json":
        out.write(b"]\n" if count else b"[]\n")
    out.flush()
    if not count:
        say(phrase("no-events"), err=True)
        ctx.exit(NOTHING)
    ctx.exit(WRONG if strict and refused else 0)


def _tell_otherwise(position: int, version: str) -> None:
    """Tell that a version of the policy says something else by the calendar and the code of today."""
    say(phrase("ledger.digest-otherwise", position=position, version=version), err=True)
