"""Laws of every handbook: each rule of a set stands in it once, in both languages, with its numbers."""

from functools import cache
from pathlib import Path

import pytest

from handover_policy.app.handbook.prepare import read_handbook
from handover_policy.app.load import open_policies
from handover_policy.handbook.written import as_text
from handover_policy.policy.policy_set import PolicySet

ROOT = Path(__file__).parents[3]
SETS = sorted(path.parent for path in (*ROOT.glob("rules/*/policy.yaml"), *ROOT.glob("examples/*/policy/policy.yaml")))
NAMES = [str(each.relative_to(ROOT)) for each in SETS]


@cache
def opened(place: Path) -> PolicySet:
    return open_policies([place]).policies[-1]


def expected(policy: PolicySet) -> list[str]:
    """Return the ids of everything that a decision of the set may name."""
    ids = [*(row.id for row in policy.notice_table.rows), *(gate.id for gate in policy.gates)]
    ids += [*(task.id for task in policy.tasks), *(clause.id for clause in policy.clauses)]
    ids += [*(notice.id for notice in policy.notices), *(upload.id for upload in policy.uploads)]
    duties = {f"obligation.{each.recurring or each.name}" for each in policy.obligations}
    return [*ids, *(f"archive.{each.id}" for each in policy.sections), *duties]


@pytest.mark.parametrize("place", SETS, ids=NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_stands_in_it_once(place: Path, language: str) -> None:
    policy = opened(place)
    handbook = read_handbook(policy, language)

    ids = [rule.id for chapter in handbook.chapters for rule in chapter.rules]
    headings = [chapter.id for chapter in handbook.chapters]

    assert set(expected(policy)) <= set(ids)
    assert len(ids) == len(set(ids)), "an anchor stands twice"
    assert not set(headings) & set(ids)


@pytest.mark.parametrize("place", SETS, ids=NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_words_and_ends(place: Path, language: str) -> None:
    policy = opened(place)
    handbook = read_handbook(policy, language)

    sentences = [text for chapter in handbook.chapters for rule in chapter.rules for text in rule.sentences]

    for text in sentences:
        assert text.endswith(("。", "."))
        assert "None" not in text
        assert "Comparison(" not in text
        assert "{" not in text


@pytest.mark.parametrize("place", SETS, ids=NAMES)
def test_the_same_set_gives_the_same_lines(place: Path) -> None:
    policy = opened(place)

    assert list(as_text(read_handbook(policy, "zh"))) == list(as_text(read_handbook(policy, "zh")))
