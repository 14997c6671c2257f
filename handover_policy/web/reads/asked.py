"""Asked: the parameters of a question, read strictly."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from starlette.requests import Request

from handover_policy.web.problems import parameter

MOST_DIGITS = 16
MOST_CHARACTERS = 300
YES_OR_NO = ("true", "false")


def whole_number(request: Request, name: str, otherwise: int, *, least: int = 0, most: int) -> int:
    """Return the number that a parameter tells.

    Raises:
        ApiProblem: it is none, or beyond its bounds (400).

    """
    told = request.query_params.get(name)
    if told is None:
        return otherwise
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS else -1
    if not least <= number <= most:
        raise parameter(name, "number", least=least, most=most)
    return number


def choice(request: Request, name: str, known: Collection[str]) -> str | None:
    """Return the word that a parameter tells; None where it is not there.

    Raises:
        ApiProblem: it is another word (400).

    """
    told = request.query_params.get(name)
    if told is not None and told not in known:
        raise parameter(name, "choice", known=", ".join(sorted(known)))
    return told


def yes_or_no(request: Request, name: str) -> bool | None:
    """Return whether a parameter says `true` or `false`; raises as `choice` does."""
    told = choice(request, name, YES_OR_NO)
    return None if told is None else told == "true"


def text(request: Request, name: str) -> str | None:
    """Return the text of a parameter; None where it is not there.

    Raises:
        ApiProblem: it is too long, or holds what no text of ours does (400).

    """
    told = request.query_params.get(name)
    if told is not None and (len(told) > MOST_CHARACTERS or "\0" in told):
        raise parameter(name, "too-long", most=MOST_CHARACTERS)
    return told


def day(request: Request, name: str) -> date | None:
    """Return the day that a parameter tells; None where it is not there.

    Raises:
        ApiProblem: it is none (400).

    """
    told = request.query_params.get(name)
    if told is None:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise parameter(name, "day") from None
