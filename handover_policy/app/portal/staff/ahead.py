"""change_ahead, delegate_ahead: what it would lead to if somebody's data were changed, or somebody acted for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, literal_column, select

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import PageAct, event_of, foreseen
from handover_policy.app.portal.acts.consequences import ActChange, ActConsequences, changes_of
from handover_policy.app.portal.case.sayings import person, saying
from handover_policy.app.portal.staff.reading import ADDRESS_OF, HIRED, MANAGER
from handover_policy.ledger.people.addresses import addresses_of
from handover_policy.ledger.tables import TASKS, UNFINISHED
from handover_policy.model.decision import Refusal
from handover_policy.texts.texts import Texts

ADDRESSES, HIRED_ON = "addresses", "hired_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAhead:
    """What an act on somebody's page would lead to, or why the rules refuse it."""

    effect: ActConsequences | None = None
    refusal: Refusal | None = None


def change_ahead(view: View, act: PageAct, words: Texts) -> StaffAhead:
    """Return what other data of an employee would lead to; raises ActUnfit where they make no event."""
    return _ahead(view, act, words, list(_data(view, act, words)), "effect.stays-change")


def delegate_ahead(view: View, act: PageAct, words: Texts) -> StaffAhead:
    """Return what it would lead to if somebody acted for an employee; raises ActUnfit where it makes no event."""
    told = act.data
    until = told.get("until")
    named = {"who": person(view, str(told["to"])), "principal": person(view, str(told["from"]))}
    key = "effect.delegate" if until is None else "effect.delegate-until"
    day = {} if until is None else {"day": date.fromisoformat(str(until))}
    count = _waiting(view, str(told["from"]))
    found = [
        ActChange(label="people", what=saying(key, **named, **day)),
        ActChange(label="tasks", what=saying("effect.delegate-tasks", count=count)),
    ]
    return _ahead(view, act, words, found, "effect.stays-delegate")


def _ahead(view: View, act: PageAct, words: Texts, first: list[ActChange], stays: str) -> StaffAhead:
    decided = foreseen(view, event_of(view.company, act, view.now).event)
    if decided.decision.refusal is not None:
        return StaffAhead(refusal=decided.decision.refusal)
    case = view.state.open_case(act.subject)
    changes = [*first, *changes_of(view, case, decided, words)]
    return StaffAhead(effect=ActConsequences(changes=changes, stays=saying(stays), undone=False))


def _data(view: View, act: PageAct, words: Texts) -> Iterator[ActChange]:
    """Yield what is told otherwise of an employee, old and new."""
    employee = view.state.employee(act.subject)
    known: dict[str, object] = {} if employee is None else dict(employee.attributes)
    known |= {} if employee is None else {HIRED_ON: employee.hired_on.isoformat(), "name": employee.name}
    for name, value in act.data.items():
        if name == ADDRESSES and isinstance(value, Mapping):
            reached = addresses_of(view.connection, view.company.id, (act.subject,)).get(act.subject, {})
            fields = {kind: field for field, kind in ADDRESS_OF.items()}
            for kind, told in value.items():
                yield _change(words, fields.get(str(kind), str(kind)), reached.get(kind), told)
        else:
            field = HIRED if name == HIRED_ON else name
            yield _change(words, field, _shown(view, name, known.get(name)), _shown(view, name, value))


def _change(words: Texts, field: str, before: object, after: object) -> ActChange:
    key = f"pages_people.fields.{field}"
    title = words.say(key) if words.has(key) else field
    return ActChange(label="data", what=saying("effect.field", name=title), before=before or None, after=after or "—")


def _shown(view: View, name: str, value: object) -> object:
    if name == MANAGER and isinstance(value, str):
        return person(view, value)
    return view.policy.manifest.vocabulary.get(f"employee.{name}", {}).get(str(value), value)


def _waiting(view: View, principal: str) -> int:
    """Return how many tasks wait for somebody now."""
    row = TASKS.c
    unfinished: ColumnElement[bool] = literal_column(f"({UNFINISHED.replace('state', 'tasks.state')})")
    asked = select(func.count()).where(row.company == view.company.id, row.person == principal, unfinished)
    return int(view.connection.execute(asked).scalar() or 0)
