"""git-diff-driver: what `git diff` calls for a policy file, so that it shows what the change means."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import language_of
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.sources.git.driver import Handed
    from handover_policy.sources.sides import Sides

UNREADABLE = 3
CONTEXT = 3  # lines around a change, as git shows them
MANIFEST = "policy.yaml"
ENDINGS = (".yaml", ".yml")
ELSEWHERE = ("tests", "notifications")
UNMERGED = {"zh": "* 未合并的文件 {path}", "en": "* Unmerged path {path}"}
SETTINGS = {"ignore_unknown_options": True}


@click.command("git-diff-driver", context_settings=SETTINGS)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, required=True)
@click.pass_context
def command(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    r"""让 git diff 说明制度变更的含义；由 git 调用，其他文件照常显示.

    设置：git config diff.handover.command "handover git-diff-driver"，并在 .gitattributes 中写 *.yaml diff=handover

    Make git diff tell what a change of a policy file means. Git calls it; other files are shown as always.
    Set it up: git config diff.handover.command "handover git-diff-driver", and *.yaml diff=handover in .gitattributes
    """
    from handover_policy.sources.git.driver import handed
    from handover_policy.sources.git.process import GitFailed

    change = handed(arguments)
    if change is None:
        say(UNMERGED[language_of(None)].format(path=arguments[0]))
        return
    try:
        shown = _meaning(change) or _plain_lines(change, CONTEXT)
    except (GitFailed, OSError) as failed:
        say(str(failed), err=True)
        ctx.exit(UNREADABLE)
    say(*shown)


def _meaning(change: Handed) -> list[str] | None:
    """Return what a change of a policy file means; None where it is none, or the set cannot be read with it."""
    found = _sides(change)
    if found is None:
        return None
    from handover_policy.app.compare import compare_sides
    from handover_policy.diff.report.one_file import ChangedFile, file_lines
    from handover_policy.diff.report.words import Speaker

    sides, before, after = found
    try:
        compared = compare_sides(sides, date.today(), linted=False)  # noqa: DTZ011 - no finding here depends on it
    except OSError:
        return None
    if compared.comparison is None or compared.comparison.before is None:
        return None
    speaker = Speaker(comparison=compared.comparison, language=language_of(None, compared.language))
    changed = ChangedFile(before=before, after=after, plain=lambda context: _plain_lines(change, context))
    return [f"diff --git a/{change.old_path} b/{change.new_path}", *file_lines(changed, speaker)]


def _plain_lines(change: Handed, context: int) -> list[str]:
    """Return the lines that differ, GB18030 in readable characters, also on one side; raises GitFailed, OSError."""
    from handover_policy.policy.yaml_source.text import readable
    from handover_policy.sources.git.driver import plain_diff

    lines = plain_diff(change, context).removesuffix(b"\n").split(b"\n")
    return [readable(line) or line.decode("utf-8", "backslashreplace") for line in lines]


def _sides(change: Handed) -> tuple[Sides, str, str] | None:
    """Return the set of the working tree with the file as it was, and as it is; with its paths in the set.

    None for a file that is in no set, and for a link or a submodule: what they hold is a name.
    """
    from handover_policy.sources.policy_sources import FolderSource
    from handover_policy.sources.sides import Sides

    place = _set_of(change.new_path)
    if place is None or not Path(change.old_path).is_relative_to(place) or not change.is_ordinary:
        return None
    before, after = (Path(path).relative_to(place).as_posix() for path in (change.old_path, change.new_path))
    if any(path.split("/")[0] in ELSEWHERE or not path.endswith(ENDINGS) for path in (before, after)):
        return None
    try:
        old, new = change.contents()
    except OSError:
        return None
    base = FolderSource(place, over={after: None, before: old})
    head = FolderSource(place, over={before: None, after: new})
    return Sides(base=base, head=head), before, after


def _set_of(path: str) -> Path | None:
    """Return the nearest folder above a file that holds a manifest."""
    return next((each for each in Path(path).parents if (each / MANIFEST).is_file()), None)
