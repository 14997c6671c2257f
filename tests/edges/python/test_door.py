"""The door for Python: events in every form, what a session knows, and what is raised for whom."""

from __future__ import annotations

import ast
import doctest
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import handover_policy
from handover_policy import CaseUnknown, Decision, EventLike, Policy, PolicyInvalid, Session, StateUnfit, load, to_json

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / "examples" / "salesman.jsonl").read_text("utf-8").splitlines()
HIRED = {"name": "王伟", "role": "sales", "stage": "regular", "manager": "E7", "hired_on": date(2026, 1, 5)}


class Told:
    """An event as the SDK `cloudevents` has it."""

    def __init__(self, attributes: Mapping[str, Any], data: object) -> None:
        self.attributes, self.data = attributes, data

    def get_attributes(self) -> Mapping[str, Any]:
        return self.attributes

    def get_data(self) -> object:
        return self.data


@cache
def policy() -> Policy:
    return load("builtin:default")


@cache
def played() -> Session:
    """A session in the middle of the example, with a case open."""
    session = Session(policy())
    session.decide_all(EXAMPLE[:20])
    return session


def hired(**other: Any) -> dict[str, Any]:
    moment = datetime(2026, 1, 5, 1, tzinfo=UTC)
    envelope = {"specversion": "1.0", "id": "1", "source": "hr", "type": "employee.hired", "subject": "E1"}
    return {**envelope, "time": moment, "data": {**HIRED, **other}}


def decided(event: EventLike) -> Decision:
    return Session(policy()).decide(event)


def test_an_event_is_the_same_in_every_form() -> None:
    told = hired()
    line = json.dumps(told, default=lambda value: value.isoformat(), ensure_ascii=False)
    attributes = {name: value for name, value in told.items() if name != "data"}
    forms: list[EventLike] = [
        *(line, line.encode(), told, MappingProxyType({**told, "data": MappingProxyType(told["data"])})),
        Told({**attributes, "dataschema": None, "datacontenttype": "application/json"}, told["data"]),
        Told(attributes, json.dumps(json.loads(line)["data"]).encode()),
    ]
    session = Session(policy())
    assert [session.decide(form).outcome for form in forms] == ["applied", *["duplicate"] * (len(forms) - 1)]
    assert {str(to_json(decided(form))) for form in forms} == {str(to_json(decided(line)))}


def test_an_amount_may_be_a_decimal() -> None:
    assert decided(hired(band=Decimal(3))).outcome == "applied"
    assert to_json(decided(hired(band=Decimal("2.5")))) == to_json(decided(hired(band=2.5)))


@pytest.mark.parametrize(
    "event", ["nonsense", b"\xff", "[]", {}, hired(name="\ud800"), hired(band=float("nan")), Told({"id": "1"}, b"<x/>")]
)
def test_what_is_no_event_is_refused_and_raises_nothing(event: EventLike) -> None:
    decision = decided(event)
    assert decision.outcome == "refused"
    assert decision.refusal is not None
    assert decision.refusal.code == "invalid-event"


@pytest.mark.parametrize("event", [7, None, hired(band=object()), {1, 2}])
def test_what_has_no_form_as_json_is_a_mistake_of_the_program(event: Any) -> None:
    with pytest.raises(TypeError):
        decided(event)


def test_a_moment_without_time_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="has no time zone"):
        decided({**hired(), "time": datetime(2026, 1, 5, 1)})  # noqa: DTZ001 - the mistake


@pytest.mark.parametrize("events", [hired(), "{}", b"{}"])
def test_one_event_or_a_whole_file_is_not_several_events(events: Any) -> None:
    session = Session(policy())
    before = session.save()
    with pytest.raises(TypeError, match="decide takes one"):
        session.decide_all(events)
    assert session.save() == before


def test_a_session_says_what_it_is_and_takes_policies_alone() -> None:
    assert repr(played()) == "<Session of <Policy default 1.0.0>, cases: 1, open: 1>"
    with pytest.raises(TypeError, match="load"):
        Session("builtin:default")  # type: ignore[arg-type]


def test_tasks_gates_and_cases_are_found_by_what_they_are() -> None:
    session = played()
    (case,) = session.cases(state="open")
    assert session.cases() == session.cases(employee=case.employee) == (case,)
    assert session.cases(state="closed") == session.cases(employee="nobody") == ()
    tasks = session.tasks()
    assert [each.task for each in tasks] == list(case.tasks.values())
    persons = {each.task.current.person for each in tasks if each.task.current is not None}
    found = [each for person in persons for each in session.tasks(person=person)]
    assert sorted(each.task.id for each in found) == sorted(each.task.id for each in session.tasks(unfinished=True))
    states = {each.task.state for each in tasks}
    assert sum(len(session.tasks(state=state)) for state in states) == len(tasks)
    first = min(each.task.due for each in tasks)
    assert {each.task.due for each in session.tasks(due_by=first)} == {first}
    assert session.tasks(case=case.id) == tasks
    assert not session.tasks(case="E9/1")
    assert not session.gates(case="E9/1")
    assert [each.gate for each in session.gates()] == list(case.gates.values())
    (severance,) = session.gates(controls="severance")
    assert severance in session.gates(state=severance.gate.state)


def test_a_session_goes_on_where_it_was_saved() -> None:
    saved = played().save()
    again = Session.restore(policy(), saved)
    assert again.save() == saved
    assert again.cases() == played().cases()
    (case,) = again.cases()
    for document in ("task-list", "agreement-confirmation", "handover-package"):
        assert again.render(document, case.id) == played().render(document, case.id)
    assert policy().digests["1.0.0"].encode() in saved


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda saved: saved[:0], "unreadable"),
        (lambda saved: saved[:0] + b"[]", "unreadable"),
        (lambda saved: saved.replace(b'"dossiers":{', b'"dossiers":{"E1":7,', 1), "unreadable"),
        (lambda saved: saved.replace(b"sha256:", b"sha256:0", 1), "version"),
    ],
)
def test_what_does_not_fit_is_not_restored(change: Any, code: str) -> None:
    with pytest.raises(StateUnfit) as raised:
        Session.restore(policy(), change(played().save()))
    assert raised.value.code == code


def test_a_case_that_nobody_knows_has_no_document() -> None:
    with pytest.raises(CaseUnknown) as raised:
        played().render("task-list", "E9/1")
    assert raised.value.cases == tuple(case.id for case in played().cases())
    with pytest.raises(CaseUnknown):
        policy().explain(EXAMPLE, case="E9/1")
    with pytest.raises(LookupError, match="did you mean task-list"):
        played().render("task-lst", played().cases()[0].id)


def test_explaining_takes_no_event_that_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="event 2"):
        policy().explain([EXAMPLE[0], "{}"])


def test_a_set_with_errors_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("kind: policy\nextends: builtin:default\nid: a\nversien: 1\n", "utf-8")
    with pytest.raises(PolicyInvalid, match="unknown-key") as raised:
        load(tmp_path)
    assert "unknown-key" in {finding.code for finding in raised.value.findings}
    with pytest.raises(PolicyInvalid):
        policy().diff(tmp_path)


def test_a_set_that_is_not_there_is_a_file_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="builtin:default"):
        load("builtin:defalt")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="base builtin:nowhere is no set that ships"):
        policy().diff("builtin:nowhere")
    with pytest.raises(FileNotFoundError, match="did you mean builtin:default"):
        policy().diff("builtin:defalt")
    with pytest.raises(FileNotFoundError, match=r"neither a folder nor a revision|no git repository can be read"):
        policy().diff("nowhere/at/all")


def test_versions_of_one_set_belong_together() -> None:
    with pytest.raises(ValueError, match="different policy sets"):
        load("builtin:default", "builtin:retail")


def test_a_message_of_a_policy_is_shown_or_said_to_be_missing() -> None:
    assert "<html" in policy().render("task-overdue", channel="email", language="en")
    for name, channel in (("task-overdew", None), ("task-overdue", "pigeon")):
        with pytest.raises(LookupError):
            policy().render(name, channel=channel)
    assert policy().render("task-list", language="en").startswith("某某公司")


def test_a_role_that_the_policy_does_not_know_is_said() -> None:
    with pytest.raises(ValueError, match="sales"):
        policy().simulate(on=date(2026, 3, 2), role="pirate")


def test_a_session_on_either_engine_decides_alike() -> None:
    told = EXAMPLE[:12]
    one, other = (Session(policy(), engine=engine).decide_all(told) for engine in ("durable", "compiled"))
    assert list(map(to_json, one)) == list(map(to_json, other))


def test_importing_the_package_loads_nothing_of_it() -> None:
    ask = "import sys, handover_policy as h; print([m for m in sys.modules if m.startswith('handover_policy.')])"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_deciding_loads_no_tools_of_reviewers() -> None:
    ask = "import sys; from handover_policy import Session, load; Session(load('builtin:default')).decide('{}');"
    ask += "print([room for room in sys.argv[1:] if f'handover_policy.{room}' in sys.modules])"
    rooms = ("cli", "lint", "diff", "plan", "explain", "simulate", "testing", "reference")
    told = subprocess.run([sys.executable, "-c", ask, *rooms], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_every_name_is_there_and_none_is_a_room() -> None:
    assert dir(handover_policy) == sorted(handover_policy.__all__)
    assert [name for name in handover_policy.__all__ if not hasattr(handover_policy, name)] == []
    assert [name for name in handover_policy.__all__ if (ROOT / "handover_policy" / name).exists()] == []
    with pytest.raises(AttributeError, match="lode"):
        handover_policy.lode  # type: ignore[attr-defined] # noqa: B018 - what is asked is the point


def test_the_types_of_the_door_are_those_of_its_table() -> None:
    stub = ast.parse((ROOT / "handover_policy" / "__init__.pyi").read_text("utf-8")).body
    homes = {
        alias.name: node.module
        for node in stub
        if isinstance(node, ast.ImportFrom) and node.module != "typing"
        for alias in node.names
    }
    table = handover_policy._HOME_OF  # type: ignore[attr-defined] # not at the door
    assert homes == {name: f"handover_policy.{home}" for name, home in table.items()}
    listed = next(node.value for node in stub if isinstance(node, ast.Assign))
    assert sorted(ast.literal_eval(listed)) == sorted(handover_policy.__all__)


@pytest.mark.parametrize("module", ["loading", "session"])
def test_the_examples_at_the_door_are_true(module: str) -> None:
    door = {name: getattr(handover_policy, name) for name in handover_policy.__all__}
    failed, tried = doctest.testmod(import_module(f"handover_policy.app.door.{module}"), extraglobs=door)
    assert (failed, tried > 0) == (0, True)
