"""Misused, BadValue, show_usage: a wrong call told in the language asked for, else in Chinese and click's English."""

from __future__ import annotations

import re

import click

from handover_policy.cli.speech import asked_language, spoken_in
from handover_policy.cli.terminal import say

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


class Misused(click.UsageError):
    """A wrong call, told in the words of `phrase`; it may take several lines, each of which may hold what was typed."""

    def __init__(self, message: str, *more: str, ctx: click.Context | None = None) -> None:
        """Take what is wrong, the lines below it, and where it is wrong."""
        super().__init__(message, ctx)
        self.more = more


class BadValue(click.BadParameter):
    """A value that one of our own types does not take, told in the words of `phrase`."""


def fail_value(message: str, param: click.Parameter | None, ctx: click.Context | None) -> BadValue:
    """Return what a type of ours raises for a value that it does not take."""
    return BadValue(message, ctx=ctx, param=param)


def show_usage(wrong: click.ClickException) -> None:
    """Print on standard error what is wrong with a call, how to call, and where to read more.

    In English it is said as click says it; where no language is asked for, our Chinese stands above click's English.
    """
    from handover_policy.texts.texts import FIRST, SECOND

    asked = asked_language()
    ours = isinstance(wrong, Misused | BadValue)
    language = asked or FIRST
    translated = "" if language == SECOND else _translated(wrong, language)
    if asked is None and translated:
        say(translated, err=True)
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        longest = max(wrong.ctx.help_option_names, key=len, default="--help")
        command = f"{wrong.ctx.command_path} {longest}"
        hint = spoken_in(asked or SECOND, "usage.hint", command=command)
        say(*wrong.ctx.get_usage().split("\n"), hint, "", err=True)
    more = wrong.more if isinstance(wrong, Misused) else ()
    if asked is None or asked == SECOND:
        say(f"Error: {wrong.format_message()}", *more, err=True)
    elif ours or not translated:
        what = wrong.message if isinstance(wrong, Misused) else _value(wrong, asked)
        say(spoken_in(asked, "usage.wrong", what=what), *more, err=True)
    else:
        say(translated, err=True)


def _value(wrong: click.ClickException, language: str) -> str:
    """Return what is wrong with a value, the parameter first."""
    if not isinstance(wrong, click.BadParameter) or wrong.param is None:
        return wrong.format_message()
    return spoken_in(language, "denied", case=_named(wrong, language), why=wrong.message)


def _translated(wrong: click.ClickException, language: str) -> str:
    """Return what click says of a call in another language; empty for what it seldom says."""
    if isinstance(wrong, click.NoSuchOption):
        near = wrong.possibilities[0] if wrong.possibilities else ""
        return spoken_in(language, "usage.no-option", name=wrong.option_name, near=near)
    if isinstance(wrong, click.MissingParameter):
        return spoken_in(language, "usage.missing", name=_named(wrong, language))
    if isinstance(wrong, click.BadParameter):
        kind = wrong.param.type if wrong.param is not None else None
        choices = tuple(map(str, kind.choices)) if isinstance(kind, click.Choice) else ()
        key = "usage.choices" if choices else "usage.value"
        return spoken_in(language, key, name=_named(wrong, language), choices=choices)
    if isinstance(wrong, click.BadOptionUsage):
        return spoken_in(language, "usage.form", name=wrong.option_name)
    extra = EXTRA.fullmatch(wrong.message)
    return spoken_in(language, "usage.extra", extra=extra[1]) if extra else ""


def _named(wrong: click.BadParameter, language: str) -> str:
    if wrong.param is None:
        return spoken_in(language, "usage.parameter")
    hint = wrong.param.get_error_hint(wrong.ctx) if wrong.ctx is not None else wrong.param.name
    return str(hint).replace("'", "")
