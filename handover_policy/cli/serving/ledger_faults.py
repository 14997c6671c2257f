"""told_faults: what stands in the way of a command about a ledger, in plain words, with its exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.serving.keeping.replay import Undecidable
    from handover_policy.app.serving.settings import Settings
    from handover_policy.ledger.ready import DatabaseUnready

WRONG, MISUSED, UNREADABLE, NOTHING = 1, 2, 3, 5


@contextmanager
def told_faults(ctx: click.Context, settings: Settings, company: str) -> Iterator[None]:
    """Leave the command with one sentence where the database or the ledger does not allow what was asked."""
    from sqlalchemy.exc import SQLAlchemyError

    from handover_policy.app.serving.keeping.holding import LedgerHeld
    from handover_policy.app.serving.keeping.replay import Undecidable
    from handover_policy.app.serving.keeping.verify import CompanyUnknown
    from handover_policy.ledger.ready import DatabaseUnready

    try:
        yield
    except CompanyUnknown:
        say(phrase("ledger.no-ledger", company=company), err=True)
        ctx.exit(NOTHING)
    except DatabaseUnready as unready:
        tell_unready(settings, unready)
        ctx.exit(MISUSED)
    except LedgerHeld:
        say(phrase("ledger.held", company=company), err=True)
        ctx.exit(MISUSED)
    except Undecidable as error:
        tell_undecidable(error)
        ctx.exit(WRONG)
    except (SQLAlchemyError, sqlite3.Error) as error:
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        say(phrase("ledger.database", address=shown_address(settings), why=why), err=True)
        ctx.exit(UNREADABLE)


def tell_unready(settings: Settings, unready: DatabaseUnready) -> None:
    """Tell why a database cannot be used as it is, and what to do about it."""
    say(phrase(f"ledger.unready.{unready.code}", address=shown_address(settings), **unready.params), err=True)


def shown_address(settings: Settings) -> str:
    """Return the address of the database, its password hidden."""
    from sqlalchemy.engine import make_url

    return make_url(settings.database).render_as_string(hide_password=True)


def tell_undecidable(error: Undecidable) -> None:
    """Tell which row cannot be decided, and why."""
    say(phrase(f"ledger.differs.{error.code}", place=f"ledger {error.position}, body", why=error.why), err=True)
