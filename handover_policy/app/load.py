"""read_set, open_policies: policy sets read with their messages, made ready to decide, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handover_policy.app.library import Library, names_of
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.report import TextOf, no_text
from handover_policy.policy.inherit.folder import FileRefusal, SourceFolder
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import Reading, read_policy_set
from handover_policy.policy.renamed import history_findings
from handover_policy.render.authoring.offered import lacking_variables
from handover_policy.render.authoring.spoken import unserved_language
from handover_policy.render.authoring.trial import tried_texts
from handover_policy.render.templates import Templates, TemplatesInvalid, compile_templates
from handover_policy.sources.policy_sources import FolderSource, PolicySource

MESSAGES = "notifications/"
DOCUMENTS = "_documents/"
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRead:
    """A policy set as it was read; `empty` tells that there is no file of it.

    `own` are the files of its own messages, `messages` those of all messages there are for it, by path below
    `notifications/`. `folders` are what was read: the set, and those that it extends.
    """

    reading: Reading
    folders: tuple[SourceFolder, ...]
    own: Mapping[str, str]
    messages: Mapping[str, str]
    empty: bool


def read_set(
    source: PolicySource, library: Library, *, beside: Mapping[str, str] = NOTHING, cited: bool = False
) -> SetRead:
    """Return a policy set, wherever it lies, with its findings; the one way in which sets are read.

    Args:
        source: where the set lies.
        library: what ships.
        beside: the messages of other versions of the set, which its rules may send too.
        cited: warns of laws that no statute pack names.

    Raises:
        OSError: the folder cannot be read.
        GitFailed: the repository does not hold all of it.

    """
    own = source.messages()
    messages = {**library.messages, **beside, **own}
    folder = source.read()
    folders = [folder]

    def parent(reference: str, child: SourceFolder) -> SourceFolder | FileRefusal | None:
        found = source.parent(reference, child)
        folders.extend([found] if isinstance(found, SourceFolder) else [])
        return found

    reading = read_policy_set(
        folder,
        fetch_parent=parent,
        schemas=library.schemas,
        notifications=names_of(messages),
        law_ids=library.citations.keys() if cited else (),
    )
    return SetRead(reading=reading, folders=tuple(folders), own=own, messages=messages, empty=not folder.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Policy versions ready to decide; `policies` is empty, or `templates` None, where a finding stands in the way.

    `sets` and `messages` (files of notifications/ by path, the set's own in place of those that ship) are what they
    were made of, whether or not something stands in the way; `shipped` are the messages that ship. `text_of` gives the
    text a finding stands in, `place_of` where that file lies, `language` is what the newest manifest says of it.
    """

    policies: tuple[PolicySet, ...]
    templates: Templates | None
    findings: tuple[Finding, ...]
    schemas: Mapping[str, dict[str, Any]]
    sets: tuple[SetRead, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    shipped: Mapping[str, str] = field(default_factory=dict)
    text_of: TextOf = no_text
    place_of: Callable[[str], Path | None] = lambda _: None
    language: str = ""


def open_policies(
    places: Iterable[Path | PolicySource], library: Library | None = None, *, cited: bool = False
) -> Opened:
    """Read every version of a policy set, with the messages each brings along; raises OSError.

    Each lies in a folder, or was kept. Of several versions findings name each file with where its set lies. `library`
    is what ships, where some of it has been read already; `cited` warns of laws that no statute pack names.
    """
    library = library or Library()
    places = tuple(dict.fromkeys(places))
    opened = [FolderSource(place) if isinstance(place, Path) else place for place in places]
    sources = {f"{source.label}/" if len(opened) > 1 else "": source for source in opened}
    own = {path: text for source in sources.values() for path, text in source.messages().items()}
    sets = tuple(read_set(source, library, beside=own, cited=cited) for source in sources.values())
    messages = library.messages | own
    found = tuple(
        _within(prefix, finding)
        for prefix, each in zip(sources, sets, strict=True)
        for finding in each.reading.findings
    )
    policies = tuple(each.reading.policy for each in sets if each.reading.policy is not None)
    complete = policies if len(policies) == len(places) else ()
    templates, wrong = _templates(messages, own, library.messages)
    found = (*found, *_history(complete, tuple(sources)), *wrong)
    complete = () if any(finding.severity is Severity.ERROR for finding in wrong) else complete
    if templates is not None and complete:
        found = (*found, *_lacking(complete, sources, templates))
    return Opened(
        policies=complete,
        templates=templates,
        findings=found,
        schemas=library.schemas,
        sets=sets,
        messages=messages,
        shipped=library.messages,
        text_of=_texts_in(sources, messages),
        place_of=_places_in(sources),
        language=next((each.reading.language for each in reversed(sets) if each.reading.language), ""),
    )


def _history(policies: tuple[PolicySet, ...], prefixes: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what is wrong with the renamings of each version, given those that were in force before it."""
    for policy, prefix in zip(policies, prefixes, strict=False):
        since = policy.manifest.effective_from
        earlier = [each for each in policies if each.manifest.effective_from < since]
        yield from (_within(prefix, finding) for finding in history_findings(policy, earlier))


def _texts_in(sources: Mapping[str, PolicySource], messages: Mapping[str, str]) -> TextOf:
    """Return what gives the text of a file as findings name it; `sources` by what their files' names begin with."""

    def text_of(file: str) -> str | None:
        if file.startswith(MESSAGES):
            refused = any(isinstance(each, FolderSource) and each.is_refused(file) for each in sources.values())
            return None if refused else messages.get(file.removeprefix(MESSAGES))
        prefix = next((each for each in sources if file.startswith(each)), "")
        return sources[prefix].text_of(file.removeprefix(prefix)) if prefix in sources else None

    return text_of


def _lacking(policies: Sequence[PolicySet], prefixes: Iterable[str], templates: Templates) -> tuple[Finding, ...]:
    """Return what the messages of each version lack: a value that a notice does not bring along, its language."""
    return tuple(
        _within(prefix, finding)
        for prefix, policy in zip(prefixes, policies, strict=True)
        for finding in (
            *lacking_variables(policy.notices, templates.declarations),
            *unserved_language(policy, templates.texts),
        )
    )


def _places_in(sources: Mapping[str, PolicySource]) -> Callable[[str], Path | None]:
    """Return what tells where a file lies that findings name."""

    def place_of(file: str) -> Path | None:
        prefix = next((each for each in sources if file.startswith(each)), "")
        source = sources.get(prefix)
        return source.place_of(file.removeprefix(prefix)) if isinstance(source, FolderSource) else None

    return place_of


def _templates(
    messages: Mapping[str, str], own: Mapping[str, str], shipped: Mapping[str, str]
) -> tuple[Templates | None, tuple[Finding, ...]]:
    """Return the messages ready to render, and what is wrong with them, and with documents a set brings along."""
    try:
        templates = compile_templates(messages, shipped=shipped)
    except TemplatesInvalid as invalid:
        return None, invalid.findings
    wrong = tried_texts(own, templates) if own else ()
    if any(path.startswith(DOCUMENTS) for path in own):
        from handover_policy.render.documents.document import check_documents  # noqa: PLC0415 - few sets bring any

        wrong = (*wrong, *check_documents(messages, templates.wordings))
    return templates, wrong  # what ships is held by tests


def _within(prefix: str, finding: Finding) -> Finding:
    """Return a finding whose file is named with the folder it lies in; decisions cite it relative to the set."""
    at = finding.location
    return replace(finding, location=Location(prefix + at.file, at.line, at.column)) if prefix else finding
