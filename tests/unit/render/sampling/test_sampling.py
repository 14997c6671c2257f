"""The sample departure: real decisions on believable events, under every set that ships."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handover_policy.app.load import open_policies
from handover_policy.app.run import Run, deciding
from handover_policy.decide.decided import Decided
from handover_policy.findings.finding import NOWHERE
from handover_policy.model.condition import Comparison
from handover_policy.policy.clauses import Clause
from handover_policy.policy.policy_set import Party, PolicySet, SectionRule
from handover_policy.render.line import decision_line
from handover_policy.render.sampling.cast import SAMPLE, Cast
from handover_policy.render.sampling.story import STORIES, tell
from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.shipped import policy_place, shipped_sets
from tests.unit.render.departures import POLICY

TEXT = page_texts("handover_policy.render.sampling", (SAMPLE,))[SAMPLE]
SETS = shipped_sets()
Json = dict[str, Any]


def told(name: str = "default", story: str = "complete", until: float = 1) -> tuple[list[Json], list[Decided]]:
    opened = open_policies([policy_place(f"builtin:{name}")])
    seen: list[Decided] = []
    decide = deciding(Run(opened, engine="compiled"), seen.append)
    tell(Cast(opened.policies[0], TEXT), decide, story=story, until=until)
    return [written(decided) for decided in seen], seen


def written(decided: Decided) -> Json:
    shown: Json = json.loads(decision_line(decided.decision))
    return shown


DEFAULT = {story: told(story=story) for story in STORIES}


def effects(decisions: list[Json], kind: str) -> list[Json]:
    return [effect for decision in decisions for effect in decision["effects"] if effect["effect"] == kind]


@pytest.mark.parametrize("name", SETS)
def test_no_event_of_the_sample_is_refused_by_a_set_that_ships(name: str) -> None:
    decisions, _ = told(name)
    assert [decision["refusal"] for decision in decisions if decision["outcome"] != "applied"] == []


@pytest.mark.parametrize("story", STORIES)
def test_no_event_of_any_story_is_refused(story: str) -> None:
    assert {decision["outcome"] for decision in DEFAULT[story][0]} == {"applied"}


def test_the_complete_story_ends_with_a_sheet_that_all_have_signed_and_a_closed_case() -> None:
    decisions, seen = DEFAULT["complete"]
    case = seen[-1].works["E10871/1"].case
    assert case.state == "closed"
    assert case.sheet is not None
    assert set(case.sheet.signatures) == {"leaver", "successor", "manager"}
    assert effects(decisions, "sheet") != []


def test_the_complete_story_shows_lateness_silence_a_return_and_a_waiver() -> None:
    decisions, seen = DEFAULT["complete"]
    tasks = seen[-1].works["E10871/1"].case.handover_tasks
    assert [task.state for task in tasks].count("waived") == 1
    assert any(step.done is not None and step.done.deemed for task in tasks for step in task.steps)
    assert "task.returned" in {decision["event"]["type"] for decision in decisions}
    assert "reminder.overdue" in {effect["notice"] for effect in effects(decisions, "notice")}


def test_in_the_silent_story_nobody_does_anything() -> None:
    kinds = {decision["event"]["type"] for decision in DEFAULT["silent"][0]}
    assert kinds.isdisjoint({"task.submitted", "task.confirmed", "sheet.signed"})
    assert "reminder.escalate" in {effect["notice"] for effect in effects(DEFAULT["silent"][0], "notice")}


def test_a_story_can_break_off_on_its_way() -> None:
    decisions, seen = told(until=0.5)
    assert decisions[-1]["event"]["time"] < "2026-10-29"
    assert "closed" not in {effect["state"] for effect in effects(decisions, "case")}
    assert seen != []


def test_the_other_stories_end_withdrawn_and_absent() -> None:
    assert "withdrawn" in {effect["state"] for effect in effects(DEFAULT["withdrawn"][0], "case")}
    assert "employee.absent" in {decision["event"]["type"] for decision in DEFAULT["absent"][0]}


def test_the_same_sample_is_told_every_time() -> None:
    assert json.dumps(told()[0], default=str) == json.dumps(DEFAULT["complete"][0], default=str)


def played(policy: PolicySet) -> list[Json]:
    return list(Cast(policy, TEXT).opening())


def test_the_sample_begins_when_the_policy_is_in_force() -> None:
    later = replace(POLICY, manifest=replace(POLICY.manifest, effective_from=date(2030, 1, 1)))
    assert Cast(later, TEXT).day > date(2030, 1, 1)


def test_a_set_without_roles_or_clauses_still_has_its_people() -> None:
    bare = replace(POLICY, clauses=(), manifest=replace(POLICY.manifest, vocabulary={}))
    kinds = [event["type"] for event in played(bare)]
    assert kinds.count("employee.hired") == 5 + len(bare.manifest.contacts)
    assert "agreement.signed" not in kinds


def test_the_leaver_has_a_role_of_the_policy_and_a_post_that_fits_it() -> None:
    words = {"employee.role": {"baker": "面包师"}, "employee.track": {"shop": "门店"}}
    bakery = replace(POLICY, manifest=replace(POLICY.manifest, vocabulary=words))
    (leaver,) = (event["data"] for event in played(bakery) if event["subject"] == "E10871" and "role" in event["data"])
    assert (leaver["role"], leaver["title"], leaver["track"]) == ("baker", "面包师", "shop")


def section(name: str, role: object, operator: str = "is") -> SectionRule:
    when = Comparison(fact="employee.role", operator=operator, operand=role)  # type: ignore[arg-type]
    return SectionRule(id=name, title=name, key="name", fields=("name", "note"), when=when, location=NOWHERE)


def test_the_profile_leaves_out_sections_of_other_roles_and_invents_those_nobody_foresaw() -> None:
    sections = (
        section("customers", "sales"),
        section("a", ("sales", "engineer"), "one_of"),
        section("b", "engineer"),
        section("c", "engineer", "is_not"),
    )
    with_sections = replace(
        POLICY,
        sections=sections,
        clauses=(Clause(id="c", title="c", text="c", sign="onboarding", location=NOWHERE),),
        manifest=replace(
            POLICY.manifest,
            parties={**POLICY.manifest.parties, "it": Party(id="it", title="IT", resolves_to="hr", location=NOWHERE)},
        ),
    )
    told_of = [event["data"] for event in played(with_sections) if event["type"] == "profile.updated"]
    assert [each["section"] for each in told_of] == ["customers", "a", "c"]
    assert told_of[1]["records"] == [{"name": "a 1", "note": "—"}]


def test_in_the_changed_story_the_last_day_moves_and_a_signed_sheet_is_signed_again() -> None:
    decisions, _ = DEFAULT["changed"]
    days = [effect["last_day"] for effect in effects(decisions, "case")]
    assert days[0] < days[-1]
    assert [effect["version"] for effect in effects(decisions, "sheet")][-1] > 1
    assert "gate-held" in {effect["notification"] for effect in effects(decisions, "notice")}
    assert effects(decisions, "case")[-1]["state"] == "closed"


def test_every_message_that_ships_is_sent_by_a_story_or_to_another_role() -> None:
    opened = open_policies([policy_place("builtin:default")])
    sent = {effect["notification"] for decisions, _ in DEFAULT.values() for effect in effects(decisions, "notice")}
    seen: list[Decided] = []
    decide = deciding(Run(opened, engine="compiled"), seen.append)
    tell(Cast(opened.policies[0], TEXT, role="engineer"), decide)
    sent |= {effect["notification"] for effect in effects([written(decided) for decided in seen], "notice")}
    assert opened.templates is not None
    assert sent == opened.templates.ids
