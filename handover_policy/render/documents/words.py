"""read_words: the words of a document in one language, some of them by the cause of the departure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from handover_policy.model.words.causes import CAUSES
from handover_policy.render.authoring.author_file import AuthorFile
from handover_policy.render.authoring.language.checking import Words
from handover_policy.render.authoring.reading import Place
from handover_policy.render.documents.catalogue import DOCUMENTS

WORDS = "_documents/words/"
SHARED, BY_CAUSE = "shared", "by_cause"


class _Any(frozenset[str]):
    """Takes every key: templates tell which words there must be."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return True


ANY = _Any()


class DocumentWords(NamedTuple):
    """The words of a document, and by the cause of a departure those that are said in their place."""

    usual: Words
    by_cause: Mapping[str, Words]

    def said(self, cause: str) -> Words:
        """Return the words for a cause."""
        return MappingProxyType({**self.usual, **self.by_cause.get(cause, {})})


def read_words(file: AuthorFile, name: str) -> DocumentWords:
    """Return the words that the templates of a document know as `say`; its own win over those shared by all.

    What is missing here is found where a template asks for it; what is said by cause must be a word there is.
    """
    file.mapping((), keys=("kind", SHARED, *DOCUMENTS), required=(SHARED, *DOCUMENTS))
    usual = {**_words(file, (SHARED,), ANY), **_words(file, (name,), ANY)}
    by_cause: dict[str, Words] = {}
    for part in (SHARED, name):
        for cause in file.mapping((part, BY_CAUSE), keys=CAUSES):
            by_cause[cause] = {**by_cause.get(cause, {}), **_words(file, (part, BY_CAUSE, cause), usual)}
    return DocumentWords(MappingProxyType(usual), MappingProxyType(by_cause))


def _words(file: AuthorFile, place: Place, known: Collection[str]) -> dict[str, str | Mapping[str, str]]:
    """Return the words at a place, of those that are known; a group of words keeps those it does not tell."""
    found: dict[str, str | Mapping[str, str]] = {}
    for word, value in file.mapping(place, keys=known).items():
        group = known.get(word) if isinstance(known, Mapping) else None
        if word == BY_CAUSE:
            continue
        if isinstance(group, Mapping) or (isinstance(value, dict) and not isinstance(group, str)):
            told = file.mapping((*place, word), keys=group or ANY)
            found[word] = MappingProxyType(
                {**(group or {}), **{each: file.text((*place, word, each)) for each in told}}
            )
        else:
            found[word] = file.text((*place, word))
    return found
