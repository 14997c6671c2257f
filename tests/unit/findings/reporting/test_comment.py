"""A comment keeps within its room: what stays is what ranks first, and what goes is counted."""

from hypothesis import given
from hypothesis import strategies as st

from handover_policy.findings.reporting.hosting.comment import CommentSection, fitted

ROWS = st.lists(st.tuples(st.integers(0, 3), st.text("甲b", max_size=9)), max_size=8).map(tuple)
SECTIONS = st.lists(
    st.builds(lambda rows, hidden: section(*rows, hidden=hidden), ROWS, st.integers(0, 2)), min_size=1, max_size=4
)
ROOMS = st.integers(20, 300)


def section(*rows: tuple[int, str], hidden: int = 0) -> CommentSection:
    return CommentSection(head=("head",), rows=rows, tail=("tail",), more=lambda count: f"more {count}", hidden=hidden)


def told(sections: list[CommentSection], room: int) -> list[str]:
    return list(fitted(sections, lambda count: f"sections {count}", room=room))


@given(sections=SECTIONS, room=ROOMS)
def test_a_comment_is_no_longer_than_its_room_and_counts_what_it_leaves_out(
    sections: list[CommentSection], room: int
) -> None:
    lines = told(sections, room)
    assert sum(len(line.encode()) + 1 for line in lines) <= room
    dropped = sum(int(line.removeprefix("sections ")) for line in lines if line.startswith("sections"))
    assert lines.count("head") == lines.count("tail") == len(sections) - dropped
    if not dropped:
        rows = sum(len(each.rows) for each in sections)
        lost = sum(int(line.removeprefix("more ")) for line in lines if line.startswith("more"))
        kept = sum(not line.startswith(("more", "head", "tail")) for line in lines)
        assert kept + lost == rows + sum(each.hidden for each in sections)


def test_a_row_of_a_low_rank_stays_whatever_section_it_is_in() -> None:
    sections = [section(*[(2, "b" * 20)] * 9), section((0, "the law"))]
    lines = told(sections, 200)
    assert "the law" in lines
    assert lines[-2:] == ["the law", "tail"]
    assert any(line.startswith("more") for line in lines)


def test_a_row_of_several_lines_stays_whole() -> None:
    assert list(fitted([section((0, "a\n b"))])) == ["head", "a", " b", "tail"]


def test_a_section_without_rows_is_kept_by_its_own_rank() -> None:
    plain = CommentSection(head=("clean",) * 3, alone=9)
    lines = told([plain, section((0, "the law"))], 60)
    assert lines == ["head", "the law", "tail", "sections 1"]
    assert list(fitted([plain], room=30)) == ["clean"] * 3
