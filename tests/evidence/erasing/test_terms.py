"""How long things are kept: as the policy says, else the settings, else the law, and never less than the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from handover_policy.app.asking.view import view_of
from handover_policy.app.erasing.report import ErasureReport, Ground
from handover_policy.app.erasing.retention import RetentionTerm, terms_of
from handover_policy.app.erasing.saying import conclusion_said, ground_said, passing_said, report_lines, term_said
from handover_policy.app.library import load_schemas
from handover_policy.app.serving.settings_file.read import read_settings
from handover_policy.ledger.database import reading
from handover_policy.model.dates.expression import Period
from handover_policy.texts.texts import texts
from tests.evidence.erasing.departures import Firm

YEARS = {"contract_text": 2, "wage_records": 2, "handover_evidence": 3}


@pytest.mark.parametrize(
    ("law", "written", "settings", "told"),
    [
        ("CN", {}, {}, {name: (count, "law") for name, count in YEARS.items()}),
        ("ZZ", {}, {}, {name: (count, "default") for name, count in YEARS.items()}),
        ("CN-SH", {"contract_text": "5 years"}, {"contract_text": 9}, {"contract_text": (5, "policy")}),
        ("CN", {}, {"handover_evidence": 6}, {"handover_evidence": (6, "settings"), "wage_records": (2, "law")}),
        (
            "CN",
            {"contract_text": "1 year", "handover_evidence": "300 days"},
            {},
            {"contract_text": (2, "law"), "handover_evidence": (1, "law")},
        ),
        ("US-CA", {"contract_text": "1 year"}, {}, {"contract_text": (1, "policy")}),
    ],
)
def test_who_says_how_long(
    law: str, written: dict[str, str], settings: dict[str, int], told: dict[str, tuple[int, str]], here: Firm
) -> None:
    retention = {name: Period(count=count, unit="year") for name, count in settings.items()}
    company = replace(here.company, settings=replace(here.company.settings, retention=retention))
    with reading(here.engine) as connection:
        view = view_of(connection, company, here.clock())
        document = {**view.policy.document, "obligations": {"retention": written} if written else {}}
        manifest = replace(view.policy.manifest, jurisdiction=law)
        policy = replace(view.policy, manifest=manifest, document=document)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(type(company.run.books), "on", lambda *_: SimpleNamespace(policy=policy))
            found = terms_of(view)
    assert {each.name: (each.period.count, each.source) for each in found if each.name in told} == told


def test_settings_say_how_long_and_what_is_no_period_is_told(tmp_path: Path) -> None:
    file = tmp_path / "service.yaml"
    text = "kind: service\ndatabase: sqlite:///x.db\ncompanies:\n  - id: acme\n    retention: {wage_records: %s}\n"
    file.write_text(text % "30 months", encoding="utf-8")
    read = read_settings(file, load_schemas(), data=None)
    assert read.settings is not None
    assert read.settings.companies[0].retention == {"wage_records": Period(count=30, unit="month")}
    file.write_text(text % "for ever", encoding="utf-8")
    assert "bad-form" in {each.code for each in read_settings(file, load_schemas(), data=None).findings}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_ground_is_said_in_a_sentence(language: str) -> None:
    words, day = texts(language), date(2029, 4, 1)
    term = RetentionTerm(name="contract_text", period=Period(count=2, unit="year"), source="law")
    grounds = [
        Ground(code="hold", params={"since": "2026-01-01", "why": "仲裁"}),
        Ground(code="employed"),
        Ground(code="open-case", params={"case": "E1/1"}),
        Ground(code="open-duty", params={"case": "E1/1", "what": "经济补偿", "count": "2"}),
        Ground(code="others-case", params={"case": "E2/1", "count": "1"}),
        Ground(code="no-last-day"),
        Ground(code="retention", until=day, term=term),
        Ground(code="retained", until=day),
    ]
    said = [ground_said(each, words) for each in grounds]
    assert len(set(said)) == len(grounds)
    assert "2026-01-01" in said[0]
    assert {"zh": "五十条", "en": "art. 50"}[language] in said[6]
    assert "仲裁" in said[0]
    assert "仲裁" not in ground_said(grounds[0], words, to_person=True)
    lawful = term_said(replace(term, source="policy", lawful=True), words)
    assert {"zh": "五十条", "en": "art. 50"}[language] in lawful
    told = [term_said(replace(term, source=source), words) for source in ("policy", "settings", "law", "default")]
    assert len(set(told)) == len(told)
    report = ErasureReport(
        person="E1", name="张", grounds=grounds, terms=(), passing={"drafts": 2, "links": 1}, cases=()
    )
    assert passing_said({}, words) != passing_said(report.passing, words)
    dated = replace(report, grounds=grounds[-1:])
    assert (report.until, dated.until, replace(report, grounds=()).until) == (None, day, None)
    ends = [conclusion_said(each, words) for each in (report, dated, replace(report, grounds=()))]
    assert len(set(ends)) == len(ends)
    assert len(list(report_lines(report, words))) == len(grounds) + 5
