"""edited: one value of a YAML text changed, every other byte kept; or nothing, where that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.edit import Edit, Enter, Items, Replace, Rewrite, Unkept, edited

BLOCK = """\
# 首
a: 1   # 一
list:
  - x   # 甲

  - y
  - {k: 1}
text: |
  lines
empty:
last: 'q'
"""


def at(text: str, mark: str) -> Location:
    """Return where a mark stands in a text."""
    before = text[: text.index(mark)]
    return Location("f.yaml", before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("mark", "value", "old", "new"),
    [
        ("1   #", 20, "a: 1   #", "a: 20   #"),
        ("'q'", "last_day + 15 days", "'q'", "last_day + 15 days"),
        ("'q'", "a, b: c", "'q'", "'a, b: c'"),
        ("y\n", "制度", "- y", "- 制度"),
        ("1}", True, "{k: 1}", "{k: true}"),
    ],
)
def test_a_value_is_written_in_the_place_of_another(mark: str, value: Any, old: str, new: str) -> None:
    assert edited(BLOCK, [Replace(at=at(BLOCK, mark), value=value)]) == BLOCK.replace(old, new)


def test_where_nothing_was_written_a_value_gets_its_space() -> None:
    assert edited("a:\nb: 1\n", [Replace(at=Location("f.yaml", 1, 3), value=2)]) == "a: 2\nb: 1\n"


@pytest.mark.parametrize(
    ("text", "mark", "new"),
    [
        ("a: 1   # 一\nb:\n  c: 2", "a", "a: 1   # 一\nk: [v, w]\nb:\n  c: 2"),
        ("b:\n  c: 2", "c", "b:\n  c: 2\n  k: [v, w]"),
        ("- {a: 1}  # x", "{", "- {a: 1, k: [v, w]}  # x"),
        ("- {}", "{", "- {k: [v, w]}"),
        ("- a: 1\r\n  b: {}\r\n", "a", "- a: 1\r\n  b: {}\r\n  k: [v, w]\r\n"),
        ("x:\n- a: 1\n- a: 2\n", "a: 2", "x:\n- a: 1\n- a: 2\n  k: [v, w]\n"),
    ],
)
def test_a_key_is_written_into_a_mapping(text: str, mark: str, new: str) -> None:
    assert edited(text, [Enter(at=at(text, mark), key="k", value=["v", "w"])]) == new


@pytest.mark.parametrize(
    ("text", "mark", "drop", "add", "new"),
    [
        (BLOCK[: BLOCK.index("  - {")], "- x", ("x",), ("z",), "# 首\na: 1   # 一\nlist:\n\n  - y\n  - z\n"),
        ("[a, b, c] # x", "[", ("b",), (), "[a, c] # x"),
        ("[a, b]", "[", ("a", "b"), (), "[]"),
        ("[a, 'b']", "[", ("a",), ("c",), "['b', c]"),
        ("[a, # 甲\n b]", "[", (), ("c", "d"), "[a, # 甲\n b, c, d]"),
        ("[]", "[", (), ("c", "d"), "[c, d]"),
        ("- a\n- b", "- a", ("b",), (), "- a\n"),
        ("k:  # 注\n  # 注\n  - a\nz: 1\n", "- a", ("a",), (), "k: []  # 注\n  # 注\nz: 1\n"),
        ("- a\r\n- b\r\n", "- a", (), ("c",), "- a\r\n- b\r\n- c\r\n"),
    ],
)
def test_items_go_and_come(text: str, mark: str, drop: tuple[str, ...], add: tuple[str, ...], new: str) -> None:
    assert edited(text, [Items(at=at(text, mark), drop=drop, add=add)]) == new


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: |\n  x\n", Replace(at=Location("f", 1, 4), value=1)),
        ("a:\n  b:\n    - c\n", Enter(at=Location("f", 2, 3), key="k", value=1)),
        ("a: 1\n", Replace(at=Location("f", 9, 9), value=1)),
        ("- a\n", Items(at=Location("f", 1, 1), drop=("a",))),
        ("k:\n- a\n", Items(at=Location("f", 2, 1), drop=("a",), add=("b",))),
        ("- |\n  a\n", Items(at=Location("f", 1, 1), add=("b",))),
        ("- - a\n  - b\n", Items(at=Location("f", 1, 3), drop=("a",))),
        ("[a,\n b]\n", Items(at=Location("f", 1, 1), drop=("a",))),
    ],
)
def test_where_something_else_would_be_touched_nothing_is(text: str, edit: Edit) -> None:
    with pytest.raises(Unkept):
        edited(text, [edit])


def test_several_edits_are_made_together_but_not_where_they_touch() -> None:
    text = "a: 1\nb: {c: 2}\n"
    both: list[Edit] = [Replace(at=at(text, "1"), value=3), Enter(at=at(text, "{"), key="d", value=4)]
    assert edited(text, [*both, both[0]]) == "a: 3\nb: {c: 2, d: 4}\n"
    with pytest.raises(Unkept):
        edited("[a, b]", [Items(at=Location("f", 1, 1), drop=("a",)), Replace(at=Location("f", 1, 5), value="c")])


WORDS = st.sampled_from(["a", "离职", "x y", "on", "1", "a: b", "#", "'", '"', "- x", ""])
SCALARS = WORDS | st.integers() | st.booleans() | st.none()
DOCUMENTS = st.dictionaries(
    st.sampled_from(["k", "制", "z"]),
    SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.sampled_from(["m", "n"]), SCALARS, max_size=2),
    min_size=1,
)


def places(node: yaml.Node, path: tuple[Any, ...] = ()) -> Any:
    """Yield every single value of a document: its path and where it stands."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from places(value, (*path, number))
    else:
        yield path, Location("f", node.start_mark.line + 1, node.start_mark.column + 1)


@given(DOCUMENTS, SCALARS, st.sampled_from([True, False, None]), st.data())
def test_of_any_document_one_value_changes_and_every_other_line_stays(document, value, flow, data) -> None:
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True)
    text = "".join(f"{line}  # 注\n" for line in text.splitlines())
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    found = list(places(root))
    if not found:
        return
    path, place = data.draw(st.sampled_from(found))
    wanted = yaml.safe_load(text)
    inner = wanted
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    new = edited(text, [Replace(at=place, value=value)])
    assert yaml.safe_load(new) == wanted
    differing = [pair for pair in zip(text.splitlines(), new.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(differing) <= 1


def test_a_piece_of_yaml_takes_the_place_of_a_value_or_a_key() -> None:
    text = "名称: 甲  # 注\nwhen: {from: 2026/7/1}\n"
    edits = [Rewrite(at=Location("f", 1, 1), text="title"), Rewrite(at=Location("f", 2, 14), text="2026-07-01")]
    assert edited(text, edits) == "title: 甲  # 注\nwhen: {from: 2026-07-01}\n"
    with pytest.raises(Unkept):
        edited(text, [Rewrite(at=Location("f", 2, 7), text="x")])
