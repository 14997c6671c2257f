"""main: the command `handover`, its subcommands by name, and the exit code of every ending."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from handover_policy.cli.standard_streams import drop_output, open_standard_streams, tell_failure

COMMANDS = {
    "run": ("handover_policy.cli.deciding.run", "事件 → 决定：任务、通知、门、主张 / decide events by a policy"),
    "render": ("handover_policy.cli.deciding.render", "呈现文档与消息 / show documents and messages"),
    "init": ("handover_policy.cli.authoring.init", "新建一套自己的制度 / start a policy repository"),
    "validate": ("handover_policy.cli.authoring.validate", "检查制度文件并逐处指出 / check policy files"),
    "schema": ("handover_policy.cli.authoring.schema", "说明制度文件的键 / explain the keys of policy files"),
    "test": ("handover_policy.cli.authoring.test", "运行制度的测试案例 / run the policy tests of a set"),
    "simulate": ("handover_policy.cli.authoring.simulate", "模拟一次离职的时间线 / simulate one departure"),
    "explain": ("handover_policy.cli.authoring.explain", "解释一个案件的依据 / explain why a case is as it is"),
    "check": (
        "handover_policy.cli.reviewing.check",
        "一次做完 validate、lint、test / validate, lint and test in one go",
    ),
    "lint": ("handover_policy.cli.reviewing.lint", "对照法规检查制度 / hold a policy against the statutes"),
    "diff": ("handover_policy.cli.reviewing.diff", "比较两版制度的含义 / compare two versions in meaning"),
    "plan": ("handover_policy.cli.reviewing.plan", "规则变更影响哪些进行中的案件 / effect of a change on open cases"),
    "git-diff-driver": (
        "handover_policy.cli.reviewing.git_diff_driver",
        "让 git diff 说明制度含义 / make git diff speak of meaning",
    ),
}
GROUPS = {"deciding": "裁决 / Deciding", "authoring": "编写 / Authoring", "reviewing": "审阅 / Reviewing"}
"""The folders of this room, as the help names them."""
CLOSED_PIPE = 141
INTERNAL = 70
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 120}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name; a name that is none fails with the nearest."""
        if cmd_name not in COMMANDS:
            from handover_policy.findings.suggestion import nearest

            near = nearest(cmd_name, COMMANDS)
            hint = f"；是不是 {near}？ / did you mean {near}?" if near else ""
            ctx.fail(f"没有命令 {cmd_name}{hint} / no such command")
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
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
        for folder, title in GROUPS.items():
            rows = [(name, text) for name, (module, text) in COMMANDS.items() if f".{folder}." in module]
            with formatter.section(title):
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
    help="版本与所用引擎 / the version, and the engine that decides.",
)
def handover() -> None:
    """离职交接的制度即代码：YAML 规则 + 员工事件 → 有依据、可重放的决定.

    Policy-as-code for employee handover: rules in YAML and employee events give decisions, explained and replayable.

    退出码：0 正常，1 有发现或拒绝，2 用法，3 无法读取，4 测试失败，5 无事可做，6 超出限额，70 内部错误，141 管道关闭。

    Exit codes: 0 clean, 1 findings or refusals (--strict), 2 usage, 3 unreadable, 4 test failed, 5 nothing to do,
    6 guard tripped, 70 bug, 141 closed pipe.
    """


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
        from handover_policy.cli.terminal import say

        say(f"内部错误 / internal error: {type(error).__name__}: {error}", err=True)
        return INTERNAL
