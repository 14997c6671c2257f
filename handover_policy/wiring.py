"""Wiring: the one place that puts policy folders, schemas, messages and the engine together."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handover_policy.decide.decide import judge
from handover_policy.decide.follow import Judged
from handover_policy.decide.intake.reader import EventReader, Unreadable
from handover_policy.decide.intake.register import Register
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding
from handover_policy.findings.reporting.report import TextOf, no_text
from handover_policy.model.decision import Decision
from handover_policy.policy.names import KINDS
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.read import Reading, read_policy_set
from handover_policy.render.fill import fill_messages
from handover_policy.render.templates import Templates, TemplatesInvalid, compile_templates
from handover_policy.review.lint.jurisdiction import statutes_for
from handover_policy.review.lint.lint import Linted, lint
from handover_policy.review.lint.read_statutes import read_packs
from handover_policy.review.lint.statutes import StatutePack
from handover_policy.review.reference.keys import Key, keys_of
from handover_policy.sources.event_files import Told
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import shipped_folder

MESSAGES = "notifications/"
TEMPLATE_ENDINGS = (".yaml", ".j2")
MESSAGE_FILE = "/notification.yaml"


def load_schemas() -> dict[str, dict[str, Any]]:
    """Return the shipped schemas by the part of the file name before `.schema.json`; of events by `events/<type>`."""
    folder = shipped_folder("schemas")
    return {
        path.relative_to(folder).as_posix().removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.schema.json"))
    }


def schema_keys() -> dict[str, tuple[Key, ...]]:
    """Return the keys of every kind of policy file, with examples from the default set."""
    schemas = load_schemas()
    reading = read_policy(shipped_folder("rules") / "default", load_messages(), schemas)
    documents = reading.policy.document if reading.policy is not None else {}
    return {kind: keys_of(kind, schemas[kind], documents.get(kind)) for kind in (*KINDS, "test")}


def load_messages(*places: Path) -> dict[str, str]:
    """Return message files by path below `notifications/`; later places replace earlier ones."""
    found: dict[str, str] = {}
    for place in (shipped_folder("notifications"), *places):
        for path in sorted(place.rglob("*")):
            if path.suffix in TEMPLATE_ENDINGS and path.is_file():
                found[path.relative_to(place).as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    return found


def load_statutes(schemas: Mapping[str, dict[str, Any]]) -> tuple[tuple[StatutePack, ...], tuple[Finding, ...]]:
    """Return the shipped statute packs, and what is wrong with their files."""
    folder = shipped_folder("rules") / "statutes"
    return read_packs(PolicyFolders().read(folder).files, schemas["statutes"], "builtin:statutes/")


def read_policy(
    place: Path,
    messages: Mapping[str, str],
    schemas: Mapping[str, dict[str, Any]],
    law_ids: Collection[str] = (),
    *,
    folders: PolicyFolders | None = None,
    prefix: str = "",
) -> Reading:
    """Return a policy set with its findings; raises OSError where the folder cannot be read.

    `folders` remembers the texts that findings stand in; `prefix` goes before the file names in findings.
    """
    folders = folders or PolicyFolders()
    known = {name.split("/", 1)[0] for name in messages if name.endswith(MESSAGE_FILE)}
    folder = folders.read(place, prefix)
    return read_policy_set(folder, fetch_parent=folders.parent, schemas=schemas, notifications=known, law_ids=law_ids)


def law_citations() -> dict[str, str]:
    """Return how every law that a policy may name is cited, by id."""
    return _citations(load_statutes(load_schemas())[0])


def _citations(packs: Iterable[StatutePack]) -> dict[str, str]:
    laws = {name: law.cite for pack in packs for name, law in pack.laws.items()}
    return laws | {rule.id: rule.cite for pack in packs for rule in pack.rules}


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """All findings of a set; `linted` is None where it has errors that stand in the way of the lint."""

    findings: tuple[Finding, ...]
    linted: Linted | None
    text_of: TextOf
    language: str


def lint_policy(place: Path, today: date) -> LintReport:
    """Return what reading and lint find in a policy set.

    `today` is the day on which waivers are looked at. Raises OSError where the folder cannot be read.
    """
    schemas = load_schemas()
    messages = load_messages(*((place / "notifications",) if (place / "notifications").is_dir() else ()))
    packs, wrong = load_statutes(schemas)
    folders = PolicyFolders()
    reading = read_policy(place, messages, schemas, _citations(packs).keys(), folders=folders)
    text_of = _text_of(folders, messages)
    if reading.policy is None:
        found = (*wrong, *reading.findings)
        return LintReport(findings=found, linted=None, text_of=text_of, language=reading.language)
    statutes = statutes_for(reading.policy.manifest.jurisdiction, packs)
    linted = lint(reading.policy, reading.documents, messages, statutes, today)
    found = (*wrong, *reading.findings, *linted.findings)
    return LintReport(findings=found, linted=linted, text_of=text_of, language=reading.language)


def message_names(place: Path) -> tuple[str, ...]:
    """Return the names of the messages there are for a policy set: those that ship, and its own."""
    names = {name.split("/", 1)[0] for name in load_messages(place / "notifications") if name.endswith(MESSAGE_FILE)}
    return tuple(sorted(names))


def _text_of(folders: PolicyFolders, messages: Mapping[str, str]) -> TextOf:
    """Return what gives the text of a file as findings name it: of a policy, or of a message."""
    return lambda file: (
        messages.get(file.removeprefix(MESSAGES)) if file.startswith(MESSAGES) else folders.text_of(file)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Policy versions ready to decide; `policies` is empty, or `templates` None, where a finding stands in the way.

    `text_of` gives the text a finding stands in, `language` is what the newest manifest says of it.
    """

    policies: tuple[PolicySet, ...]
    templates: Templates | None
    findings: tuple[Finding, ...]
    schemas: Mapping[str, dict[str, Any]]
    text_of: TextOf = no_text
    language: str = ""


def open_policies(places: Sequence[Path], law_ids: Collection[str] = ()) -> Opened:
    """Read every version of a policy set, with the messages each brings along; raises OSError.

    Of several versions findings name each file with the folder it lies in. Where `law_ids` are given, laws that are not
    among them are warned of.
    """
    schemas = load_schemas()
    folders = PolicyFolders()
    messages = load_messages(*(place / "notifications" for place in places if (place / "notifications").is_dir()))
    readings = [
        read_policy(place, messages, schemas, law_ids, folders=folders, prefix=f"{place}/" if len(places) > 1 else "")
        for place in places
    ]
    found = tuple(finding for reading in readings for finding in reading.findings)
    policies = tuple(reading.policy for reading in readings if reading.policy is not None)
    complete = policies if len(policies) == len(places) else ()
    templates = None
    try:
        templates = compile_templates(messages)
    except TemplatesInvalid as invalid:
        complete, found = (), (*found, *invalid.findings)
    return Opened(
        policies=complete,
        templates=templates,
        findings=found,
        schemas=schemas,
        text_of=_text_of(folders, messages),
        language=next((reading.language for reading in reversed(readings) if reading.language), ""),
    )


class Run:
    """A run over events: reads, judges, renders, one decision for each event."""

    def __init__(self, opened: Opened, *, engine: EngineName = "durable") -> None:
        """Start with an empty register; raises ValueError where the versions do not belong together."""
        if opened.templates is None:
            raise ValueError("the messages have findings")
        self.books = Rulebooks(opened.policies, engine=engine)
        self.register = Register(self.books.zone_owner.manifest.timezone)
        self._engine: EngineName = engine
        self._templates = opened.templates
        types = {
            name.removeprefix("events/"): schema
            for name, schema in opened.schemas.items()
            if name.startswith("events/")
        }
        self._reader = EventReader(opened.schemas["event"], types)

    def again(self) -> Run:
        """Return a run with an empty register on the same policy, already compiled."""
        other = copy(self)
        other.register = Register(self.books.zone_owner.manifest.timezone)
        return other

    def under(self, policy: PolicySet) -> Run:
        """Return a run with an empty register on another policy, with the same messages and engine."""
        other = copy(self)
        other.books = Rulebooks((policy,), engine=self._engine)
        other.register = Register(policy.manifest.timezone)
        return other

    def decide(self, told: Told) -> Judged:
        """Return the decision on one event, its messages written."""
        event = self._reader.read(told.content, told.line)
        if isinstance(event, Unreadable):
            refusal = ("invalid-event", "；".join(event.reasons))
            return Judged(
                decision=Decision(event=event.event, case=None, policy=None, outcome="refused", refusal=refusal)
            )
        return fill_messages(judge(self.register, self.books, event), self._templates, self.register)

    def decisions(self, events: Iterator[Told]) -> Iterator[Judged]:
        """Yield the decisions on events, in their order."""
        for told in events:
            yield self.decide(told)


def starting_over(
    opened: Opened, *, engine: EngineName = "durable"
) -> Callable[[], Callable[[dict[str, Any]], dict[str, Any]]]:
    """Return what gives a fresh judge at each call: events as JSON in, decisions as JSON out, knowing nobody yet."""
    first = Run(opened, engine=engine)
    return lambda: judging(first.again())


def altering(opened: Opened) -> Callable[[PolicySet], Callable[[], Callable[[dict[str, Any]], dict[str, Any]]]]:
    """Return what makes another policy ready with the same messages, and gives fresh judges as `starting_over` does.

    Conditions are judged by generated Python: it is ready sooner than the C engine and gives the same answers.
    """
    first = Run(opened, engine="compiled")

    def ready(policy: PolicySet) -> Callable[[], Callable[[dict[str, Any]], dict[str, Any]]]:
        run = first.under(policy)
        return lambda: judging(run.again())

    return ready


def judging(run: Run, seen: Callable[[Judged], None] = lambda _: None) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what judges one event after the other in a run, as JSON; `seen` is told of every judgement."""

    def decide(event: dict[str, Any]) -> dict[str, Any]:
        content = json.dumps(event, ensure_ascii=False, default=str).encode()
        judged = run.decide(Told(line=1, content=content))
        seen(judged)
        written: dict[str, Any] = json.loads(json.dumps(judged.decision.as_json(), default=dict))
        return written

    return decide
