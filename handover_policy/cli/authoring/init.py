"""init: write a policy repository: a set that extends a shipped one, a test, editor and CI settings."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from handover_policy.cli.authoring.init_answers import LONGEST, SET_ID, SET_TITLE, SHIPPED_SET
from handover_policy.cli.terminal import say

UNWRITABLE = 3
TITLE = "离职与工作交接制度"


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "name", type=SET_ID, help="制度编号，字母、数字、_、- / the id; the folder's name by default.")
@click.option("--title", type=SET_TITLE, help="制度名称 / what the set is called.")
@click.option("--extends", type=SHIPPED_SET, help="继承哪一套，如 manufacturing / the shipped set; default by default.")
@click.pass_context
def command(ctx: click.Context, folder: Path, name: str | None, title: str | None, extends: str | None) -> None:
    """新建一套自己的制度：清单、一处示例改动、测试、编辑器和持续集成的设置。不覆盖任何文件.

    Write a policy repository. Asks three questions on a terminal, none in a pipe; never overwrites.
    """
    from handover_policy.app.init import start_repository
    from handover_policy.sources.scaffold.repository import InTheWay

    name, title, extends = _answers(folder, name, title, extends)
    try:
        new = start_repository(folder, name=name, title=title, extends=extends)
    except InTheWay as blocked:
        say("这些文件已经存在，什么都没有写 / these are in the way, nothing was written:", err=True)
        for path in blocked.paths:
            say(f"  {path}", err=True)
        ctx.exit(2)
    except OSError as error:
        why = error.strerror or str(error)
        say(f"无法写入 {folder}：{why} / cannot write there; nothing is left", err=True)
        ctx.exit(UNWRITABLE)
    for path in new:
        if not path.startswith(".handover/"):
            say(f"+ {folder / path}")
    place = shlex.quote(str(folder))
    say("", f"下一步 / next: handover validate {place} && handover test {place}")


def _answers(folder: Path, name: str | None, title: str | None, extends: str | None) -> tuple[str, str, str]:
    """Return id, title and set to extend: as given, as answered on a terminal, else by default."""
    from handover_policy.app.init import suggested_id

    suggested = suggested_id(folder, LONGEST)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from handover_policy.sources.shipped import shipped_sets

        offered = ", ".join(each for each in shipped_sets() if "/" not in each)
        name = name or click.prompt("制度编号 / id", suggested, type=SET_ID)
        title = title or click.prompt("制度名称 / title", TITLE, type=SET_TITLE)
        extends = extends or click.prompt(f"继承哪一套 / extend ({offered})", "default", type=SHIPPED_SET)
    return name or suggested, title or TITLE, extends or "default"
