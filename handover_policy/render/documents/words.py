"""read_words: the words of a document in one language, from a file of its own kind."""

from __future__ import annotations

from types import MappingProxyType

from handover_policy.render.authoring.author_file import AuthorFile
from handover_policy.render.authoring.language.checking import Words
from handover_policy.render.documents.catalogue import DOCUMENTS

WORDS = "_documents/words/"
SHARED = "shared"


def read_words(file: AuthorFile, name: str) -> Words:
    """Return the words that the templates of a document know as `say`; its own win over those shared by all.

    What is missing here is found where a template asks for it.
    """
    file.mapping((), keys=("kind", SHARED, *DOCUMENTS), required=(SHARED, *DOCUMENTS))
    found: dict[str, str | MappingProxyType[str, str]] = {}
    for part in (SHARED, name):
        told = file.mapping((part,), keys=_Any())
        for word, value in told.items():
            path = (part, word)
            if isinstance(value, dict):
                found[word] = MappingProxyType({each: file.text((*path, each)) for each in value})
            else:
                found[word] = file.text(path)
    return MappingProxyType(found)


class _Any(frozenset[str]):
    """Takes every key: templates tell which words there must be."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return True
