"""Repository: what a git repository holds at a revision, read through the command `git`; nothing is checked out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

ORDINARY = "100"  # the mode of a file that is neither a link nor a submodule begins so
QUIET = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


class GitFailed(Exception):
    """Git could not be run, or said no; the message is its own."""


class Repository:
    """A git repository, bare or with a working tree, seen from a folder in it."""

    def __init__(self, here: Path) -> None:
        """Take a folder of the repository; raises GitFailed where it lies in none, or git is not installed."""
        self._here = here
        self.bare = self._text("rev-parse", "--is-bare-repository") == "true"
        self.root = None if self.bare else Path(self._text("rev-parse", "--show-toplevel"))

    @cached_property
    def shallow(self) -> bool:
        """Return whether the repository holds the newest commits only."""
        return self._text("rev-parse", "--is-shallow-repository") == "true"

    def tree(self, revision: str) -> str | None:
        """Return the id of the tree of a revision (`main`, `HEAD~1`, `main:folder`); None where there is none."""
        peeled = revision if ":" in revision else f"{revision}^{{tree}}"
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", peeled, wrong=None)
        if found is None:
            return None
        name = found.decode().strip()
        kind = self._run("cat-file", "-t", name, wrong=None)
        return name if kind is not None and kind.strip() == b"tree" else None

    def commit(self, revision: str) -> str:
        """Return the short id of the commit of a revision; empty where it is none."""
        name = ("rev-parse", "--short", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return (self._run(*name, wrong=b"") or b"").decode().strip()

    def files(self, tree: str) -> dict[str, str]:
        """Return the object of every ordinary file below a tree by its path."""
        listed = (self._run("ls-tree", "-r", "-z", "--full-tree", tree) or b"").split(b"\0")
        found = {}
        for line in listed:
            head, _, path = line.partition(b"\t")
            if head.decode().startswith(ORDINARY):
                found[os.fsdecode(path)] = head.split(b" ")[2].decode()
        return found

    def contents(self, objects: Iterable[str]) -> list[bytes]:
        """Return the contents of objects, in their order."""
        names = tuple(objects)
        if not names:
            return []
        told = self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode()) or b""
        found = []
        at = 0
        for _ in names:
            end = told.index(b"\n", at)
            size = int(told[at:end].rsplit(b" ", 1)[1])
            found.append(told[end + 1 : end + 1 + size])
            at = end + 1 + size + 1
        return found

    def _text(self, *arguments: str) -> str:
        return (self._run(*arguments) or b"").decode("utf-8", "surrogateescape").rstrip("\n")

    def _run(self, *arguments: str, given: bytes = b"", wrong: bytes | str | None = "raise") -> bytes | None:
        """Return what git writes; where it says no, `wrong`, or GitFailed is raised."""
        try:
            ended = subprocess.run(  # noqa: S603 - git itself, with arguments and no shell
                ["git", *arguments],  # noqa: S607 - the git of the one who calls
                cwd=self._here,
                input=given,
                capture_output=True,
                check=False,
                env={**os.environ, **QUIET},
            )
        except OSError as error:
            raise GitFailed(f"git: {error.strerror or error}") from error
        if ended.returncode == 0:
            return ended.stdout
        if not isinstance(wrong, str):
            return wrong
        raise GitFailed(ended.stderr.decode("utf-8", "replace").strip().partition("\n")[0])
