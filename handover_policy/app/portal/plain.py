"""reads_plain, phone_of: for whom pages are in the plain mode (the manifest's `plain`), and whom they may call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handover_policy.app.asking.view import View
from handover_policy.app.portal.visitor import Visitor
from handover_policy.app.serving.people import hr_of
from handover_policy.decide.evaluating.naming import recipient_of

LONGEST = 20
"""Characters of one sentence in the plain mode."""
MOST_WORDS = 12
"""Words of one sentence where words are set apart."""
WIDE = re.compile("[\u4e00-\u9fff]")
LINE_ENDS = re.compile("(?<=[\uff0c\u3002\uff1b\uff1a,;:.])\\s*")
BETWEEN = re.compile("(?<=\u3001)|(?=[\u5e76\u548c\u53ca\u4e0e\u6216])")


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody to call: their name, and the number; empty where none is known."""

    name: str
    phone: str


def reads_plain(view: View, visitor: Visitor) -> bool:
    """Return whether somebody reads pages in the plain mode today."""
    if visitor.employee is None or view.policy.manifest.plain is None:
        return False
    book = view.company.run.books.on(view.today)
    return bool(recipient_of(visitor.id, "leaver", book, view.state, view.today).plain)


def somebody_to_call(view: View, visitor: Visitor) -> Called | None:
    """Return whom somebody calls who cannot go on: team leader, manager, hr: the first whose number is known."""
    known = visitor.employee
    above = [] if known is None else [known.attributes.get("team_leader"), known.attributes.get("manager")]
    people = [each for each in (*above, *hr_of(view.company.settings, view.policy)) if isinstance(each, str)]
    named = [Called(view.called(each) or each, phone_of(view, each)) for each in people if each != visitor.id]
    return next((each for each in named if each.phone), named[-1] if named else None)


def phone_of(view: View, person: str) -> str:
    """Return the number of somebody at work; empty where none is known."""
    told = view.contacts.get(person)
    if told is not None and told.phone:
        return told.phone
    contact = view.policy.manifest.contact_people.get(person)
    if contact is not None and contact.phone:
        return contact.phone
    beside = view.company.settings.people.get(person)
    return "" if beside is None else beside.addresses.get("phone", "")


def short_lines(text: str, longest: int = LONGEST) -> list[str]:
    """Return a text of the policy in short lines: cut behind commas, before "and" where a part is still long.

    Words set apart by blanks are counted instead of characters, and cut after the last that fits.
    """
    parts = [part for part in LINE_ENDS.split(str(text)) if part]
    return [line for part in parts for line in (_cut(part, longest) if WIDE.search(part) else _words(part))]


def _words(part: str) -> Iterable[str]:
    words = part.split()
    return (" ".join(words[start : start + MOST_WORDS]) for start in range(0, len(words), MOST_WORDS))


def _cut(part: str, longest: int) -> Iterable[str]:
    line = ""
    pieces = [part] if len(part) <= longest else BETWEEN.split(part)
    for piece in (each[start : start + longest] for each in pieces for start in range(0, len(each), longest)):
        if line and len(line) + len(piece) > longest:
            yield line
            line = ""
        line += piece
    if line:
        yield line
