"""Every kind of change, by examples a lawyer can read (changes.yaml): its id, direction and people; its reverse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from handover_policy.diff.change import Direction, opposite
from handover_policy.diff.kinds import KINDS
from handover_policy.diff.measuring.people import in_words
from tests.unit.diff.reading import altered, changes, compared, texts, version

EXAMPLES: list[Mapping[str, Any]] = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text("utf-8"))
TOLD_ELSEWHERE = {
    "policy-added",
    "id-renamed",
    "message-text-changed",
    "layout-changed",
    "locale-sentence-changed",
    "document-text-changed",
    "waiver-hides-more",
}
"""Told by test_parts, test_texts and test_waived."""


def told(before, after) -> list[str]:
    return sorted(f"{change.id} {change.direction.value}" for change in changes(before, after))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["what"]))
def test_a_change_says_what_it_is_and_its_reverse_the_opposite(example) -> None:
    before, after = version(), version(altered(example["file"], example["from"], example["to"]))
    assert told(before, after) == sorted(example["says"])
    assert told(after, before) == sorted(example["reverse"])


@pytest.mark.parametrize("example", [each for each in EXAMPLES if "people" in each], ids=lambda each: str(each["what"]))
def test_a_change_names_the_people_it_concerns(example) -> None:
    before, after = version(), version(altered(example["file"], example["from"], example["to"]))
    comparison = compared(before, after)
    first = example["says"][0].split()[0]
    people = {
        in_words(change.people, comparison.vocabulary, "zh") for change, _ in comparison.changes if change.id == first
    }
    assert people == {example["people"]}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["what"]))
def test_the_examples_themselves_turn_the_direction_round(example) -> None:
    there, back = (sorted(each.split()[1] for each in example[side]) for side in ("says", "reverse"))
    turned = sorted(opposite(Direction(each)).value for each in there)
    assert [each for each in turned if each != "neutral"] == [each for each in back if each != "neutral"]


def test_every_kind_of_change_has_an_example() -> None:
    shown = {each.split()[0] for example in EXAMPLES for side in ("says", "reverse") for each in example[side]}
    assert set(KINDS) - shown == TOLD_ELSEWHERE
    assert shown <= set(KINDS)


def test_nothing_changed_where_rows_keys_and_files_stand_otherwise() -> None:
    files = dict(texts())
    rows = files["gates.yaml"].splitlines(keepends=True)
    files["gates.yaml"] = "".join([*rows[:3], "  # 一条注释\n", *reversed(rows[3:])])
    head, separator, body = files.pop("clauses.yaml").partition("clauses:\n")
    first, second = body.split("  - id: clause.training")
    files["signed/loss.yaml"] = head + separator + first
    files["signed/training.yaml"] = head + separator + "  - id: clause.training" + second
    files = altered("notices.yaml", "channels: [sms, dingtalk]", "channels: [dingtalk, sms]", files)
    files = altered(
        "policy.yaml", "sheet: {parties: [leaver, successor]}", "sheet: {parties: [successor, leaver]}", files
    )
    files["renamed/days.yaml"] = files.pop("notice_days.yaml").replace(
        "hit: unique\nfallback_days: 30", "fallback_days: 30\nhit: unique"
    )
    assert changes(version(), version(files)) == ()
