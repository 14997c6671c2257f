"""state_json, state_from_json: the whole state as canonical JSON, so that a session is saved and goes on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

import orjson

from handover_policy.decide.identifiers import by_number
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.decide.state.agenda import Agenda
from handover_policy.decide.state.cases import Cases
from handover_policy.decide.state.nouns import noun_from_json, noun_json
from handover_policy.decide.state.people import People
from handover_policy.decide.state.register import Register
from handover_policy.decide.state.seen_events import SeenEvents
from handover_policy.decide.state.tables import CaseTable, PeopleTable, Waiting
from handover_policy.model.case import Case
from handover_policy.model.employee import Delegation, Employee

FORMAT = 3
"""Counts up whenever a saved state changes its form."""


class StateUnfit(ValueError):
    """A saved state that cannot be taken up.

    `code` says why: `unreadable` (not what `state_json` writes), `format` (written in another form), `policy`
    (another policy set), `zone` (another time zone) or `version` (a version is missing, is new, or says something
    else); `params` holds what was saved (`saved`) and what is there (`here`).
    """

    def __init__(self, code: str, saved: object = None, here: object = None) -> None:
        """Take the code, what was saved, and what is there instead."""
        super().__init__(f"{code}: saved with {saved}, here is {here}")
        self.code = code
        self.params = {"saved": saved, "here": here}


def state_json(register: Register, books: Rulebooks) -> bytes:
    """Return the state of a fold as canonical JSON: equal states give equal bytes, on every machine.

    Keys are sorted, people and cases by employee, the oldest case first; mappings the order of which shows in decisions
    (tasks, gates, signatures, what an event told) keep their order, so JSON tools that sort keys must not rewrite it.
    The policy stands in it by id, time zone and the digest of each version.

    Args:
        register: the state.
        books: the versions it was decided under.

    """
    state = {
        "agenda": _agenda_json(register.agenda.waiting()),
        "cases": _cases_json(register.case_table),
        "delegations": _delegations_json(register.people_table),
        "format": FORMAT,
        "people": [noun_json(person) for _, person in sorted(register.people().items())],
        "policy": _policy_json(register.zone.key, books),
        "seen": sorted((key + content).hex() for key, content in register.seen.rows()),
    }
    return orjson.dumps(state)


def state_from_json(content: bytes, books: Rulebooks) -> Register:
    """Return the state that `state_json` wrote: the next events are decided as if nothing had come between.

    Args:
        content: the saved state.
        books: the same versions it was decided under.

    Raises:
        StateUnfit: the content is no saved state of this form, or the versions are not those it was saved with.

    """
    try:
        state = orjson.loads(content)
        form = state["format"]
    except (ValueError, TypeError, KeyError) as error:
        raise StateUnfit("unreadable", saved=str(error)) from None
    if form != FORMAT:
        raise StateUnfit("format", saved=form, here=FORMAT)
    try:
        _same_policy(state["policy"], _policy_json(books.zone_owner.manifest.timezone.key, books))
        return _register(state, books)
    except (KeyError, TypeError, AttributeError) as error:
        raise StateUnfit("unreadable", saved=str(error)) from None
    except ValueError as error:
        raise error if isinstance(error, StateUnfit) else StateUnfit("unreadable", saved=str(error)) from None


def _register(state: Mapping[str, Any], books: Rulebooks) -> Register:
    cases = ((noun_from_json(Case, row["case"]), frozenset(row["watched"])) for row in state["cases"])
    delegations = (
        Delegation(principal=principal, **_delegation(row))
        for principal, rows in state["delegations"].items()
        for row in rows
    )
    rows = (bytes.fromhex(row) for row in state["seen"])
    return Register(
        books.zone_owner.manifest.timezone,
        people=People((noun_from_json(Employee, row) for row in state["people"]), delegations),
        cases=Cases(cases),
        seen=SeenEvents((row[:16], row[16:]) for row in rows),
        agenda=Agenda(_waiting(state["agenda"])),
    )


def _policy_json(zone: str, books: Rulebooks) -> dict[str, Any]:
    return {"id": books.zone_owner.manifest.id, "versions": dict(sorted(books.digests().items())), "zone": zone}


def _same_policy(saved: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    if saved["id"] != here["id"]:
        raise StateUnfit("policy", saved=saved["id"], here=here["id"])
    if saved["zone"] != here["zone"]:
        raise StateUnfit("zone", saved=saved["zone"], here=here["zone"])
    if saved["versions"] != here["versions"]:
        parts = dict(set(saved["versions"].items()) - set(here["versions"].items()))
        others = dict(set(here["versions"].items()) - set(saved["versions"].items()))
        raise StateUnfit("version", saved=dict(sorted(parts.items())), here=dict(sorted(others.items())))


def _cases_json(cases: CaseTable) -> list[dict[str, Any]]:
    known = sorted(chain(cases.open_by_id().values(), cases.over()), key=by_number)
    return [{"case": noun_json(case), "watched": sorted(cases.watched(case.id))} for case in known]


def _delegations_json(people: PeopleTable) -> dict[str, Any]:
    return {
        principal: [
            {"by": row["by"], "delegate": row["delegate"], "until": row["until"]} for row in map(noun_json, rows)
        ]
        for principal, rows in sorted(people.all_delegations().items())
    }


def _delegation(row: Mapping[str, Any]) -> dict[str, Any]:
    read = noun_from_json(Delegation, {"principal": "", **row})
    return {"by": read.by, "delegate": read.delegate, "until": read.until}


def _agenda_json(waiting: Waiting) -> dict[str, Any]:
    wakes: dict[str, dict[str, float]] = {"case": {}, "duty": {}}
    for (kind, person), stamp in sorted(waiting.wakes.items()):
        wakes[kind][person] = stamp
    return {
        "put": dict(sorted(waiting.put.items())),
        "reached": None if waiting.reached is None else waiting.reached.isoformat(),
        "serial": waiting.serial,
        "ticks": [[serial, moment.isoformat()] for serial, moment in waiting.ticks],
        "wakes": wakes,
    }


def _waiting(agenda: Mapping[str, Any]) -> Waiting:
    return Waiting(
        wakes={
            **{("case", person): float(stamp) for person, stamp in agenda["wakes"]["case"].items()},
            **{("duty", person): float(stamp) for person, stamp in agenda["wakes"]["duty"].items()},
        },
        serial=agenda["serial"],
        ticks=tuple((serial, datetime.fromisoformat(moment)) for serial, moment in agenda["ticks"]),
        put=agenda["put"],
        reached=None if agenda["reached"] is None else datetime.fromisoformat(agenda["reached"]),
    )
