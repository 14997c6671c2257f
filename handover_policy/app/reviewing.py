"""Reviewing: whole policy sets checked and mended: validate, lint and test put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handover_policy.app.opening import (
    MESSAGES,
    Opened,
    citations,
    load_messages,
    load_schemas,
    load_statutes,
    open_policies,
    read_policy,
)
from handover_policy.app.wiring import Run, judging, lint_reading
from handover_policy.findings.finding import Finding, Severity
from handover_policy.lint.lint import Linted
from handover_policy.lint.mending.attempt import Mended, Seen, mend_all
from handover_policy.lint.mending.plan import plan_mends
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.policy.renamed import own_names
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.policy_folders import PolicyFolders, case_files
from handover_policy.sources.policy_repair import Repair, repair_of
from handover_policy.testing.cases import PolicyCase, read_cases
from handover_policy.testing.policy_test import CaseResult, run_case
from handover_policy.testing.renamed import with_newest_ids


def mend_policy(place: Path, today: date) -> tuple[Mended, tuple[Repair, ...]]:
    """Return what lint can mend of a policy set by itself, and the files with it; nothing is written.

    A set with errors is left alone, and so are files that links lead to. Raises OSError where the folder cannot be
    read.
    """
    itself = PolicyFolders()
    files = itself.read(place).files
    mendable = itself.mendable()
    own = {file.path: file.content for file in files if file.path in mendable}
    schemas = load_schemas()
    messages = load_messages(place / MESSAGES)
    packs, _ = load_statutes(schemas)
    laws = citations(packs).keys()

    def look(texts: Mapping[str, str]) -> Seen:
        folders = PolicyFolders({place / path: text.encode() for path, text in texts.items()})
        reading = read_policy(place, messages, schemas, laws, folders=folders)
        policy = reading.policy
        if policy is None:
            return Seen(findings=reading.findings, mends=())
        linted = lint_reading(policy, reading, messages, packs, today, place=place)
        sheet = FactSheet(policy, reading.documents, messages)
        mends = plan_mends(linted.statutes, sheet, reading.documents, linted.findings, own.__contains__)
        return Seen(findings=(*reading.findings, *linted.findings), mends=mends)

    texts = {path: text for path, content in own.items() if (text := readable(content)) is not None}
    mended = mend_all(texts, look)
    return mended, tuple(repair_of(place, path, own[path], text.encode()) for path, text in mended.texts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What validate, lint and test say of a policy set, read once; `results` are empty where it has errors.

    `linted` is None where the set could not be read as one.
    """

    opened: Opened
    findings: tuple[Finding, ...]
    results: tuple[CaseResult, ...]
    linted: Linted | None


def check_policies(places: Iterable[Path], today: date) -> Iterator[Checked | OSError]:
    """Yield for each policy set what there is to say of it, or why it cannot be read.

    `today` is the day on which waivers are looked at. What ships is loaded once for all sets.
    """
    schemas = load_schemas()
    packs, wrong = load_statutes(schemas)
    for place in places:
        try:
            opened = open_policies([place], citations(packs).keys(), schemas=schemas)
            cases, unfit = read_cases(case_files(place), schemas)
        except OSError as error:
            yield error
            continue
        (reading,) = opened.readings
        policy = reading.policy
        if policy is not None:
            cases, renamed = with_newest_ids(cases, own_names(policy))
            unfit = (*unfit, *renamed)
        linted = (
            lint_reading(policy, reading, opened.messages, packs, today, place=place) if policy is not None else None
        )
        findings = (*wrong, *opened.findings, *(linted.findings if linted is not None else ()), *unfit)
        sound = opened.policies and not any(each.severity is Severity.ERROR for each in unfit)
        results = tuple(_played(opened, cases)) if sound else ()
        yield Checked(opened=opened, findings=findings, results=results, linted=linted)


def _played(opened: Opened, cases: Iterable[PolicyCase]) -> Iterator[CaseResult]:
    run = Run(opened)
    for case in cases:
        yield run_case(case, judging(run.again()), opened.policies[0].manifest.timezone)
