"""Misused, show_usage: a wrong call told in Chinese, with click's own English below."""

from __future__ import annotations

import re

import click

from handover_policy.cli.terminal import say

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


class Misused(click.UsageError):
    """A wrong call that takes several lines to tell, each of which may hold what was typed."""

    def __init__(self, message: str, *more: str) -> None:
        """Take what is wrong, and the lines below it."""
        super().__init__(message)
        self.more = more


def show_usage(wrong: click.ClickException) -> None:
    """Print what is wrong with a call on standard error: our Chinese, how to call, and what click says."""
    chinese = _chinese(wrong)
    if chinese:
        say(chinese, err=True)
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        longest = max(wrong.ctx.help_option_names, key=len, default="--help")
        hint = f"Try '{wrong.ctx.command_path} {longest}' for help."
        say(*wrong.ctx.get_usage().split("\n"), hint, "", err=True)
    more = wrong.more if isinstance(wrong, Misused) else ()
    say(f"Error: {wrong.format_message()}", *more, err=True)


def _chinese(wrong: click.ClickException) -> str:
    if isinstance(wrong, click.NoSuchOption):
        near = f"；是不是 {wrong.possibilities[0]}？" if wrong.possibilities else ""
        return f"用法错误：没有选项 {wrong.option_name}{near}"
    if isinstance(wrong, click.MissingParameter):
        return f"用法错误：缺少 {_named(wrong)}"
    if isinstance(wrong, click.BadParameter):
        return f"用法错误：{_named(wrong)} 的值不对{_choices(wrong)}"
    if isinstance(wrong, click.BadOptionUsage):
        return f"用法错误：选项 {wrong.option_name} 的写法不对"
    extra = EXTRA.fullmatch(wrong.message)
    return f"用法错误：多出了 {extra[1]}" if extra else ""


def _choices(wrong: click.BadParameter) -> str:
    kind = wrong.param.type if wrong.param is not None else None
    return f"；可选：{'、'.join(map(str, kind.choices))}" if isinstance(kind, click.Choice) else ""


def _named(wrong: click.BadParameter) -> str:
    if wrong.param is None:
        return "参数"
    hint = wrong.param.get_error_hint(wrong.ctx) if wrong.ctx is not None else wrong.param.name
    return str(hint).replace("'", "")
