"""find_plan_sources, open_plan_sides, replaying: the rules of both sides of a plan, from folders and git."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.app.run import event_reader
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.engine.ruleset import EngineName
from handover_policy.findings.finding import Finding, Severity
from handover_policy.plan.migrating import MigratedBooks, NewBooks
from handover_policy.plan.pinning import pinning
from handover_policy.plan.plan import AFTER, MIGRATED, Plan, plan_of
from handover_policy.plan.replay import Replay
from handover_policy.plan.side import PlanSide
from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import history_findings
from handover_policy.render.templates import Templates, TemplatesInvalid, compile_templates
from handover_policy.sources.policy_sources import PolicySource
from handover_policy.sources.shipped import BUILTIN
from handover_policy.sources.sides import BASE, HEAD, SideMissing, find_sides

DEFAULT = f"{BUILTIN}default"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSources:
    """Where the versions lie that decide now (`base`) and the new ones (`head`); `doubtful` as in `Sides`."""

    base: tuple[PolicySource, ...]
    head: tuple[PolicySource, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableSide:
    """A set that cannot be used: on which side, where it lies, and what is wrong; without findings it is empty."""

    side: str
    source: PolicySource
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSides:
    """Both sides, read; where something is unusable there is nothing to plan. `findings` tell of renamings."""

    base: tuple[PolicySet, ...]
    head: tuple[PolicySet, ...]
    templates: Templates
    schemas: Mapping[str, dict[str, Any]]
    unusable: tuple[UnusableSide, ...]
    findings: tuple[Finding, ...] = ()


def find_plan_sources(against: Sequence[str], policies: Sequence[str], here: Path) -> PlanSources:
    """Return the sets that were named: folders, `builtin:NAME`, git revisions, `REF:path`, seen from the folder `here`.

    Without a new one it is the set of the working tree, and where there is none the default set. Raises SideMissing
    where one cannot be found.
    """
    new: Sequence[str | None] = policies or (None,)
    try:
        heads = [find_sides(against[0], each, None, here) for each in new]
    except SideMissing as missing:
        if policies or missing.side != HEAD:
            raise
        new = (DEFAULT,)
        heads = [find_sides(against[0], DEFAULT, None, here)]
    bases = [find_sides(each, new[0], None, here) for each in against]
    doubtful = dict.fromkeys(name for sides in (*heads, *bases) for name in sides.doubtful)
    return PlanSources(
        base=tuple(sides.base for sides in bases), head=tuple(sides.head for sides in heads), doubtful=tuple(doubtful)
    )


def open_plan_sides(sources: PlanSources) -> PlanSides:
    """Return both sides, read and checked; raises OSError where a folder cannot be read.

    Both write with the same templates: of a message that several sets bring along, the new rules' one.
    """
    library = Library()
    own: dict[str, str] = {}
    unusable: list[UnusableSide] = []
    read: dict[str, list[PolicySet]] = {BASE: [], HEAD: []}
    templates = compile_templates(library.messages, shipped=library.messages)
    for side, source in [(BASE, each) for each in sources.base] + [(HEAD, each) for each in sources.head]:
        found = read_set(source, library)
        policy = found.reading.policy if not found.empty else None
        findings = () if found.empty else _errors(found.reading.findings)
        if found.own:
            try:
                templates = compile_templates(found.messages, shipped=library.messages)
            except TemplatesInvalid as invalid:
                policy, findings = None, (*findings, *invalid.findings)
        if policy is None:
            unusable.append(UnusableSide(side=side, source=source, findings=findings))
        else:
            read[side].append(policy)
        own |= found.own
    return PlanSides(
        base=tuple(read[BASE]),
        head=tuple(read[HEAD]),
        templates=_together(own, library.messages, templates),
        schemas=library.schemas,
        unusable=tuple(unusable),
        findings=_history(read[BASE], read[HEAD]),
    )


def _history(bases: Sequence[PolicySet], heads: Sequence[PolicySet]) -> tuple[Finding, ...]:
    """Return what is wrong with the renamings of the new versions, given those that decide now."""
    found: list[Finding] = []
    for head in heads:
        since = head.manifest.effective_from
        earlier = [*bases, *(each for each in heads if each.manifest.effective_from < since)]
        found += history_findings(head, earlier)
    return tuple(found)


def _errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.severity == Severity.ERROR)


def _together(own: Mapping[str, str], shipped: Mapping[str, str], otherwise: Templates) -> Templates:
    """Return templates that hold the messages of all sets; those of the newest set where they do not go together."""
    if not own:
        return otherwise
    try:
        return compile_templates({**shipped, **own}, shipped=shipped)
    except TemplatesInvalid:
        return otherwise


def replaying(sides: PlanSides, *, engine: EngineName = "compiled") -> Replay:
    """Return what tells events to the versions that decide now and to the new ones.

    Conditions are evaluated by generated Python, which gives the answers of the C engine and is ready sooner. Raises
    ValueError where the versions of one side do not belong together.
    """
    base = PlanSide(Rulebooks(sides.base, engine=engine))
    if len({policy.manifest.id for policy in sides.head}) > 1:
        raise ValueError("the versions given belong to different policy sets")
    pinned = pinning(sides.base, sides.head)
    others = {MIGRATED: PlanSide(MigratedBooks(pinned, sides.base, engine=engine))}
    if len(sides.head) > 1:
        others[AFTER] = PlanSide(NewBooks(pinned.of_one_set, sides.base, engine=engine))
    return Replay(event_reader(sides.schemas), sides.templates, base, others)


def finished_plan(replay: Replay, sides: PlanSides, *, day: date | None, migrate: bool) -> tuple[Plan, datetime | None]:
    """Return the plan once all events are told, the clock at the end of `day`, by default at the newest event.

    Where the day is before the newest event the clock stays there; its moment comes beside the plan, None otherwise.
    """
    latest = replay.latest
    moment = replay.tick(day)
    early = day is not None and latest is not None and moment is not None and moment < latest
    pinned = pinning(sides.base, sides.head)
    plan = plan_of(replay, pinned, base=sides.base, migrate=migrate, moment=latest if early else moment)
    return plan, latest if early else None
