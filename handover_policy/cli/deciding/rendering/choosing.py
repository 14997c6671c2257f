"""What is to be rendered: a document or a message by name, a case by id; what is not there is said with the nearest."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from handover_policy.cli.usage import Misused

if TYPE_CHECKING:
    from handover_policy.app.load import Opened

MOST_NAMES = 12


def chosen_name(name: str | None, documents: Collection[str], messages: Collection[str]) -> str:
    """Return the name of a document or message; raises a usage error that suggests the nearest, or names them all."""
    if name is None:
        raise Misused("请指明要呈现什么 / name what to render", *told_names(documents, messages))
    if name in documents or name in messages:
        return name
    from handover_policy.findings.suggestion import nearest

    near = nearest(name, (*documents, *messages))
    hint = f"；是不是 {near}？ / did you mean {near}?" if near else ""
    raise Misused(f"没有 {name}{hint}", *told_names(documents, messages))


def told_names(documents: Collection[str], messages: Collection[str]) -> tuple[str, str]:
    """Return all names in two lines."""
    return f"文档 / documents: {', '.join(documents)}", f"消息 / messages: {', '.join(sorted(messages))}"


def chosen_case(case: str | None, cases: Collection[str]) -> str:
    """Return the case asked for, or the only one there is; raises a usage error that names those there are."""
    if case in cases:
        return str(case)
    if case is None and len(cases) == 1:
        return next(iter(cases))
    named = sorted(cases)
    shown = "、".join(named[:MOST_NAMES]) + ("…" if len(named) > MOST_NAMES else "")
    there = (
        f"共 {len(named)} 个 / there are {len(named)}: {shown}" if named else "事件中没有离职 / the events tell of none"
    )
    if case is None:
        raise Misused("请用 --case 指明离职案件 / name the case with --case", there)
    raise Misused(f"没有案件 {case} / no such case", there)


def channels_of(opened: Opened, message: str, asked: str | None) -> tuple[str, ...]:
    """Return the channels of a message to write: the one asked for, or all it has; raises a usage error."""
    templates = opened.templates
    declared = templates.declarations[message].channels if templates is not None else ()
    if asked is None:
        return tuple(declared)
    if asked in declared:
        return (asked,)
    raise click.UsageError(f"消息 {message} 没有渠道 {asked} / the message has no such channel: {', '.join(declared)}")
