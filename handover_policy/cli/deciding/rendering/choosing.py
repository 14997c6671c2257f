"""What is to be rendered: a document or a message by name, a case by id; what is not there is said with the nearest."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from handover_policy.cli.speech import phrase
from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.load import Opened

MOST_NAMES = 12


def chosen_name(name: str | None, documents: Collection[str], messages: Collection[str]) -> str:
    """Return the name of a document or message; raises a usage error that suggests the nearest, or names them all."""
    if name is None:
        raise Misused(phrase("render.what"), *told_names(documents, messages))
    if name in documents or name in messages:
        return name
    from handover_policy.findings.suggestion import nearest

    near = nearest(name, (*documents, *messages))
    raise Misused(phrase("render.unknown", name=name, near=near), *told_names(documents, messages))


def told_names(documents: Collection[str], messages: Collection[str]) -> tuple[str, str]:
    """Return all names in two lines."""
    return (
        phrase("render.documents", names=", ".join(documents)),
        phrase("render.messages", names=", ".join(sorted(messages))),
    )


def chosen_case(case: str | None, cases: Collection[str]) -> str:
    """Return the case asked for, or the only one there is; raises a usage error that names those there are."""
    if case in cases:
        return str(case)
    if case is None and len(cases) == 1:
        return next(iter(cases))
    named = sorted(cases)
    shown = (*named[:MOST_NAMES], *(("…",) if len(named) > MOST_NAMES else ()))
    there = phrase("render.there", number=len(named), shown=shown) if named else phrase("render.nobody")
    if case is None:
        raise Misused(phrase("render.name-case"), there)
    raise Misused(phrase("render.no-case", case=case), there)


def channels_of(opened: Opened, message: str, asked: str | None) -> tuple[str, ...]:
    """Return the channels of a message to write: the one asked for, or all it has; raises a usage error."""
    templates = opened.templates
    declared = templates.declarations[message].channels if templates is not None else ()
    if asked is None:
        return tuple(declared)
    if asked in declared:
        return (asked,)
    raise Misused(phrase("render.no-channel", message=message, asked=asked, declared=", ".join(declared)))
