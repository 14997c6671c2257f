"""link: a sign-in link for somebody, for the first entry and for whoever cannot be reached otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.serving.extra import need_extra
from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings, of_a_company
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from handover_policy.app.serving.settings import CompanySettings

HERE = "http://127.0.0.1:8080"
"""Where a service is reached that nobody said anything of."""


@click.command("link", cls=Command)
@of_a_company
@click.option("--person", required=True)
@click.option("--lang", type=LANGUAGE)
@click.pass_context
def command(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, person: str, lang: str | None
) -> None:
    """Print a sign-in link."""
    need_extra(ctx)
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.app.serving.service import wall_clock
    from handover_policy.cli.serving.failures import or_database_fails
    from handover_policy.cli.serving.welcome import ENTER
    from handover_policy.ledger.links import add_link

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    with or_database_fails(ctx, chosen), opened_database(chosen) as engine:
        _check_known(engine, one, person)
        base = chosen.public_url or _address(engine, one.id) or HERE
        token = add_link(engine, one.id, person, wall_clock())
    say(f"{base}{ENTER}{token}")


def _address(engine: Engine, company: str) -> str | None:
    """Return where the process takes requests that writes for a company, or did so last."""
    from handover_policy.ledger.links import last_address

    return last_address(engine, company)


def _check_known(engine: Engine, company: CompanySettings, person: str) -> None:
    """Fail where nobody is known of this id: a link for a slip of the pen would let nobody in."""
    from handover_policy.app.serving.checking import check_company
    from handover_policy.app.serving.people import contacts_of, is_employee
    from handover_policy.findings.suggestion import nearest

    if person in (*company.hr, *company.auditors, *company.people) or is_employee(engine, company.id, person):
        return
    opened = check_company(company).opened
    known = contacts_of(company, opened.policies if opened is not None else ())
    if person not in known:
        raise Misused(phrase("serving.no-person", name=person, near=nearest(person, known), company=company.id))
