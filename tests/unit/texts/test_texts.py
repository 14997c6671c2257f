"""The texts of the product: every language says the same things, with the same blanks."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
import yaml

from handover_policy.texts import texts as reader
from handover_policy.texts.texts import CountingSentence, languages, texts, texts_folder

FOLDER = texts_folder()
AREAS = sorted(file.stem for file in (FOLDER / "zh").glob("*.yaml"))


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_chinese_and_english_come_first() -> None:
    assert languages()[:2] == ("zh", "en")


def test_every_language_has_the_same_areas_and_nothing_else() -> None:
    assert {each: sorted(file.name for file in (FOLDER / each).iterdir()) for each in languages()} == {
        each: [f"{area}.yaml" for area in AREAS] for each in languages()
    }


@pytest.mark.parametrize("area", AREAS)
def test_every_language_says_the_same_things_with_the_same_blanks(area: str) -> None:
    first, *others = (texts(each).area(area) for each in languages())
    for other in others:
        assert sorted(first) == sorted(other)
        differ = {key: (first[key], other[key]) for key in first if blanks(first[key]) != blanks(other[key])}
        assert differ == {}


@pytest.mark.parametrize("area", AREAS)
def test_every_text_is_text_and_no_key_stands_twice(area: str) -> None:
    for language in languages():
        assert all(isinstance(text, str) for text in texts(language).area(area).values())
        root = yaml.compose((FOLDER / language / f"{area}.yaml").read_text("utf-8"))
        assert root is not None
        keys = [key.value for key, _ in root.value]
        assert sorted(keys) == sorted(set(keys))


def test_a_language_is_found_by_its_beginning_and_english_stands_in_for_another() -> None:
    assert [texts(each).language for each in ("zh", "zh-CN", "en-GB", "de")] == ["zh", "zh", "en", "en"]


def test_one_of_a_thing_has_a_text_of_its_own_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("zh", "en"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "things.yaml").write_text(
            "days: '{count} days'\ndays.one: one day\nof: '{count}'\n", "utf-8"
        )
    monkeypatch.setattr(reader, "texts_folder", lambda: tmp_path)
    reader.languages.cache_clear()
    said = texts("en")
    assert [said.say("things.days", count=count) for count in (0, 1, 2)] == ["0 days", "one day", "2 days"]
    assert said.say("things.of", count=1) == "1"
    reader.languages.cache_clear()


def test_a_text_is_filled() -> None:
    assert texts("zh").say("texts.joined", first="甲", second="乙") == "甲、乙"


@pytest.mark.parametrize("key", ["texts.nonsense", "nonsense.joined", "texts"])
def test_a_text_that_is_not_there_is_a_mistake_of_the_programmer(key: str) -> None:
    assert not texts("en").has(key) if not key.startswith("nonsense") else True
    with pytest.raises(KeyError):
        texts("en").say(key)


def test_a_wheel_carries_the_texts_in_its_package(tmp_path: Path) -> None:
    assert texts_folder(package=tmp_path / "handover_policy") == tmp_path / "texts"
    (tmp_path / "handover_policy" / "shipped" / "texts").mkdir(parents=True)
    assert texts_folder(package=tmp_path / "handover_policy").parts[-2:] == ("shipped", "texts")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 errors, 1 warning, 2 infos"), (1, "1 error, 1 warning, 2 infos"), ("1", "1 error, 1 warning, 2 infos")],
)
def test_a_number_says_of_what_in_english(count: object, said: str) -> None:
    assert texts("en").say("cli.validate.counts", error=count, warning=1, info=2) == said
    assert texts("en").area("cli")["validate.counts"].format(error=count, warning=1, info=2) == said


def test_a_sentence_without_numbers_is_filled_as_ever() -> None:
    assert CountingSentence("{a} {0:>3}").format(1, a="x") == "x   1"
    assert CountingSentence("{n:day|days} {a:>3}").format(n=2, a="x") == "2 days   x"
