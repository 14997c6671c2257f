"""Paths of pages: of a case, of a task; and the tabs that somebody sees."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from handover_policy.app.portal.visitor import Visitor


def case_path(case: str) -> str:
    """Return the path of a case's page; each segment of its id is percent-encoded once more."""
    employee, _, number = case.rpartition("/")
    return f"/cases/{quote(employee, safe='')}/{number}"


def task_path(task: str) -> str:
    """Return the path of a task's page: `/tasks/{employee}/{n}/{rest of its id}`."""
    employee, _, rest = task.partition("/")
    number, _, name = rest.partition(":")
    return f"/tasks/{quote(employee, safe='')}/{number}/{quote(name, safe='')}"


def person_path(person: str) -> str:
    """Return the path of a person's page."""
    return f"/people/{quote(person, safe='')}"


def tabs_of(visitor: Visitor, own_case: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the tabs that somebody sees: the name of each in the texts, and its path."""
    if visitor.reads_all or visitor.manages:
        yield "board", "/board"
    if visitor.hr:
        yield "people", "/people"
    yield "inbox", "/"
    if own_case is not None:
        yield "case", f"{case_path(own_case)}/sheet" if visitor.private else case_path(own_case)
    elif visitor.employee is not None and not visitor.private:
        yield "case", "/resign"
    if visitor.employee is not None and not visitor.private:
        yield "profile", "/profile"
        yield "agreements", "/agreements"
    if not visitor.private:
        yield "policy", "/policy"
    yield "me", "/me"
