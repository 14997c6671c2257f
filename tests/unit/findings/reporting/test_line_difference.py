"""A difference for people: applied to the old text it gives the new one, and it never searches far."""

from hypothesis import given
from hypothesis import strategies as st

from handover_policy.findings.reporting.line_difference import line_difference

LINES = st.lists(st.sampled_from("abcd"), max_size=12)
LONGER = 100


def applied(old: list[str], difference: list[str]) -> list[str]:
    """Return the new lines, as `patch` would make them of the old ones."""
    made: list[str] = []
    at = 0
    for line in difference[2:]:
        if line.startswith("@@"):
            begin, _, length = line.split()[1].removeprefix("-").partition(",")
            first = int(begin) - (length != "0")
            made += old[at:first]
            at = first
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert old[at] == line[1:]
            made += [line[1:]] if line[0] == " " else []
            at += 1
    return made + old[at:]


@given(old=LINES, new=LINES)
def test_the_difference_leads_from_the_old_text_to_the_new(old: list[str], new: list[str]) -> None:
    difference = list(line_difference("a.yaml", old, new))
    assert applied(old, difference) == new
    assert bool(difference) == (old != new)


def test_a_line_mended_where_it_stands_is_shown_with_a_line_of_context() -> None:
    assert list(line_difference("a.yaml", ["a", "b", "c：1", "d", "e"], ["a", "b", "c: 1", "d", "e"])) == [
        "--- a.yaml",
        "+++ a.yaml",
        "@@ -2,3 +2,3 @@",
        " b",
        "-c：1",
        "+c: 1",
        " d",
    ]


def test_differences_that_are_apart_are_told_apart() -> None:
    old = [f"{number}" for number in range(LONGER)]
    new = [*old[:10], "new", *old[10:80], *old[81:]]
    told = list(line_difference("a.yaml", old, new))
    assert [line for line in told if line.startswith("@@")] == ["@@ -10,2 +10,3 @@", "@@ -80,3 +81,2 @@"]


def test_where_both_sides_do_not_meet_again_soon_the_rest_is_told_as_replaced() -> None:
    old, new = ["x"] * LONGER, ["y"] * (LONGER + 50)
    assert applied(old, list(line_difference("a.yaml", old, new))) == new
