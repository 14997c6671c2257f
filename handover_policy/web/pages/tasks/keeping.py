"""kept_files: the files of a form, each stored before anything is told of it, or named with why it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from handover_policy.archive.gate import FileRefused
from handover_policy.ledger.database import is_away
from handover_policy.texts.texts import Texts
from handover_policy.web.pages.days import size_text
from handover_policy.web.pages.tasks.filled import BroughtFile
from handover_policy.web.pages.visit import Visit

LOG = structlog.get_logger("handover.web")
UNWRITTEN = "unwritten"

UNREADABLE = frozenset({"empty", "unknown", "not-wanted", "mismatch", "broken", "script", "bomb"})
"""Why a file is not what it should be: to whom reads plain pages they are one."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """A file that was not stored: its name, and why, in the reader's words; `again`: another picture helps."""

    name: str
    why: str
    again: bool = False


async def kept_files(visit: Visit, files: Sequence[BroughtFile], place: str) -> list[NotKept]:
    """Store the files of a form at a place, and return those that were not stored."""
    unkept = []
    for each in files:
        why, again = await to_thread.run_sync(_kept, visit, each, place)
        if why is not None:
            unkept.append(NotKept(each.name or visit.words.say("pages_task.files.nameless"), why, again))
    return unkept


def _kept(visit: Visit, brought: BroughtFile, place: str) -> tuple[str | None, bool]:
    """Return why a file is not stored, None where it is; and whether another picture helps."""
    archive, company = visit.doors.service.archive, visit.company.id
    if brought.size > archive.most_bytes:
        too_large = FileRefused("too-large", size=brought.size, most=archive.most_bytes)
        return refusal_in_words(too_large, visit.words), False
    try:
        held = archive.keep(company, brought.content, brought.name)
        name = brought.name or visit.words.say("pages_task.files.nameless")
        archive.bring(company, held, place=place, name=name, person=visit.visitor.id, now=visit.now)
    except FileRefused as refused:
        LOG.info("file-refused", company=company, person=visit.visitor.id, why=refused.code)
        return refusal_in_words(refused, visit.words), refused.code in UNREADABLE
    except (OSError, SQLAlchemyError) as error:
        if not is_away(error):
            raise
        LOG.warning("file-unwritten", company=company, why=repr(error)[:500])
        return visit.words.say(f"pages_task.unkept.{UNWRITTEN}"), False
    return None, False


def refusal_in_words(refused: FileRefused, words: Texts) -> str:
    """Return why a file is not taken, in a language."""
    sizes = {name: size_text(value) for name, value in refused.params.items() if isinstance(value, int)}
    return words.say(f"pages_task.unkept.{refused.code}", **{**refused.params, **sizes})
