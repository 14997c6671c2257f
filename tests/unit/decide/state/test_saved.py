"""The saved state: it goes on as if nothing had come between, under the very versions it was saved with."""

import orjson
import pytest

from handover_policy.decide.state.saved import StateUnfit, state_from_json, state_json
from tests.unit.decide.stage import Stage, leaving, small

CHANGES = {
    "policy": ("id", "another"),
    "zone": ("zone", "Europe/Paris"),
}


def saved(stage: Stage) -> bytes:
    return state_json(stage.register, stage.books)


def busy() -> Stage:
    """Return a stage with an open case, one that is over, a delegation, clock events and an id that is taken."""
    stage = leaving()
    stage.tell("delegation.recorded", "M1", "2026-03-04T09:00", {"from": "M1", "to": "E2", "by": "U-HR"})
    stage.hand_over()
    stage.tick("2026-04-02T09:00")
    stage.resign("E2", at="2026-04-03T10:00")
    stage.tick("2026-04-04T09:00")
    return stage


def test_a_restored_state_is_saved_as_the_same_bytes() -> None:
    stage = busy()
    content = saved(stage)
    stage.register = state_from_json(content, stage.books)
    assert saved(stage) == content
    assert {case.id for case in stage.register.open_cases()} == {"E2/1"}
    assert stage.case("E1").state == "closed"
    assert stage.register.delegations("M1")[0].delegate == "E2"
    assert stage.resign("E2", at="2026-04-03T10:00", id="e5").refusal == "conflict"


def test_one_state_has_one_form_however_it_came_about() -> None:
    one, other = Stage(), Stage()
    for stage, people in ((one, ("E1", "E2")), (other, ("E2", "E1"))):
        for person in people:
            told = {"name": person, "role": "sales", "hired_on": "2024-01-02", "stage": "regular", "manager": "M1"}
            assert stage.tell("employee.hired", person, "2024-01-02T09:00", told, id=person).outcome == "applied"
    assert saved(one) == saved(other)


def test_a_state_that_knows_nobody_is_saved_too() -> None:
    stage = Stage()
    assert saved(Stage()) == saved(stage)
    assert dict(state_from_json(saved(stage), stage.books).people()) == {}


@pytest.mark.parametrize("code", CHANGES)
def test_a_state_of_another_policy_or_zone_is_refused(code: str) -> None:
    stage = busy()
    name, value = CHANGES[code]
    state = orjson.loads(saved(stage))
    state["policy"][name] = value
    with pytest.raises(StateUnfit) as refused:
        state_from_json(orjson.dumps(state), stage.books)
    assert refused.value.code == code
    assert refused.value.params["saved"] == value


def test_a_state_decided_under_another_content_of_the_version_is_refused() -> None:
    other = Stage(small(("days: 30", "days: 31")))
    with pytest.raises(StateUnfit, match="version") as refused:
        state_from_json(saved(busy()), other.books)
    assert refused.value.params["here"] == other.books.digests()


def test_a_state_of_another_form_is_refused() -> None:
    stage = busy()
    state = orjson.loads(saved(stage)) | {"format": 99}
    with pytest.raises(StateUnfit) as refused:
        state_from_json(orjson.dumps(state), stage.books)
    assert (refused.value.code, refused.value.params) == ("format", {"saved": 99, "here": 3})


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"1", b'{"format": 1}', b'{"format": 1, "policy": []}', b'{"format": 1, "policy": {"id": 1}}'],
)
def test_what_is_no_saved_state_is_refused(content: bytes) -> None:
    with pytest.raises(StateUnfit):
        state_from_json(content, Stage().books)


@pytest.mark.parametrize("part", ["people", "cases", "seen", "agenda", "delegations"])
def test_a_broken_part_is_refused(part: str) -> None:
    stage = busy()
    wrong: tuple[object, ...] = (3, ["x"], [{"case": {}}], {"M1": [{"delegate": 1, "until": None}]}, {"M1": [{}]})
    for broken in wrong:
        state = orjson.loads(saved(stage))
        state[part] = broken
        with pytest.raises(StateUnfit) as refused:
            state_from_json(orjson.dumps(state), stage.books)
        assert refused.value.code == "unreadable"


def test_a_value_of_another_type_is_refused() -> None:
    stage = busy()
    state = orjson.loads(saved(stage))
    state["people"][0]["left"] = 3
    with pytest.raises(StateUnfit) as refused:
        state_from_json(orjson.dumps(state), stage.books)
    assert refused.value.code == "unreadable"
