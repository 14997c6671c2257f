"""Languages by BCP 47: which text serves the language that is asked for."""

from __future__ import annotations

import pytest

from handover_policy.render.authoring.spoken import spoken
from handover_policy.render.templates import nearest


@pytest.mark.parametrize(
    ("language", "served"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("EN-gb", "en"),
        ("en_US", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("fr", None),
        ("", None),
    ],
)
def test_a_language_is_served_by_the_nearest_of_its_tongue(language: str, served: str | None) -> None:
    assert spoken(("zh-CN", "en"), language) == served


def test_where_no_text_serves_a_language_the_fallback_does() -> None:
    assert nearest(("zh-CN", "en"), "fr", "en") == "en"
    assert nearest(("en",), "fr", "de") == "en"
