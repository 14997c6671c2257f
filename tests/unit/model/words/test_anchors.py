"""Anchors: one row each is all that reading, explaining, comparing and trying need."""

from datetime import date

from handover_policy.model.words.anchors import ANCHORS, anchors_for, imagined_days


def test_every_anchor_has_a_day_in_an_imagined_departure() -> None:
    assert set(imagined_days(date(2026, 3, 2), date(2026, 4, 1))) == set(ANCHORS)


def test_what_belongs_to_a_case_counts_from_the_case_alone() -> None:
    assert {"arrival", "last_day"} <= set(anchors_for("case")) <= set(anchors_for("step"))
    assert not {"task.start", "task.due", "event"} & set(anchors_for("case"))
    assert set(anchors_for("step")) - set(anchors_for("case")) == {"task.start"}
    assert set(anchors_for("case", "event message")) - set(anchors_for("case")) == {"event"}
