"""welcome, tell_set_up: what `serve` prints once it takes requests, and what its log says at the start."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.app.serving.demo.folder import DemoFolder
    from handover_policy.app.serving.service import Service
    from handover_policy.app.serving.settings import Settings

TAB = "\t"
ENTER = "/enter/"
NAMED = "handover: "


def welcome(service: Service, base: str, folder: DemoFolder | None) -> None:
    """Print the address; of a demo a link for each part and a key, else a link for hr where nobody ever signed in.

    Args:
        service: what has started.
        base: the address from which links are made.
        folder: of a demo.

    """
    if folder is not None:
        _of_demo(service, base, folder)
        return
    say(f"{NAMED}{base}")
    if sys.stdout.isatty():
        _first_entry(service, base)


def tell_set_up(settings: Settings) -> None:
    """Tell in the log by what each company's messages go out, and what of it nobody has ever tried."""
    import structlog

    from handover_policy.app.signing.signers import tell_signing
    from handover_policy.delivery.kinds import KINDS

    log = structlog.get_logger("handover.serve")
    for company in settings.companies:
        log.info(
            "channels",
            company=company.id,
            channels={name: told.kind for name, told in company.channels.items()},
            webhooks=[each.channel for each in company.webhooks],
            inbound=[each.id for each in company.inbound],
        )
        for name, told in company.channels.items():
            if KINDS[told.kind].untried:
                why = "no client of the vendor and no documented example has confirmed what it sends"
                log.warning("channel-untried", company=company.id, channel=name, kind=told.kind, why=why)
    tell_signing(settings)
    for named, kind in settings.untried:
        log.warning("sign-in-untried", company=named, kind=kind, why="never tried with a real account of the vendor")


def _of_demo(service: Service, base: str, folder: DemoFolder) -> None:
    from handover_policy.app.serving.demo.parts import demo_entries

    entries = demo_entries(service, folder)
    say(f"{NAMED}{base}")
    for part, name, token in entries.links:
        _line(part, name, f"{base}{ENTER}{token}")
    _line("api-key", entries.key)
    say(phrase("serving.curl"), f"curl -s {base}/v1/decisions -H 'authorization: Bearer {entries.key}'", err=True)


def _line(*cells: str) -> None:
    """Print cells for programs; `say` would write the tabs between them as codes."""
    from handover_policy.cli.terminal import say_json

    say_json(TAB.join(cells))


def _first_entry(service: Service, base: str) -> None:
    """Print a link for hr where nobody ever signed in; where people sign in by other ways, somebody has."""
    from handover_policy.app.serving.people import hr_of
    from handover_policy.ledger.links import add_link, somebody_signed_in

    if somebody_signed_in(service.engine):
        return
    for company in service.companies.values():
        for person in hr_of(company.settings, company.run.books.zone_owner)[:1]:
            token = add_link(service.engine, company.id, person, service.now())
            say(phrase("serving.first-entry", company=company.id, person=person), f"{base}{ENTER}{token}")
