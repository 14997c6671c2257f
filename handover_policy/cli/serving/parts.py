"""PartsOf, part: a command that consists of others (`keys add`, `keys list`), all of them helped from texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from handover_policy.cli.help_texts import fill_help, written


class PartsOf(click.Group):
    """A command whose parts lie in modules of their own, imported only when called; their help is `<name>-<part>`."""

    def __init__(self, name: str, parts: Mapping[str, str]) -> None:
        """Take the name, and where each part lies, as `module:function`."""
        super().__init__(name=name)
        self._parts = parts

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, in the languages of the authors."""
        fill_help(self, f"commands.{self.name}")
        return super().get_help(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the parts."""
        return list(self._parts)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a part by name; a name that is none fails with the nearest."""
        if cmd_name not in self._parts:
            from handover_policy.cli.speech import phrase
            from handover_policy.cli.usage import Misused
            from handover_policy.findings.suggestion import nearest

            near = nearest(cmd_name, self._parts)
            raise Misused(phrase("no-command", name=f"{self.name} {cmd_name}", near=near), ctx=ctx)
        module, _, name = self._parts[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the parts with their one line of help, without loading any."""
        rows = [(name, written(f"commands.{self.name}-{name}.short")) for name in self._parts]
        with formatter.section(written("groups.parts")):
            formatter.write_dl(rows)


class CommandPart(click.Command):
    """A part of a command, helped by the texts of its whole name."""

    whole = ""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, in the languages of the authors."""
        fill_help(self, f"commands.{self.whole}")
        return super().get_help(ctx)


def part(of: str, name: str) -> Callable[[Callable[..., Any]], CommandPart]:
    """Return what makes a function the part `name` of the command `of`."""

    def made(function: Callable[..., Any]) -> CommandPart:
        command = click.command(name, cls=CommandPart)(function)
        command.whole = f"{of}-{name}"
        return command

    return made
