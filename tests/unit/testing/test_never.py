"""What must never come, though no row of the set could bring it."""

import pytest

from handover_policy.app.library import load_schemas
from handover_policy.policy.inherit.folder import SourceFile
from handover_policy.testing.cases import read_cases
from handover_policy.testing.never import check_never
from tests.unit.decide.stage import small

CASE = """\
# yaml-language-server: $schema=../schemas/test.schema.json
kind: test
cases:
  - name: 一个
    employee: {{role: sales, stage: regular, manager: M1}}
    events: [{{at: 2026-03-02, type: resignation.submitted, data: {{form: written}}}}]
    expect: [{{effect: case}}]
{never}"""
GATES = "gates: [{id: gate.letter, title: 推荐信, controls: reference_letter, opens_when: {tasks.unfinished: 0}}]\n"
POLICY = small(gates=GATES)


def told(never: str, *written: str) -> list[tuple[str, str, object]]:
    file = SourceFile("tests/a.yaml", CASE.format(never=never).encode())
    cases, _ = read_cases([file], load_schemas())
    found = check_never(cases, POLICY, written)
    return [(each.code, each.subject, each.details["suggestion"]) for each in found]


def test_a_row_that_the_set_does_not_have_is_told_with_the_one_that_is_meant() -> None:
    never = "    never: [{effect: gate, gate: gate.leter, state: open}]\n"
    assert told(never) == [("never-of-nothing", "gate.leter", "gate.letter")]


@pytest.mark.parametrize(
    "never",
    [
        "",
        "    never: x\n",
        "    never: [x]\n",
        "    never: [{effect: gate}]\n",
        "    never: [{effect: gate, gate: gate.letter}]\n",
        "    never: [{effect: gate, gate: quite.another}]\n",
        "    never: [{effect: task, task: obligation.certificate}]\n",
        "    never: [{effect: problem, code: no-time}]\n",
    ],
)
def test_what_there_is_what_the_law_asks_and_what_is_near_nothing_is_no_slip(never: str) -> None:
    assert told(never) == []


def test_what_the_set_takes_out_may_be_watched_for_ever() -> None:
    assert told("    never: [{effect: gate, gate: gate.leter}]\n", "gate.leter") == []
