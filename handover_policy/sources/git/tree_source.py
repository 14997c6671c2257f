"""TreeSource: one policy set in a commit, read without a checkout; sets_in: where the sets of a commit lie."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from handover_policy.policy.inherit.folder import FileRefusal
from handover_policy.policy.read import SourceFile, SourceFolder
from handover_policy.policy.yaml_source.text import LARGEST, readable
from handover_policy.sources.git.process import GitFailed
from handover_policy.sources.git.repository import Repository
from handover_policy.sources.git.tree import Tree, TreeWalk, is_hidden
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.policy_sources import MESSAGE_ENDINGS, MESSAGES
from handover_policy.sources.shipped import BUILTIN, shipped_place

MANIFEST = "policy.yaml"
RULE_ENDINGS = (".yaml", ".yml")
TESTS = "tests"
NO_RULES = (TESTS, MESSAGES)


class TreeSource:
    """A policy set in a tree of a git repository; what it extends by a relative path lies in the same tree.

    Whatever reads raises GitFailed, with the label of the set, where the repository does not hold all of it.
    """

    def __init__(self, repository: Repository, tree: Tree, path: str, label: str) -> None:
        """Take the paths of the whole tree, and the path of the set in it, empty for the root."""
        self.label = label
        self.place = path
        self._repository = repository
        self._tree = tree
        self._held: dict[str, bytes | int] = {}
        self._walks: dict[str, TreeWalk] = {}
        self._places: dict[str, str] = {"": path}

    def read(self) -> SourceFolder:
        """Return the files of the set."""
        return self._read(self.place, "")

    def _read(self, path: str, name: str) -> SourceFolder:
        self._places[name] = path
        walk = self._walk(path)
        refused = [each for each in walk.refused if _counts(each.path, of_parent=bool(name))]
        files = []
        counted = [each for each in walk.files if _counts(each, of_parent=bool(name))]
        for each, content in zip(counted, self._contents(walk.files[each] for each in counted), strict=True):
            if isinstance(content, int):
                refused.append(
                    FileRefusal(each, "file-too-large", MappingProxyType({"size": content, "limit": LARGEST}))
                )
            elif _is_rule(each):
                files.append(SourceFile(each, content))
        return SourceFolder(name, tuple(sorted(files, key=lambda each: each.path.split("/"))), tuple(refused))

    def _walk(self, path: str) -> TreeWalk:
        if path not in self._walks:
            self._walks[path] = TreeWalk(self._tree, path, (*RULE_ENDINGS, *MESSAGE_ENDINGS), f"{MESSAGES}/")
        return self._walks[path]

    def _contents(self, places: Iterable[str]) -> list[bytes | int]:
        """Return what files hold, or the size of one that is too large; each is read once."""
        objects = [self._tree.files[each] for each in places]
        lacking = [each for each in dict.fromkeys(objects) if each not in self._held]
        try:
            found = self._repository.contents(lacking, LARGEST)
        except GitFailed as failed:
            failed.label = self.label
            raise
        self._held.update(zip(lacking, found, strict=True))
        return [self._held[each] for each in objects]

    def parent(self, reference: str, child: SourceFolder) -> SourceFolder | FileRefusal | None:
        """Return the set that `extends` names: one that ships, or one of the same tree; or why it is not read."""
        if reference.startswith(BUILTIN):
            shipped = shipped_place(reference)
            return None if shipped is None else PolicyFolders().read(shipped, f"{reference}/")
        start = self._places.get(child.name, "")
        path = None if reference.startswith(("/", "\\")) else self._tree.resolved(posixpath.join(start, reference))
        if path is None or is_hidden(path, start):
            return FileRefusal(reference, "extends-outside")
        return self._read(path, f"{reference.rstrip('/')}/") if path in self._tree.folders else None

    def messages(self) -> Mapping[str, str]:
        """Return the files of the set's own messages."""
        start = f"{MESSAGES}/"
        files = self._walk(self.place).files
        inside = [each for each in files if each.startswith(start) and each.endswith(MESSAGE_ENDINGS)]
        found = zip(inside, self._contents(files[each] for each in inside), strict=True)
        texts = {each: content.decode("utf-8", "replace") for each, content in found if isinstance(content, bytes)}
        return {each.removeprefix(start): text for each, text in texts.items()}

    def path_of(self, file: str) -> str | None:
        """Return where a file lies, from the root of the repository."""
        for name in sorted(self._places, key=len, reverse=True):
            if file.startswith(name):
                path = self._walk(self._places[name]).files.get(file.removeprefix(name))
                if path is not None:
                    return path
        return None

    def text_of(self, file: str) -> str | None:
        """Return the text of a file."""
        path = self.path_of(file)
        if path is None:
            return None
        content = self._contents([path])[0]
        return None if isinstance(content, int) else readable(content) or content.decode("utf-8", "replace")


def _counts(path: str, *, of_parent: bool) -> bool:
    """Return whether a file is read for this set: tests are not, and messages of a parent."""
    return path.split("/", maxsplit=1)[0] not in (NO_RULES if of_parent else (TESTS,))


def _is_rule(path: str) -> bool:
    return path.endswith(RULE_ENDINGS) and path.split("/", maxsplit=1)[0] not in NO_RULES


def sets_in(tree: Tree) -> tuple[str, ...]:
    """Return the folders of a tree that hold a manifest, without those in hidden folders."""
    found = (posixpath.split(path) for path in (*tree.files, *tree.links))
    return tuple(
        sorted(
            folder
            for folder, name in found
            if name == MANIFEST
            and not folder.startswith(".")
            and "/." not in folder
            and tree.has_file(posixpath.join(folder, name))
        )
    )
