"""What is kept to save work: bounded, and worked out where nobody kept it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handover_policy.decide.facts import Surroundings, gather
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.agenda import FEWEST, Agenda
from handover_policy.model.altered import altered, write_into
from handover_policy.model.employee import Delegation
from tests.unit.decide.stage import leaving, small


def test_tasks_are_counted_where_nobody_has_counted_them() -> None:
    stage = leaving()
    case, employee = stage.case(), stage.register.people()["E1"]
    about = Surroundings(employee=employee, book=stage.books.on(case.arrival), day=case.arrival, case=case)
    total = len(case.handover_tasks)
    assert gather(("tasks.unfinished", "tasks.total"), about) == {"tasks.unfinished": total, "tasks.total": total}


def test_nobody_and_an_unknown_party_are_looked_for_nowhere() -> None:
    books = Rulebooks((small(),))
    book = books.on(date(2026, 3, 2))
    assert book.places_of(None) == book.places_of("nobody") == ()
    assert book.places_of("leaver") == (("employee", ""),)
    assert books.newest_names == {}
    assert books.compiled == (book,)


def test_what_no_longer_waits_leaves_the_agenda_without_any_clock_event() -> None:
    agenda = Agenda()
    for second in range(10 * FEWEST):
        agenda.sleep("case", "E1", float(second))
    assert list(agenda.due(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=1))) == [("case", "E1")]
    assert agenda.wakes("case", "E1") is None


@pytest.mark.parametrize("wrong", ["hired", "until_when"])
def test_a_name_that_is_no_field_is_told(wrong: str) -> None:
    noun = Delegation(principal="M1", delegate="E2", until=None, by="M1")
    with pytest.raises(TypeError, match=f"no fields of Delegation: .'{wrong}'."):
        altered(noun, **{wrong: 1})
    with pytest.raises(TypeError, match="no fields of Delegation"):
        write_into(noun, {wrong: 1})


def test_a_message_whose_moment_a_case_is_past_waits_for_any_clock_event() -> None:
    stage = leaving(
        notices="""
        notices:
          - {id: n.soon, for: tasks, at: task.due - 1 day, to: leaver, channels: [email], notification: task-overdue}
        """
    )
    first = min(item.day for task in stage.case().tasks.values() for item in task.agenda)
    stage.tick(f"{first - timedelta(days=1)}T23:00")
    for hour in ("22:00", "22:30"):
        assert (
            stage.tell("document.uploaded", "E1", f"{first}T{hour}", path="a.txt", sha256="0" * 64, size=1).outcome
            == "applied"
        )
    assert stage.tick(f"{first}T01:00").effects("notice", case="E1/1")
