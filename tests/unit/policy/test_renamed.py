"""Renamed ids: which name counts in which version, what is wrong with a renaming, and who still uses an old id."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.policy.policy_set import PolicySet
from handover_policy.policy.renamed import (
    _families,
    history_findings,
    names_here,
    newest_of,
    own_names,
    renamed_task,
    rings_in,
)
from tests.unit.decide.stage import small
from tests.unit.policy.conftest import MINIMAL, POLICY, modeline
from tests.unit.policy.test_inheritance import BASE, CHILD

NAMES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), max_size=6)
PAPERS = ("work.papers", "work.files")


def moving(*pairs: tuple[str, str]) -> tuple[str, str]:
    """Return what puts renamings into the manifest of the small policy."""
    rows = ", ".join(f"{{from: {old}, to: {new}, on: 2026-07-01}}" for old, new in pairs)
    return "contacts:", f"moved: [{rows}]\ncontacts:"


def renamed(*pairs: tuple[str, str], version: str = "2.0.0") -> PolicySet:
    return small(PAPERS, moving(*pairs), ("version: 1.0.0", f"version: {version}"))


@given(NAMES)
def test_following_the_names_always_ends(following: dict[str, str]) -> None:
    newest = newest_of(following)
    assert newest.keys() == following.keys()
    for new in newest.values():
        assert new not in following or newest_of(following)[new] in newest


def test_each_version_calls_an_id_by_its_own_name() -> None:
    old, new = small(), renamed(("work.papers", "work.docs"), ("work.docs", "work.files"))
    assert names_here(old, (old, new)) == {"work.docs": "work.papers", "work.files": "work.papers"}
    assert names_here(new, (old, new)) == own_names(new) == {"work.papers": "work.files", "work.docs": "work.files"}
    assert names_here(old, (old,)) == {}


def test_a_name_that_two_rules_bear_names_neither() -> None:
    two = small(tasks2="id: more\ntitle: t\ntasks: [{id: work.a, title: t, steps: [{party: hr, do: x}]}]\n")
    others = renamed(("work.papers", "work.files")), renamed(("work.a", "work.files"), version="3.0.0")
    assert names_here(two, (two, *others)) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("E1/1:a", "E1/1:b"),
        ("E1/1:a:a", "E1/1:b:a"),
        ("E1/1:a:key:more", "E1/1:b:key:more"),
        ("a", "b"),
        ("a:key", "b:key"),
        ("E2/1:a", "E2/1:a"),
        ("E1/1:c", "E1/1:c"),
    ],
)
def test_the_rule_in_a_task_id_is_renamed_and_the_record_is_not(name: str, expected: str) -> None:
    assert renamed_task(name, "E1/1", {"a": "b"}) == expected


def said(new: PolicySet, *earlier: PolicySet) -> list[tuple[str, str, str | None]]:
    return [(each.code, each.subject, each.details.get("suggestion")) for each in history_findings(new, earlier)]


def test_a_from_that_never_was_is_a_finding() -> None:
    old = small()
    assert said(renamed(("work.papers", "work.files")), old) == []
    assert said(renamed(("work.paper", "work.files")), old) == [("moved-from-nothing", "work.paper", "work.papers")]
    assert said(renamed(("work.paper", "work.files"))) == []  # no earlier version is at hand
    assert said(renamed(("work.papers", "days.regular"), version="3.0.0"), old) == [
        ("moved-to-another-kind", "work.papers", None)
    ]


def test_what_an_earlier_version_tells_of_itself_is_past() -> None:
    first = renamed(("work.papers", "work.docs"), ("work.docs", "work.files"))
    again = renamed(("work.papers", "work.docs"), ("work.docs", "work.files"), version="3.0.0")
    assert said(again, first) == []
    assert said(first, small()) == []  # work.docs stood between two renamings and need not have been in use


def test_another_set_has_no_say_in_it() -> None:
    assert said(renamed(("nothing", "work.files")), small(("id: small", "id: other"))) == []


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            "{from: a, to: b, on: 2026-07-01}, {from: b, to: a, on: 2026-07-02}",
            [("moved-cycle", "a"), ("moved-cycle", "b")],
        ),
        ("{from: a, to: a, on: 2026-07-01}", [("moved-cycle", "a")]),
        (
            "{from: c, to: a, on: 2026-07-01}, {from: a, to: b, on: 2026-07-01}, {from: b, to: a, on: 2026-07-02}",
            [("moved-cycle", "a"), ("moved-cycle", "b"), ("moved-together", "a")],
        ),
        (
            "{from: a, to: days.regular, on: 2026-07-01}, {from: b, to: days.regular, on: 2026-07-02}",
            [("moved-together", "days.regular")],
        ),
        ("{from: a, to: b, on: 2026-07-01}, {from: b, to: days.regular, on: 2026-06-01}", []),
    ],
)
def test_renamings_end_at_one_rule_each(read, rows: str, problems: list[tuple[str, str]]) -> None:
    reading = read({**MINIMAL, "policy.yaml": POLICY + f"moved: [{rows}]\n"})
    assert sorted((each.code, each.subject) for each in reading.findings) == problems


def test_a_condition_that_names_an_old_id_would_never_hold(read) -> None:
    notices = modeline("notices") + (
        "notices:\n"
        "  - {id: n, on: gate.held, to: hr, channels: [sms], notification: gate-held,\n"
        "     when: {any: [{gate.id: [old, g.a]}, {gate.id: {is_not: old}}, {gate.controls: severance}]}}\n"
    )
    files = {**BASE, "notices.yaml": notices}
    files["policy.yaml"] = POLICY + "moved: [{from: old, to: g.a, on: 2026-07-01}]\n"
    found = [(each.code, each.subject, str(each.location)) for each in read(files).findings]
    assert [each for each in found if each[0] == "old-id"] == [
        ("old-id", "old", "notices.yaml:5:30"),
        ("old-id", "old", "notices.yaml:5:61"),
    ]


def test_a_row_over_an_inherited_one_that_was_renamed_since_is_that_row(read) -> None:
    base = {**BASE, "policy.yaml": POLICY + "moved: [{from: g.old, to: g.a, on: 2026-07-01}]\n"}
    files = {
        "policy.yaml": CHILD,
        "gates.yaml": modeline("gates")
        + "gates: [{id: g.old, title: 改}, {id: g.c, title: 丙, controls: severance, opens_when: {}}]\n",
    }
    reading = read(files, {"base": base})
    assert [(each.code, each.subject, str(each.location)) for each in reading.findings] == [
        ("old-id", "g.old", "gates.yaml:3:14")
    ]
    assert [(gate.id, gate.title) for gate in reading.policy.gates] == [("g.a", "改"), ("g.b", "乙"), ("g.c", "丙")]


def test_an_inherited_row_is_taken_out_by_its_old_id_as_well(read) -> None:
    base = {**BASE, "policy.yaml": POLICY + "moved: [{from: g.old, to: g.a, on: 2026-07-01}]\n"}
    files = {"policy.yaml": CHILD, "gates.yaml": modeline("gates") + "remove: [g.old, g.b]\n"}
    reading = read(files, {"base": base})
    assert ("old-id", "g.old") in [(each.code, each.subject) for each in reading.findings]
    assert "unknown-removal" not in [each.code for each in reading.findings]


def test_an_old_id_that_the_parent_still_has_is_its_own_row(read) -> None:
    base = {**BASE, "policy.yaml": POLICY + "moved: [{from: g.b, to: g.a, on: 2026-07-01}]\n"}
    files = {"policy.yaml": CHILD, "gates.yaml": modeline("gates") + "gates: [{id: g.b, title: 改}]\n"}
    assert [each.code for each in read(files, {"base": base}).findings] == ["moved-still-there"]


def test_a_long_row_of_renamings_is_followed_in_time_that_grows_with_its_length() -> None:
    followed(4_000)
    few, many = (min(followed(count) for _ in range(2)) for count in (4_000, 16_000))
    assert many < few * 10  # four times the length; quadratic time would take sixteen times as long


def followed(count: int) -> float:
    """Follow so many renamings; return the processor time it took."""
    ids = [f"a{number}" for number in range(count)]
    following = dict(pairwise(ids))
    begin = time.process_time()
    assert set(newest_of(following).values()) == {ids[-1]}
    assert rings_in(following) == set()
    assert rings_in({**following, ids[-1]: ids[2]}) == set(ids[2:])
    assert set(names_here(small(PAPERS), (renamed(*pairwise(ids), (ids[-1], "work.files")),)).values()) == {
        "work.files"
    }
    return time.process_time() - begin


def test_names_that_are_tied_twice_are_one_family() -> None:
    assert [sorted(family) for family in _families([("a", "b"), ("b", "a"), ("c", "d")])] == [["a", "b"], ["c", "d"]]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdefg")))
def test_rings_are_the_names_that_lead_back_to_themselves(following: dict[str, str]) -> None:
    def leads_back(name: str) -> bool:
        seen = [name]
        while seen[-1] in following and len(seen) <= len(following):
            seen.append(following[seen[-1]])
        return name in seen[1:]

    assert rings_in(following) == set(filter(leads_back, following))
    for name, newest in newest_of(following).items():
        assert newest not in following or leads_back(newest), name
