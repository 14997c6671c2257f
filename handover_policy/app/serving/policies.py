"""open_company, sources_of: the versions of a company's policy, from folders, what ships, or git."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handover_policy.app.library import Library
from handover_policy.app.load import Opened, open_policies
from handover_policy.app.serving.settings import CompanySettings, GitPlace, PolicyPlace
from handover_policy.sources.git.mirror import fetched, known, without_secret
from handover_policy.sources.git.process import GitFailed
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.git.tree_source import TreeSource
from handover_policy.sources.policy_sources import FolderSource, PolicySource
from handover_policy.sources.shipped import policy_place

ADDRESSED = ("https://", "http://", "ssh://", "git://", "file://")


def open_company(settings: CompanySettings, library: Library | None = None) -> Opened:
    """Return a company's policy, opened.

    Raises:
        OSError: a folder is not there, or cannot be read.
        GitFailed: a repository cannot be read, or does not hold what is named.

    """
    return open_policies([source_of(place, settings.mirrors) for place in settings.policy], library)


def source_of(place: PolicyPlace, mirrors: Path) -> PolicySource:
    """Return what reads a version; of a repository elsewhere as it stands there now, or was fetched last.

    Raises:
        GitFailed: a repository cannot be read, or does not hold what is named.

    """
    if not isinstance(place, GitPlace):
        source = FolderSource(policy_place(place))
        source.label = place
        return source
    repository, ref = _repository(place, mirrors)
    revision = repository.revision(ref)
    if revision is None:
        raise GitFailed(f"{without_secret(place.repository)}: {place.ref}?")
    tree = repository.tree(revision)
    if not tree.has_folder(place.path):
        raise GitFailed(f"{without_secret(place.repository)}@{place.ref}: {place.path}?")
    return TreeSource(repository, tree, place.path, named(place))


def stamps_of(settings: CompanySettings) -> Iterator[object]:
    """Yield what tells that a version in git has changed; of folders `sources.watching` tells.

    Raises:
        GitFailed: a repository cannot be read.

    """
    for place in settings.policy:
        if isinstance(place, GitPlace):
            repository, ref = _repository(place, settings.mirrors)
            yield named(place), repository.revision(ref)


def named(place: PolicyPlace) -> str:
    """Return a place as people are told of it: without what an address keeps secret."""
    return without_secret(str(place))


def _repository(place: GitPlace, mirrors: Path) -> tuple[Repository, str]:
    if not is_elsewhere(place.repository):
        return Repository(Path(place.repository)), place.ref
    try:
        return fetched(place.repository, place.ref, mirrors)
    except GitFailed:
        before = known(place.repository, place.ref, mirrors)
        if before is None:
            raise
        return before


def is_elsewhere(repository: str) -> bool:
    """Return whether a repository is named by an address, `https://…` or `git@host:path`, and not by a folder."""
    return repository.startswith(ADDRESSED) or (":" in repository and not Path(repository).exists())
