"""Rules that read texts know English threats from English reassurances."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from handover_policy.app.load import open_policies
from handover_policy.findings.finding import Location
from handover_policy.lint.evaluate import evaluate
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.lint.readings.sheet import FactSheet
from handover_policy.lint.statutes import StatuteRule
from handover_policy.sources.shipped import shipped_folder
from tests.unit.lint.test_samples import shipped

TEXTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "texts_en.yaml").read_text("utf-8"))
MANIFEST = open_policies([shipped_folder("rules") / "default"]).policies[0].manifest
SOURCES = ("clause", "task", "message")


class Said:
    """A policy set that says one text, as a clause, in a task and in a message."""

    def __init__(self, text: str) -> None:
        self._text = text

    def readings(self, path: str) -> tuple[SettingReading, ...]:
        if path != "texts":
            return ()
        place = Location("x.yaml")
        return tuple(
            SettingReading(
                path=path,
                value=self._text,
                location=place,
                subject="x",
                traits={"source": source, "consequence": "none"},
            )
            for source in SOURCES
        )


def rules_of_texts() -> Iterator[StatuteRule]:
    for rule in statutes_for("CN", shipped()[1]).rules:
        if any(check.reads == "texts" for check in rule.checks):
            yield rule


def offended(text: str) -> set[str]:
    sheet = cast("FactSheet", Said(text))
    return {rule.id for rule in rules_of_texts() if any(evaluate(rule, sheet, MANIFEST))}


def cases(kind: str) -> list[tuple[str, str]]:
    return [(rule, text) for rule, texts in TEXTS.items() for text in texts[kind]]


@pytest.mark.parametrize(("rule", "text"), cases("unlawful"))
def test_an_english_threat_is_found(rule: str, text: str) -> None:
    assert rule in offended(text)


@pytest.mark.parametrize("text", [text for _, text in cases("lawful")])
def test_an_english_reassurance_offends_no_rule(text: str) -> None:
    assert offended(text) == set()


def test_every_rule_that_reads_texts_has_english_ones_of_both_kinds() -> None:
    assert {rule.id for rule in rules_of_texts()} == set(TEXTS)
    assert all(len(texts[kind]) > 1 for texts in TEXTS.values() for kind in ("unlawful", "lawful"))


def test_precision_and_recall_over_english_texts_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    hits = sum(rule in offended(text) for rule, text in cases("unlawful"))
    wrong = sum(bool(offended(text)) for _, text in cases("lawful"))
    precision, recall = hits / (hits + wrong), hits / len(cases("unlawful"))
    with capsys.disabled():
        told = len(cases("unlawful")) + len(cases("lawful"))
        print(f"\n{told} English texts: precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201
    assert (precision, recall) == (1.0, 1.0)
