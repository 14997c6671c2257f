"""tell_story, demo_entries: a demo's story told to its writer, and by what each part comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from handover_policy.app.filing.archive import Archive
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.demo.cast import PARTS
from handover_policy.app.serving.demo.files import keep_staged
from handover_policy.app.serving.demo.folder import COMPANY, DemoFolder
from handover_policy.app.serving.demo.story import demo_story
from handover_policy.app.serving.service import Service
from handover_policy.app.serving.told import Told
from handover_policy.decide.intake.reader import Unreadable
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.keys import ALL_SCOPES, KeyWanted, add_key, find_key
from handover_policy.ledger.links import add_link
from handover_policy.texts.texts import FIRST, texts

LINKS_LAST = timedelta(days=3650)
AT_ONCE = 100
SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoEntries:
    """By what a demo is entered: part, name and token of each link, and a key of the API."""

    links: tuple[tuple[str, str, str], ...]
    key: str


def tell_story(
    company: Company, folder: DemoFolder, archive: Archive, after_a_day: Callable[[datetime], None] = lambda _: None
) -> None:
    """Tell a demo's story to its writer, once: what was told before is told again alike, and changes nothing.

    Args:
        company: the demo's.
        folder: of the demo.
        archive: in which the story's files are kept.
        after_a_day: is called after each day of the story, with the time of its last event.

    Raises:
        OSError: a file of it could not be kept.
        TimeoutError: the writer did not come to it.
        Unwritten: the database did not take it.

    """
    if company.lane.counters.reached is not None and company.lane.counters.reached >= folder.state.began:
        return
    told: list[Told] = []
    lines = list(demo_story(company.run, now=folder.state.began))
    keep_staged(archive, company.id, lines)
    for line in lines:
        event = company.run.read_line(line, 1)
        if isinstance(event, Unreadable):
            raise TypeError(f"the demo tells what is no event: {event.reasons}")
        told.append(Told(event=event, body=line.decode()))
    for _, of_day in groupby(told, key=lambda each: each.event.time.date()):
        day = list(of_day)
        for start in range(0, len(day), AT_ONCE):
            company.lane.tell(day[start : start + AT_ONCE]).result(SECONDS)
        after_a_day(day[-1].event.time)


def demo_entries(service: Service, folder: DemoFolder) -> DemoEntries:
    """Return fresh links for every part, which may be used again and again, and the key that the demo keeps."""
    words = texts(FIRST)
    links = tuple(
        (part, words.say(f"demo.people.{person}"), add_link(service.engine, COMPANY, person, folder.now(), LINKS_LAST))
        for part, person in PARTS
    )
    if not folder.state.key or find_key(service.engine, (COMPANY,), folder.state.key) is None:
        envelope = envelope_in(service.settings.data)
        made = add_key(service.engine, envelope, COMPANY, KeyWanted(name="demo", scopes=(ALL_SCOPES,)), folder.now())
        folder.keep_key(made.text)
    return DemoEntries(links=links, key=folder.state.key)
