"""Handed, plain_diff: what git hands to an external diff driver, and the diff git itself would have shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from handover_policy.policy.yaml_source.text import LARGEST, readable
from handover_policy.sources.git.process import NO_REPOSITORY, git_output

NULL = Path(os.devnull)
ORDINARY, NO_MODE = "100", "."
WITHOUT_RENAME, WITH_RENAME = 7, 9
COMPARE = ("diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color")
DIFFERENT = 1  # the exit code of git where files differ
LARGEST_COMPARED = 16_000_000  # bytes; git holds both sides in memory, and writes up to both
TOO_LARGE = b"Files differ, and are too large to be compared line by line\n"
FIRST_HUNK = (b"@@", b"Binary files")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One changed file (git, `GIT_EXTERNAL_DIFF`): its paths before and after, and files with its contents.

    A file that is not there on one side is the null device.
    """

    old_path: str
    new_path: str
    old_file: Path
    new_file: Path
    modes: tuple[str, str]

    def contents(self) -> tuple[bytes | None, bytes | None]:
        """Return the contents before and after, None where the file is not there; raises OSError.

        Of a file that is too large for a policy no more is read than shows it.
        """
        old, new = (None if each == NULL else _start(each) for each in (self.old_file, self.new_file))
        return old, new

    @property
    def is_ordinary(self) -> bool:
        """Return whether both are files, no links and no submodules."""
        return all(mode.startswith(ORDINARY) or mode == NO_MODE for mode in self.modes)


def handed(arguments: tuple[str, ...]) -> Handed | None:
    """Return what git's seven arguments say, or nine for a renamed file; None for others, as of an unmerged file."""
    if len(arguments) not in {WITHOUT_RENAME, WITH_RENAME}:
        return None
    path, old_file, _, old_mode, new_file, _, new_mode = arguments[:WITHOUT_RENAME]
    new_path = arguments[WITHOUT_RENAME] if len(arguments) == WITH_RENAME else path
    return Handed(
        old_path=path,
        new_path=new_path,
        old_file=Path(old_file),
        new_file=Path(new_file),
        modes=(old_mode, new_mode),
    )


def plain_diff(change: Handed, context: int = 3) -> bytes:
    """Return the lines that differ, with lines of `context`, under the file's names there; raises GitFailed, OSError.

    Neither the attributes nor the settings of the repository say what is shown of it. Of files too large to be compared
    it is told that they differ.
    """
    if max(each.stat().st_size for each in (change.old_file, change.new_file)) > LARGEST_COMPARED:
        return _head(change) + TOO_LARGE
    anywhere = Path(Path.cwd().anchor)  # where no attributes of the tree lie
    files = (str(each.absolute()) for each in (change.old_file, change.new_file))  # a file may be called `-`
    compare = (*COMPARE, f"--unified={context}", "--", *files)
    told = git_output(*compare, repository=NO_REPOSITORY, here=anywhere, fine=(0, DIFFERENT))
    lines = told.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if line.startswith(FIRST_HUNK)), len(lines))
    return b"".join([_head(change), *lines[start:]])


def plain_lines(change: Handed, context: int) -> list[str]:
    """Return the lines of `plain_diff`, GB18030 in readable characters, also on one side; raises as that does."""
    lines = plain_diff(change, context).removesuffix(b"\n").split(b"\n")
    return [readable(line) or line.decode("utf-8", "backslashreplace") for line in lines]


def _start(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _head(change: Handed) -> bytes:
    old = "/dev/null" if change.old_file == NULL else f"a/{change.old_path}"
    new = "/dev/null" if change.new_file == NULL else f"b/{change.new_path}"
    lines = [f"diff --git a/{change.old_path} b/{change.new_path}"]
    before, after = change.modes
    if old == "/dev/null":
        lines.append(f"new file mode {after}")
    elif new == "/dev/null":
        lines.append(f"deleted file mode {before}")
    elif before != after:
        lines += [f"old mode {before}", f"new mode {after}"]
    if change.old_path != change.new_path:
        lines += [f"rename from {change.old_path}", f"rename to {change.new_path}"]
    return os.fsencode("\n".join([*lines, f"--- {old}", f"+++ {new}", ""]))
