"""Anchors: one row each is all that reading, explaining, comparing and trying need."""

from datetime import date

import pytest

from handover_policy.model.words.anchors import ANCHORS, anchors_for, imagined_days


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_anchors_read_alike(language: str) -> None:
    assert len({row.written[language] for row in ANCHORS.values()}) == len(ANCHORS)


def test_every_anchor_has_a_day_in_an_imagined_departure() -> None:
    assert set(imagined_days(date(2026, 3, 2), date(2026, 4, 1))) == set(ANCHORS)


def test_what_belongs_to_a_case_counts_from_the_case_alone() -> None:
    assert anchors_for("case") == ("arrival", "last_day")
    assert anchors_for("step") == ("arrival", "last_day", "task.start")
    assert anchors_for("case", "event message") == ("arrival", "last_day", "event")
