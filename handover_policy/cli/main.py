"""main: the command `handover`, its subcommands by name, and the exit code of every ending."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from handover_policy.cli.help_texts import fill_help, written
from handover_policy.cli.speech import ARGUMENTS
from handover_policy.cli.standard_streams import drop_output, open_standard_streams, tell_failure

COMMANDS = {
    "run": "handover_policy.cli.deciding.run",
    "render": "handover_policy.cli.deciding.render",
    "init": "handover_policy.cli.authoring.init",
    "validate": "handover_policy.cli.authoring.validate",
    "schema": "handover_policy.cli.authoring.schema",
    "test": "handover_policy.cli.authoring.test",
    "simulate": "handover_policy.cli.authoring.simulate",
    "explain": "handover_policy.cli.authoring.explain",
    "check": "handover_policy.cli.reviewing.check",
    "lint": "handover_policy.cli.reviewing.lint",
    "diff": "handover_policy.cli.reviewing.diff",
    "plan": "handover_policy.cli.reviewing.plan",
    "handbook": "handover_policy.cli.reviewing.handbook",
    "git-diff-driver": "handover_policy.cli.reviewing.git_diff_driver",
    "ledger": "handover_policy.cli.serving.ledger",
    "serve": "handover_policy.cli.serving.serve",
    "tick": "handover_policy.cli.serving.tick",
    "deliver": "handover_policy.cli.serving.deliver",
    "erase": "handover_policy.cli.serving.erasing.command",
    "keys": "handover_policy.cli.serving.keys.command",
    "link": "handover_policy.cli.serving.link",
    "archive": "handover_policy.cli.serving.archive.command",
}
"""The modules of the commands, which are imported only when called."""
GROUPS = ("deciding", "authoring", "reviewing", "serving")
"""The folders of this room, as the help names them."""
CLOSED_PIPE = 141
INTERNAL = 70
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 120}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what was typed, which says in which language to answer."""
        ctx.meta[ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, in the languages of the authors."""
        fill_help(self, "group")
        return super().get_help(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name; a name that is none fails with the nearest."""
        if cmd_name not in COMMANDS:
            from handover_policy.cli.speech import phrase
            from handover_policy.cli.usage import Misused
            from handover_policy.findings.suggestion import nearest

            near = nearest(cmd_name, COMMANDS)
            raise Misused(phrase("no-command", name=cmd_name, near=near), ctx=ctx)
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Call the command; a reader who has gone away ends it quietly (click itself would leave with 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            drop_output(sys.stdout)
            ctx.exit(CLOSED_PIPE)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write the commands with their one line of help, by what they are for, without loading any."""
        for folder in GROUPS:
            names = [name for name, module in COMMANDS.items() if f".{folder}." in module]
            rows = [(name, written(f"commands.{name}.short")) for name in names]
            with formatter.section(written(f"groups.{folder}")):
                formatter.write_dl(rows)


def _show_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:  # noqa: ARG001 - click's
    if asked and not ctx.resilient_parsing:
        from handover_policy.cli.engine_in_words import version_text
        from handover_policy.cli.terminal import say

        say(*version_text().splitlines())
        ctx.exit()


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
)
def handover() -> None:
    """Policy-as-code for employee handover."""


def main() -> None:
    """Run the command line and leave the process with the exit code the contract gives this ending."""
    open_standard_streams()
    try:
        code = _ended()
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output(sys.stdout)
        code = CLOSED_PIPE
    except OSError as error:
        code = tell_failure(error)
    sys.exit(code)


def _ended() -> int:
    """Return the exit code of a call, what is wrong with it told; raises OSError where a stream fails."""
    try:
        return handover.main(standalone_mode=False) or 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as wrong:
        from handover_policy.cli.usage import show_usage

        show_usage(wrong)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except OSError:
        raise
    except Exception as error:
        if os.environ.get("HANDOVER_TRACEBACK"):
            raise
        from handover_policy.cli.speech import phrase
        from handover_policy.cli.terminal import say

        say(phrase("internal-error", what=f"{type(error).__name__}: {error}"), err=True)
        return INTERNAL
