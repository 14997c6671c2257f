"""init: write a policy repository: a set that extends a shipped one, a test, editor and CI settings."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

UNWRITABLE = 3
ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST = 120


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--id", "name", help="制度编号，字母、数字、_、- / the id of the set; the folder's name by default.")
@click.option("--title", help="制度名称 / what the set is called.")
@click.option("--extends", help="继承哪一套，如 manufacturing / the shipped set to extend; default by default.")
@click.pass_context
def command(ctx: click.Context, folder: Path, name: str | None, title: str | None, extends: str | None) -> None:
    """新建一套自己的制度：清单、一处示例改动、测试、编辑器和持续集成的设置。不覆盖任何文件.

    Write a policy repository. Asks three questions on a terminal, none in a pipe; never overwrites.
    """
    from handover_policy.sources.scaffold.repository import InTheWay, repository, write_repository
    from handover_policy.sources.shipped import shipped_sets

    ask = sys.stdin.isatty() and sys.stdout.isatty()
    offered = [each for each in shipped_sets() if "/" not in each]
    suggested = "-".join(re.findall(r"[A-Za-z0-9]+", folder.absolute().name)) or "company"
    extends = extends or (click.prompt(f"继承哪一套 / extend ({', '.join(offered)})", "default") if ask else "default")
    name = name or (click.prompt("制度编号 / id", suggested) if ask else suggested)
    title = title or (click.prompt("制度名称 / title", "离职与工作交接制度") if ask else "离职与工作交接制度")
    extends = _known(ctx, str(extends), shipped_sets())
    if not ID.fullmatch(str(name)) or len(str(name)) > LONGEST:
        click.echo(f"--id {name}：只用字母、数字、_、-，以点分段 / letters, digits, _ and - only", err=True)
        ctx.exit(2)
    if not str(title).isprintable() or len(str(title)) > LONGEST:
        click.echo("--title：不能有换行或控制字符，最多 120 字 / no control characters, 120 at most", err=True)
        ctx.exit(2)
    try:
        new = write_repository(folder, repository(str(name), str(title), f"builtin:{extends}"))
    except InTheWay as blocked:
        click.echo("这些文件已经存在，什么都没有写 / these are in the way, nothing was written:", err=True)
        for path in blocked.paths:
            click.echo(f"  {path}", err=True)
        ctx.exit(2)
    except OSError as error:
        click.echo(f"无法写入 {folder}：{error.strerror or error} / cannot write there; nothing is left", err=True)
        ctx.exit(UNWRITABLE)
    for path in new:
        if not path.startswith(".handover/"):
            click.echo(f"+ {folder / path}")
    click.echo(f"\n下一步 / next: handover validate {folder} && handover test {folder}")


def _known(ctx: click.Context, extends: str, known: tuple[str, ...]) -> str:
    from handover_policy.findings.suggestion import nearest

    wanted = extends.removeprefix("builtin:")
    if wanted not in known:
        near = nearest(wanted, known)
        hint = f"；是不是 {near}？ / did you mean {near}?" if near else ""
        click.echo(f"--extends 没有 {extends}{hint}\n可选 / one of: {', '.join(known)}", err=True)
        ctx.exit(2)
    return wanted
