"""fetch_advice: the command that brings a revision here which a clone does not hold."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence

BEFORE_SUFFIX = re.compile(r"[^~^@:]*")  # `main` of `main~1`, `main^{commit}`, `main@{1}`
PLAIN = re.compile(r"\w(?:[\w+-]|[./](?=\w))*")  # a name that a branch or tag can have, and that no shell reads
WHOLE_ID, SHORT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}"), re.compile(r"[0-9a-f]{7,39}")
RELEASE = re.compile(r"v?\d+(?:\.\d+)+\S*")  # what tags are called, and no branch
REMOTES = "refs/remotes/"


def fetch_advice(name: str, remotes: Sequence[str], *, shallow: bool, knows: Callable[[str], bool]) -> str:
    """Return the command; empty where none would help, as without a remote.

    Args:
        name: a revision that is not known, as typed: `main`, `origin/main`, `HEAD~1`, `v1.2.0`, an id.
        remotes: the names of the remotes of the clone.
        shallow: whether it holds the newest commits only.
        knows: whether a revision is known, asked of what stands before `~1` and the like.
    """
    remotes = [each for each in remotes if PLAIN.fullmatch(each)]
    remote = "origin" if "origin" in remotes else next(iter(remotes), "")
    plain = BEFORE_SUFFIX.match(name)
    start = plain[0].removeprefix(REMOTES) if plain else ""
    if not remote:
        return ""
    if not start or SHORT_ID.fullmatch(start) or knows(start):
        return _fetch("--unshallow", remote) if shallow else _fetch(remote) if SHORT_ID.fullmatch(start) else ""
    if not PLAIN.fullmatch(start):
        return ""
    depth = () if not shallow else ("--depth=1",) if start == name.removeprefix(REMOTES) else ("--unshallow",)
    if WHOLE_ID.fullmatch(start):
        return _fetch(*depth, remote, start)
    if RELEASE.fullmatch(start):
        return _fetch(*depth, remote, "tag", start)
    of = next((each for each in remotes if start.startswith(f"{each}/")), "")
    branch = start.removeprefix(f"{of}/") if of else start
    return _fetch(*depth, of or remote, f"{branch}:{REMOTES}{of}/{branch}" if of else f"{branch}:{branch}")


def _fetch(*arguments: str) -> str:
    return shlex.join(["git", "fetch", *arguments])
