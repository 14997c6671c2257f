"""own_page: a page of this part, whose sentences stand in the area `pages_rest`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from handover_policy.texts.texts import Texts
from handover_policy.web.pages.days import day_text
from handover_policy.web.pages.visit import Visit

AREA = "pages_rest"
NO_NAMES: Mapping[str, str] = {}


def own_page(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    names: Mapping[str, str] = NO_NAMES,
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    """Return a page to somebody who is signed in; templates say its sentences by `say`."""
    return visit.page(template, status=status, names=names, say=said_by(visit.words, visit.now.date()), **values)


def said_by(words: Texts, today: date) -> Callable[..., str]:
    """Return what says a sentence of this part, days as everywhere on pages."""

    def say(key: str, **params: object) -> str:
        told = {name: day_text(words, each, today) if type(each) is date else each for name, each in params.items()}
        return words.say(f"{AREA}.{key}", **told)

    return say
