"""fetched: a reference of a repository elsewhere, brought into a folder of one's own; the one place that fetches."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from handover_policy.sources.git.process import GitFailed, git_output
from handover_policy.sources.git.repository import GIT, Repository

PROTOCOLS = "https:http:ssh:git:file"
REACHING = {
    "GIT_ALLOW_PROTOCOL": PROTOCOLS,
    "GIT_HTTP_LOW_SPEED_LIMIT": "1000",  # bytes a second, below which a server counts as gone
    "GIT_HTTP_LOW_SPEED_TIME": "20",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=10",
}
SECRET = re.compile(r"(?<=://)[^/@\s]*@")
NAME_LENGTH = 16


def fetched(address: str, ref: str, folder: Path) -> tuple[Repository, str]:
    """Return a repository that holds a reference as it stands elsewhere now, and the reference's name in it.

    Args:
        address: of the repository, such as `https://…` or `git@host:path`.
        ref: a branch, a tag or a commit that is offered there.
        folder: where repositories are kept, one a folder.

    Raises:
        GitFailed: it cannot be reached and nothing of it was fetched before, or it has no such reference.

    """
    place = folder / _name(address)
    kept = f"refs/handover/{_name(ref)}"
    git = place / GIT
    try:
        if not git.is_dir():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            git_output("init", "--bare", "--quiet", "--template=", str(git), repository=None, here=place)
        told = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
        git_output(*told, "--", address, f"+{ref}:{kept}", repository=git, settings=REACHING)
    except GitFailed as failed:
        raise GitFailed(without_secret(str(failed))) from None
    except OSError as failed:
        raise GitFailed(f"git: {failed.strerror}") from failed
    return Repository(place), kept


def known(address: str, ref: str, folder: Path) -> tuple[Repository, str] | None:
    """Return what `fetched` brought before, without asking anybody; None where it has brought nothing."""
    place = folder / _name(address)
    if not (place / GIT).is_dir():
        return None
    repository, kept = Repository(place), f"refs/handover/{_name(ref)}"
    return None if repository.revision(kept) is None else (repository, kept)


def without_secret(text: str) -> str:
    """Return a text in which no address tells with which name and password it is reached."""
    return SECRET.sub("", text)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:NAME_LENGTH]
