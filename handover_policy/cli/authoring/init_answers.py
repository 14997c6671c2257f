"""SET_ID, SET_TITLE, SHIPPED_SET: what `init` takes as an option and as an answer; a wrong one is told at once."""

from __future__ import annotations

import re

import click

ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST = 120


class SetId(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """The id of a set, as schemas/policy.schema.json allows it."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id; fails on any other sign than those of a dotted slug."""
        if not ID.fullmatch(value) or len(value) > LONGEST:
            shown = _shown(value)
            self.fail(
                f"{shown}：只用字母、数字、_、-，以点分段，最多 {LONGEST} 字 / letters, digits, _ and - only",
                param,
                ctx,
            )
        return value


class SetTitle(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """What a set is called: one line of text."""

    name = "title"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the title without blanks around it; fails on an empty or long one and on control characters."""
        title = value.strip(" \u3000")
        if not title:
            self.fail("不能为空 / must not be empty", param, ctx)
        if not title.isprintable() or len(title) > LONGEST:
            self.fail(f"不能有换行或控制字符，最多 {LONGEST} 字 / no control characters, {LONGEST} at most", param, ctx)
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
            hint = f"；是不是 {near}？ / did you mean {near}?" if near else ""
            offered = ", ".join(each for each in known if "/" not in each)
            self.fail(f"没有 {_shown(wanted)}{hint}；可选 / one of: {offered}", param, ctx)
        return wanted


def _shown(value: str) -> str:
    from handover_policy.findings.collected import shown

    return shown(value) or "（空 / empty）"


SET_ID = SetId()
SET_TITLE = SetTitle()
SHIPPED_SET = ShippedSet()
