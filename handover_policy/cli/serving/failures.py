"""or_database_fails, or_not_started: why a service does not start, or cannot be asked, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import language_of, write_findings
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

    from handover_policy.app.serving.company import PolicyRefused
    from handover_policy.app.serving.keeping.taking_up import PolicyUnfit
    from handover_policy.app.serving.settings import Settings

ERRORS, MISUSED, UNREADABLE = 1, 2, 3


def _tell_refused(refused: PolicyRefused, lang: str | None) -> None:
    """Tell what is wrong with a company's policy."""
    checked = refused.checked
    language = language_of(lang, "" if checked.opened is None else checked.opened.language)
    write_findings(checked.findings, language, to_stderr=True, text_of=checked.text_of)
    say(phrase("serving.policy-refused", company=refused.company), err=True)


def _tell_unfit(unfit: PolicyUnfit) -> None:
    """Tell why a company's ledger cannot go on with its policy."""
    from handover_policy.cli.speech import asked_language
    from handover_policy.texts.bilingual import WRITTEN_IN
    from handover_policy.texts.texts import texts

    asked = asked_language()
    for language in WRITTEN_IN if asked is None else (asked,):
        words = texts(language)
        for part in ("says", "fix"):
            say(f"{unfit.company}: {words.say(f'serving.unfit.{unfit.code}.{part}', **unfit.params)}", err=True)
    say(phrase("serving.policy-refused", company=unfit.company), err=True)


def _tell_envelope(settings: Settings) -> None:
    """Tell that the key of the installation cannot be used."""
    from handover_policy.ledger.envelope import PLACE

    say(phrase("serving.envelope", place=settings.data / PLACE), err=True)


def _tell_database(settings: Settings, error: SQLAlchemyError) -> None:
    """Tell that the database cannot be used, with what it says, without the password in its address."""
    from sqlalchemy.engine import make_url

    shown = make_url(settings.database).render_as_string(hide_password=True)
    why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    say(phrase("serving.database", address=shown, why=why), err=True)


@contextmanager
def or_database_fails(ctx: click.Context, settings: Settings) -> Iterator[None]:
    """Leave the command with one sentence where the database fails within the block, or its folder, or its key."""
    from sqlalchemy.exc import SQLAlchemyError

    from handover_policy.app.filing.opening import ExtraMissing
    from handover_policy.cli.serving.ledger_faults import tell_unready
    from handover_policy.ledger.envelope import EnvelopeUnfit
    from handover_policy.ledger.ready import DatabaseUnready

    try:
        yield
    except DatabaseUnready as unready:
        tell_unready(settings, unready)
        ctx.exit(MISUSED)
    except ExtraMissing as error:
        say(phrase("archive.extra", extra=error.extra, missing=error.missing), err=True)
        ctx.exit(MISUSED)
    except EnvelopeUnfit:
        _tell_envelope(settings)
        ctx.exit(UNREADABLE)
    except SQLAlchemyError as error:
        _tell_database(settings, error)
        ctx.exit(UNREADABLE)
    except BrokenPipeError:
        raise
    except OSError as error:
        say(phrase("unwritable", place=error.filename or settings.data, why=error), err=True)
        ctx.exit(UNREADABLE)


@contextmanager
def or_not_started(ctx: click.Context, settings: Settings, lang: str | None) -> Iterator[None]:
    """Leave the command where companies cannot be served within the block: for their policies, or as above."""
    from handover_policy.app.serving.company import PolicyRefused
    from handover_policy.app.serving.keeping.taking_up import PolicyUnfit

    with or_database_fails(ctx, settings):
        try:
            yield
        except PolicyRefused as refused:
            _tell_refused(refused, lang)
            ctx.exit(ERRORS)
        except PolicyUnfit as unfit:
            _tell_unfit(unfit)
            ctx.exit(ERRORS)
