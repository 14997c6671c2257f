"""show_usage: a wrong call told in Chinese, with click's own English below."""

from __future__ import annotations

import re

import click

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)


def show_usage(wrong: click.ClickException) -> None:
    """Print what is wrong with a call on standard error."""
    chinese = _chinese(wrong)
    if chinese:
        click.echo(chinese, err=True)
    wrong.show()


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
