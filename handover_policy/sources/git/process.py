"""git_output, GitFailed: the one place that starts a process, which is git, told to run nothing and to ask nobody."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

MOST_OUTPUT = 64 * 1024 * 1024
"""What git may write at most: a tree of half a million files; a tree that names itself over and over has no end."""
READ_AT_ONCE = 1024 * 1024
NO_REPOSITORY = Path(os.devnull)
"""In the place of a repository: git then reads the settings and attributes of none."""
SETTINGS = (
    "safe.bareRepository=explicit",  # a folder that looks like a repository is none (git 2.38)
    "protocol.allow=never",
    "protocol.ext.allow=never",  # what names one protocol counts before what names all
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "diff.external=",
    f"core.attributesFile={os.devnull}",
    "credential.helper=",
)
"""Settings given to every call: they count before those of a repository, and git ignores what it does not know."""
OWN = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""Where the settings of the one who calls lie, among them `safe.directory`."""
QUARANTINE = "GIT_QUARANTINE_PATH"
PUSHED = (QUARANTINE, "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
"""Where a hook of a server finds what is being pushed."""
SURROUNDINGS = {
    "LC_ALL": "C",  # messages are told apart by their words
    "GIT_ALLOW_PROTOCOL": "none",  # counts before every setting, and holds where lazy fetching cannot be turned off
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",  # git 2.45, and the security releases of older ones
    "GIT_NO_REPLACE_OBJECTS": "1",  # a revision holds what its name was made of
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
}
NOT_THERE = ("promisor remote", "lazy fetching disabled")


class GitFailed(Exception):
    """Git could not be run, or said no; the message is its own. `label` names what was to be read, if it is known."""

    label = ""


class ObjectsMissing(GitFailed):
    """The repository does not hold what a revision is made of, as in a partial clone; nothing was fetched."""


def git_output(
    *arguments: str,
    repository: Path | None,
    here: Path | None = None,
    given: bytes = b"",
    most: int = MOST_OUTPUT,
    settings: Mapping[str, str] | None = None,
    fine: tuple[int, ...] = (0,),
) -> bytes:
    """Return what git writes about a repository, named by its own folder; None lets git look from the folder `here`.

    `given` is its input, `settings` more of its environment, `fine` the exit codes that are no failure. Raises
    GitFailed where git cannot be run, fails or writes more than `most` bytes, and ObjectsMissing where objects lack.
    """
    named = [] if repository is None else [f"--git-dir={repository}"]
    options = [part for each in SETTINGS for part in ("-c", each)]
    command = [git_program(), "--no-pager", *named, *options, *arguments]
    with tempfile.TemporaryFile() as given_file, tempfile.TemporaryFile() as told:
        given_file.write(given)
        given_file.seek(0)
        try:
            with subprocess.Popen(  # noqa: S603 - git by its whole path, with arguments and no shell
                command,
                cwd=here or (repository if repository is not None and repository.is_dir() else None),
                stdin=given_file,
                stdout=subprocess.PIPE,
                stderr=told,
                env=surroundings(os.environ) | dict(settings or {}),
            ) as process:
                written = _written(process, most)
        except OSError as error:
            raise GitFailed(f"git: {error.strerror or error}") from error
        if process.returncode in fine:
            return written
        told.seek(0)
        raise _failure(told.read(READ_AT_ONCE).decode("utf-8", "replace"), process.returncode)


def git_program() -> str:
    """Return where git lies; raises GitFailed. Only whole paths of PATH count: no folder we stand in brings a git."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in _folders(os.environ):
        path = Path(folder) / name
        if os.access(path, os.X_OK) and path.is_file():
            return str(path)
    raise GitFailed("git: not found on PATH")


def surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment git is given: that of the one who calls, without what would tell git where to look."""
    names = OWN + (PUSHED if QUARANTINE in environment else ())
    kept = {name: value for name, value in environment.items() if name in names or not name.upper().startswith("GIT_")}
    return kept | SURROUNDINGS | {"PATH": os.pathsep.join(_folders(environment))}


def _folders(environment: Mapping[str, str]) -> list[str]:
    """Return the folders of PATH that are whole paths."""
    path = environment.get("PATH", os.defpath)
    return [folder for folder in path.split(os.pathsep) if Path(folder).is_absolute()]


def _written(process: subprocess.Popen[bytes], most: int) -> bytes:
    """Return what a process writes, which is stopped where that is too much."""
    output: IO[bytes] | None = process.stdout
    parts: list[bytes] = []
    length = 0
    while output is not None and (part := output.read(READ_AT_ONCE)):
        parts.append(part)
        length += len(part)
        if length > most:
            process.kill()
            raise GitFailed(f"git: more than {most} bytes")
    process.wait()
    return b"".join(parts)


def _failure(told: str, code: int) -> GitFailed:
    """Return what git's words mean, with the command it advises where it gives one."""
    if any(words in told for words in NOT_THERE):
        return ObjectsMissing(_first(told, "fatal:") or told.strip().partition("\n")[0])
    advice = _first(told, "\tgit ")
    first = _first(told, "fatal:") or told.strip().partition("\n")[0] or f"git: exit code {code}"
    return GitFailed(f"{first}; {advice}" if advice else first)


def _first(told: str, beginning: str) -> str:
    return next((line.strip() for line in told.splitlines() if line.startswith(beginning)), "")
