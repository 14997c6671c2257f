"""Opened, open_policies: policy sets read from folders with their schemas and messages, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from handover_policy.decide.intake.reader import EventReader
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.reporting.report import TextOf, no_text
from handover_policy.lint.read_statutes import read_packs
from handover_policy.lint.statutes import StatutePack
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import Reading, read_policy_set
from handover_policy.policy.renamed import history_findings
from handover_policy.reference.examples import EXAMPLES, Example, read_examples
from handover_policy.render.authoring.offered import lacking_variables
from handover_policy.render.authoring.trial import tried_texts
from handover_policy.render.templates import Templates, TemplatesInvalid, compile_templates
from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.policy_folders import PolicyFolders, messages_of
from handover_policy.sources.shipped import shipped_folder

MESSAGES = "notifications/"
TEMPLATE_ENDINGS = (".yaml", ".j2", ".css")
DOCUMENTS = "_documents/"
MESSAGE_FILE = "/notification.yaml"
STATUTES = "builtin:statutes/"


def load_schemas() -> dict[str, dict[str, Any]]:
    """Return the shipped schemas by the part of the file name before `.schema.json`; of events by `events/<type>`."""
    folder = shipped_folder("schemas")
    return {
        path.relative_to(folder).as_posix().removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.schema.json"))
    }


def finding_examples() -> Mapping[str, Example]:
    """Return a wrong and a right example for every code of the catalogue."""
    return read_examples(page_texts("handover_policy.findings", (EXAMPLES,))[EXAMPLES])


def load_messages(*places: Path) -> dict[str, str]:
    """Return message files by path below `notifications/`, those that ship and those of sets over them.

    `places` are the folders `notifications/` of sets, which need not be there; later ones replace earlier ones. Raises
    OSError where a set cannot be read.
    """
    shipped = shipped_folder("notifications")
    found = {
        path.relative_to(shipped).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(shipped.rglob("*"))
        if path.suffix in TEMPLATE_ENDINGS and path.is_file()
    }
    for place in places:
        found |= own_messages(place.parent)
    return found


def own_messages(place: Path) -> dict[str, str]:
    """Return the files of a set's own messages by path below `notifications/`; none where the set is not there."""
    return messages_of(place) if place.is_dir() else {}


def event_reader(schemas: Mapping[str, dict[str, Any]]) -> EventReader:
    """Return what reads events by the schemas that `load_schemas` gave."""
    types = {name.removeprefix("events/"): schema for name, schema in schemas.items() if name.startswith("events/")}
    return EventReader(schemas["event"], types)


def load_statutes(
    schemas: Mapping[str, dict[str, Any]], folders: PolicyFolders | None = None
) -> tuple[tuple[StatutePack, ...], tuple[Finding, ...]]:
    """Return the shipped statute packs, and what is wrong with their files; `folders` remembers where they lie."""
    files = (folders or PolicyFolders()).read(shipped_folder("rules") / "statutes", STATUTES).files
    return read_packs(files, schemas["statutes"], STATUTES)


def law_citations() -> dict[str, str]:
    """Return how every law that a policy may name is cited, by id."""
    return citations(load_statutes(load_schemas())[0])


def citations(packs: Iterable[StatutePack]) -> dict[str, str]:
    """Return how the laws and rules of statute packs are cited, by id."""
    laws = {name: law.cite for pack in packs for name, law in pack.laws.items()}
    return laws | {rule.id: rule.cite for pack in packs for rule in pack.rules}


def message_names(place: Path) -> tuple[str, ...]:
    """Return the names of the messages there are for a policy set: those that ship, and its own."""
    return tuple(sorted(names_of(load_messages(place / MESSAGES))))


def names_of(messages: Iterable[str]) -> frozenset[str]:
    """Return the names of messages whose files are given by their paths below `notifications/`."""
    return frozenset(path.split("/", 1)[0] for path in messages if path.endswith(MESSAGE_FILE))


def read_policy(
    place: Path,
    messages: Mapping[str, str],
    schemas: Mapping[str, dict[str, Any]],
    law_ids: Collection[str] = (),
    *,
    folders: PolicyFolders | None = None,
) -> Reading:
    """Return a policy set with its findings; raises OSError where the folder cannot be read.

    `folders` remembers the folders that findings stand in.
    """
    folders = folders or PolicyFolders()
    known = names_of(messages)
    folder = folders.read(place)
    return read_policy_set(folder, fetch_parent=folders.parent, schemas=schemas, notifications=known, law_ids=law_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Policy versions ready to decide; `policies` is empty, or `templates` None, where a finding stands in the way.

    `readings` and `messages` (files of notifications/ by path, the set's own in place of those that ship) are what
    they were made of, whether or not something stands in the way. `text_of` gives the text a finding stands in,
    `place_of` where that file lies, `language` is what the newest manifest says of it.
    """

    policies: tuple[PolicySet, ...]
    templates: Templates | None
    findings: tuple[Finding, ...]
    schemas: Mapping[str, dict[str, Any]]
    readings: tuple[Reading, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    text_of: TextOf = no_text
    place_of: Callable[[str], Path | None] = lambda _: None
    language: str = ""


def open_policies(
    places: Sequence[Path], law_ids: Collection[str] = (), *, schemas: Mapping[str, dict[str, Any]] | None = None
) -> Opened:
    """Read every version of a policy set, with the messages each brings along; raises OSError.

    Where `law_ids` are given, laws that are not among them are warned of. Of several versions findings name each file
    with the folder it lies in. `schemas` are those that ship, where they have been loaded already.
    """
    schemas = schemas or load_schemas()
    places = tuple(dict.fromkeys(places))
    own = {path: text for place in places for path, text in own_messages(place).items()}
    messages = load_messages() | own
    folders = {f"{place}/" if len(places) > 1 else "": PolicyFolders() for place in places}
    readings = [
        read_policy(place, messages, schemas, law_ids, folders=remembering)
        for place, remembering in zip(places, folders.values(), strict=True)
    ]
    found = tuple(
        _within(prefix, finding)
        for prefix, reading in zip(folders, readings, strict=True)
        for finding in reading.findings
    )
    policies = tuple(reading.policy for reading in readings if reading.policy is not None)
    complete = policies if len(policies) == len(places) else ()
    templates, wrong = _templates(messages, own)
    found = (*found, *_history(complete, tuple(folders)), *wrong)
    complete = () if any(finding.severity is Severity.ERROR for finding in wrong) else complete
    if templates is not None and complete:
        found = (*found, *_lacking(complete, folders, templates))
    return Opened(
        policies=complete,
        templates=templates,
        findings=found,
        schemas=schemas,
        readings=tuple(readings),
        messages=messages,
        text_of=_texts_in(folders, messages),
        place_of=_places_in(folders),
        language=next((reading.language for reading in reversed(readings) if reading.language), ""),
    )


def _history(policies: tuple[PolicySet, ...], prefixes: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what is wrong with the renamings of each version, given those that were in force before it."""
    for policy, prefix in zip(policies, prefixes, strict=False):
        since = policy.manifest.effective_from
        earlier = [each for each in policies if each.manifest.effective_from < since]
        yield from (_within(prefix, finding) for finding in history_findings(policy, earlier))


def _texts_in(folders: Mapping[str, PolicyFolders], messages: Mapping[str, str]) -> TextOf:
    """Return what gives the text of a file as findings name it; `folders` by what their files' names begin with."""

    def text_of(file: str) -> str | None:
        if file.startswith(MESSAGES):
            refused = any(each.is_refused(file) for each in folders.values())
            return None if refused else messages.get(file.removeprefix(MESSAGES))
        prefix = next((each for each in folders if file.startswith(each)), "")
        return folders[prefix].text_of(file.removeprefix(prefix)) if prefix in folders else None

    return text_of


def _lacking(policies: Sequence[PolicySet], prefixes: Iterable[str], templates: Templates) -> tuple[Finding, ...]:
    """Return which notices of each version send a message that names a value they do not bring along."""
    return tuple(
        _within(prefix, finding)
        for prefix, policy in zip(prefixes, policies, strict=True)
        for finding in lacking_variables(policy.notices, templates.declarations)
    )


def _places_in(folders: Mapping[str, PolicyFolders]) -> Callable[[str], Path | None]:
    """Return what tells where a file lies that findings name."""

    def place_of(file: str) -> Path | None:
        prefix = next((each for each in folders if file.startswith(each)), "")
        return folders[prefix].path_of(file.removeprefix(prefix)) if prefix in folders else None

    return place_of


def _templates(messages: Mapping[str, str], own: Mapping[str, str]) -> tuple[Templates | None, tuple[Finding, ...]]:
    """Return the messages ready to render, and what is wrong with them, and with documents a set brings along."""
    try:
        templates = compile_templates(messages)
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
