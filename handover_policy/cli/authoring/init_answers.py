"""SET_ID, SET_TITLE, SHIPPED_SET: what `init` takes as an option and as an answer; a wrong one is told at once."""

from __future__ import annotations

import re

import click

from handover_policy.cli.speech import Phrase, phrase
from handover_policy.cli.usage import fail_value

ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST = 120


class SetId(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """The id of a set, as schemas/policy.schema.json allows it."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id; fails on any other sign than those of a dotted slug."""
        if not ID.fullmatch(value) or len(value) > LONGEST:
            shown = _shown(value)
            raise fail_value(phrase("init.id", shown=shown, longest=LONGEST), param, ctx)
        return value


class SetTitle(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """What a set is called: one line of text."""

    name = "title"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the title without blanks around it; fails on an empty or long one and on control characters."""
        title = value.strip(" \u3000")
        if not title:
            raise fail_value(phrase("init.empty-title"), param, ctx)
        if not title.isprintable() or len(title) > LONGEST:
            raise fail_value(phrase("init.title", longest=LONGEST), param, ctx)
        return title


class ShippedSet(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """The name of a set that ships, with or without `builtin:`; the article's companies are taken but not offered."""

    name = "set"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name without `builtin:`; one that is none fails with the nearest and with all that are offered."""
        from handover_policy.findings.suggestion import nearest
        from handover_policy.sources.shipped import BUILTIN, shipped_sets

        known = shipped_sets()
        wanted = value.strip().removeprefix(BUILTIN)
        if wanted not in known:
            near = nearest(wanted, known)
            offered = ", ".join(each for each in known if "/" not in each)
            raise fail_value(phrase("init.set", shown=_shown(wanted), near=near, offered=offered), param, ctx)
        return wanted


def _shown(value: str) -> str:
    from handover_policy.findings.collected import shown

    return shown(value) or Phrase("init.empty")


SET_ID = SetId()
SET_TITLE = SetTitle()
SHIPPED_SET = ShippedSet()
