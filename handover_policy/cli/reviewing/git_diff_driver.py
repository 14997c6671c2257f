"""git-diff-driver: what `git diff` calls for a policy file, so that it shows what the change means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.findings_report import language_of
from handover_policy.cli.terminal import say

if TYPE_CHECKING:
    from handover_policy.sources.git.driver import Handed
    from handover_policy.sources.sides import Sides

MANIFEST = "policy.yaml"
ENDINGS = (".yaml", ".yml")
ELSEWHERE = ("tests", "notifications")
UNMERGED = {"zh": "* 未合并的文件 {path}", "en": "* Unmerged path {path}"}
SETTINGS = {"ignore_unknown_options": True}


@click.command("git-diff-driver", context_settings=SETTINGS)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, required=True)
def command(arguments: tuple[str, ...]) -> None:
    r"""让 git diff 说明制度变更的含义；由 git 调用，其他文件照常显示.

    设置：git config diff.handover.command "handover git-diff-driver"，并在 .gitattributes 中写 *.yaml diff=handover

    Make git diff tell what a change of a policy file means. Git calls it; other files are shown as always.
    Set it up: git config diff.handover.command "handover git-diff-driver", and *.yaml diff=handover in .gitattributes
    """
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.policy.yaml_source.text import readable
    from handover_policy.sources.git.driver import handed, plain_diff

    change = handed(arguments)
    if change is None:
        say(UNMERGED[language_of(None)].format(path=arguments[0]))
        return
    meaning = _meaning(change)
    if meaning is None:
        named = replace(change, old_path=escaped(change.old_path), new_path=escaped(change.new_path))
        for line in plain_diff(named).removesuffix(b"\n").split(b"\n"):  # old and new may differ in encoding
            say(readable(line) or line.decode("utf-8", "backslashreplace"))
    else:
        say(*meaning)


def _meaning(change: Handed) -> list[str] | None:
    """Return what a change of a policy file means; None where it is none, or the set cannot be read with it."""
    sides = _sides(change)
    if sides is None:
        return None
    from handover_policy.comparing import compare_sides
    from handover_policy.review.diff.telling.text import change_lines
    from handover_policy.review.diff.telling.words import Speaker

    try:
        compared = compare_sides(sides, date.today(), linted=False)  # noqa: DTZ011 - no finding here depends on it
    except OSError:
        return None
    if compared.comparison is None or compared.comparison.before is None:
        return None
    speaker = Speaker(comparison=compared.comparison, language=language_of(None, compared.language))

    def lines() -> Iterator[str]:
        yield f"diff --git a/{change.old_path} b/{change.new_path}"
        if not speaker.comparison.changes:
            yield speaker.words["no-change"]
        for each, approval in speaker.comparison.changes:
            yield from change_lines(each, approval, speaker)

    return list(lines())


def _sides(change: Handed) -> Sides | None:
    """Return the set of the working tree with the file as it was, and as it is; None for a file that is in no set."""
    from handover_policy.sources.policy_sources import FolderSource
    from handover_policy.sources.sides import Sides

    place = _set_of(change.new_path)
    if place is None or not Path(change.old_path).is_relative_to(place):
        return None
    before, after = (Path(path).relative_to(place).as_posix() for path in (change.old_path, change.new_path))
    if any(path.split("/")[0] in ELSEWHERE or not path.endswith(ENDINGS) for path in (before, after)):
        return None
    try:
        old, new = change.contents()
    except OSError:
        return None
    return Sides(
        base=FolderSource(place, over={after: None, before: old}),
        head=FolderSource(place, over={before: None, after: new}),
    )


def _set_of(path: str) -> Path | None:
    """Return the nearest folder above a file that holds a manifest."""
    return next((each for each in Path(path).parents if (each / MANIFEST).is_file()), None)
