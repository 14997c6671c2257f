"""opened, of_a_place: the archive that a command speaks of, and the place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from handover_policy.cli.serving.settings_option import chosen_company, chosen_settings
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from handover_policy.app.filing.archive import Archive
    from handover_policy.app.serving.settings import CompanySettings, Settings
    from handover_policy.policy.policy_set import PolicySet

WRONG, MISUSED, NOTHING = 1, 2, 5
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class OpenedArchive:
    """An archive that a command speaks of."""

    settings: Settings
    one: CompanySettings
    engine: Engine
    archive: Archive
    policy: PolicySet | None
    now: Callable[[], datetime]

    @property
    def company(self) -> str:
        """The company's id."""
        return self.one.id

    def duty_place(self, person: str, duty: str) -> str:
        """Return the place of an upload duty of somebody; fails where there is no such duty, or nobody of this id."""
        from handover_policy.app.portal.files import upload_place
        from handover_policy.app.serving.people import is_employee
        from handover_policy.findings.suggestion import nearest

        duties = () if self.policy is None else tuple(each.id for each in self.policy.uploads)
        if duty not in duties:
            near = nearest(duty, duties)
            raise Misused(phrase("archive.no-duty", name=duty, near=near, known=duties or ("-",)))
        if not is_employee(self.engine, self.company, person):
            raise Misused(phrase("archive.no-employee", name=person, company=self.company))
        return upload_place(person, duty)

    def write_through(self) -> None:
        """Let what was left for the ledger be written; says where it has to wait."""
        from handover_policy.app.filing.writing_through import written_through

        if not written_through(self.settings, self.one, self.engine, self.now):
            say(phrase("archive.waits", company=self.company), err=True)


@contextmanager
def opened(
    ctx: click.Context, settings: Path | None, data: Path | None, company: str | None, lang: str | None
) -> Iterator[OpenedArchive]:
    """Give the archive of a service; leaves the command with one sentence where something stands in the way."""
    from handover_policy.app.filing.opening import opened_archive
    from handover_policy.app.filing.retention import EVIDENCE, retained_by
    from handover_policy.app.serving.checking import check_company
    from handover_policy.app.serving.demo.folder import MARKER, DemoFolder
    from handover_policy.app.serving.opening import opened_database
    from handover_policy.app.serving.service import wall_clock
    from handover_policy.cli.serving.failures import or_not_started

    chosen = chosen_settings(ctx, settings, data, lang)
    one = chosen_company(chosen, company)
    demo = DemoFolder.of(chosen.data, demo=True) if (chosen.data / MARKER).exists() else None
    found = check_company(one).opened
    policy = None if found is None else found.policies[-1]
    with or_not_started(ctx, chosen, lang), opened_database(chosen) as engine:
        archive = opened_archive(
            chosen,
            engine,
            lambda _, now: None if policy is None else retained_by(policy, EVIDENCE, now.date()),
        )
        yield OpenedArchive(chosen, one, engine, archive, policy, wall_clock if demo is None else demo.now)


def of_a_place(function: F) -> F:
    """Give a command the options by which a place is named: a duty of a person, or its name."""
    named = click.option("--place")(function)
    return click.option("--duty")(click.option("--person")(named))


def place_told(here: OpenedArchive, place: str | None, person: str | None, duty: str | None) -> str:
    """Return the place that options name; fails where they name none."""
    if place is not None and duty is None:
        return place
    if place is None and duty is not None and person is not None:
        return here.duty_place(person, duty)
    raise Misused(phrase("archive.which-place"))


def left_out(path: str, why: str, params: Mapping[str, object]) -> str:
    """Return why a file is not in the archive, in the language of the terminal."""
    return phrase(f"archive.left.{why}", **{**params, "path": path})
