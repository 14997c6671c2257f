"""The parts of lint, each by itself: packs, jurisdictions, spaces, branches, waivers, what serves no purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handover_policy.app.library import Library, load_messages
from handover_policy.app.load import read_set
from handover_policy.conditions.situations import OTHER, can_fail, critical_values
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.findings.fingerprint import fingerprint
from handover_policy.lint.evaluate import shown
from handover_policy.lint.jurisdiction import statutes_for
from handover_policy.lint.lint import lint
from handover_policy.lint.operators import OPERATORS, sentences_against, sentences_saying
from handover_policy.lint.page import statute_lines, statutes_page
from handover_policy.lint.quality.quality import quality
from handover_policy.lint.read_statutes import read_packs
from handover_policy.lint.readings.branches import branches
from handover_policy.lint.readings.notice import spans
from handover_policy.lint.readings.sheet import is_path
from handover_policy.lint.readings.written import period_readings, written_readings
from handover_policy.model.condition import ALWAYS, AnyOf, Comparison
from handover_policy.policy.inherit.folder import SourceFile
from handover_policy.policy.waivers import apply_waivers, read_waivers
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode
from handover_policy.sources.policy_sources import FolderSource
from tests.unit.lint.test_samples import TODAY, codes, linted, shipped, written

pytestmark = pytest.mark.usefixtures("what_ships_is_read_once")

HEAD = """# yaml-language-server: $schema=s/statutes.schema.json
kind: statutes
id: {id}
title: {{zh: 包, en: pack}}
version: '1'
as_of: 2026-11-23
jurisdiction: {place}
reviewed: {{by: none}}
"""
RULE = """  - id: XX-A-1
    cite: 法
    text: {zh: 文, en: text}
    severity: error
    grade: A
    message: {zh: 不行, en: no}
    fix: {zh: 改, en: mend}
"""


def pack(text: str, name: str = "x.yaml") -> tuple[Any, tuple[Finding, ...]]:
    return read_packs([SourceFile(name, text.encode())], shipped()[0]["statutes"])


def pack_of(name: str, place: str, rest: str = "") -> str:
    return HEAD.format(id=name, place=place) + rest


def found_codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def test_checks_on_settings_that_do_not_exist_are_found_with_all_else_that_is_wrong() -> None:
    checks = """    checks:
      - {reads: nothing.here, requires: {is: 1}}
      - {reads: notice.days, requires: {smaller: 1}}
      - {reads: texts, requires: {matches_none: '('}}
      - {reads: texts, requires: {says_none: [waiver, cruelty]}}
      - {reads: texts, requires: {says_none: cruelty}}
      - {requires: 5}
      - no mapping
"""
    text = pack_of("x", "XX", "unknown: 1\npatch: {XX-A-1: {checks: [{reads: gone, requires: {is: 1}}]}}\n")
    packs, findings = pack(text + "rules:\n" + RULE + checks)
    assert packs == ()
    assert {"statute-reads-unknown", "statute-operator-unknown", "statute-pattern", "unknown-key"} <= found_codes(
        findings
    )
    assert [finding.code for finding in findings].count("statute-pattern") == 1
    assert [finding.code for finding in findings].count("statute-claim-unknown") == 2


def test_a_pack_that_cannot_be_read_is_left_out() -> None:
    assert pack("kind: [")[0] == ()
    assert pack(pack_of("x", "XX", "rules: [5]\n"))[0] == ()


def test_a_jurisdiction_without_a_pack_follows_its_country_and_may_have_none() -> None:
    packs = shipped()[1]
    assert [each.id for each in statutes_for("CN-BJ", packs).packs] == ["cn"]
    assert [each.id for each in statutes_for("CN-GD", packs).packs] == ["cn", "cn-gd"]
    nothing = statutes_for("XX", packs)
    assert (nothing.packs, nothing.rules) == ((), ())
    assert found_codes(nothing.findings) == {"statutes-missing"}
    assert "CN-LCL-37" in statutes_for("CN", packs).law_ids


def test_an_overlay_patches_severity_checks_and_note() -> None:
    packs = shipped()[1]
    rules = {rule.id: rule for rule in statutes_for("CN-SZ", packs).rules}
    assert rules["CN-PAY-02"].checks[0].reads == "obligation.workdays_after_last_day"
    assert rules["CN-PEN-07"].severity is Severity.ERROR
    assert rules["CN-PEN-07"].note["zh"]


def test_contradictory_overlays_are_found() -> None:
    base, _ = pack(pack_of("x", "XX", "rules:\n" + RULE))
    rest = "extends: x\npatch: {XX-B-1: {severity: info}, XX-A-1: {}}\nrules:\n" + RULE
    over, _ = pack(pack_of("xy", "XX-Y", rest))
    assert found_codes(statutes_for("XX-Y", (*base, *over)).findings) == {"statute-twice", "statute-patches-nothing"}
    alone, _ = pack(pack_of("z", "ZZ", "extends: gone\n"))
    assert found_codes(statutes_for("ZZ", alone).findings) == {"statutes-extend-nothing"}


def test_packs_of_one_name_or_place_and_packs_in_a_circle_are_found() -> None:
    first, _ = pack(pack_of("x", "XX"), "a.yaml")
    for name, place in (("x", "YY"), ("y", "XX")):
        second, _ = pack(pack_of(name, place), "b.yaml")
        (twice,) = statutes_for("XX", (*first, *second)).findings
        assert (twice.code, twice.location.file, twice.details["first"]) == ("statutes-twice", "b.yaml", "a.yaml:2:1")
    one, _ = pack(pack_of("x", "XX", "extends: y\n"))
    two, _ = pack(pack_of("y", "YY", "extends: x\n"))
    assert found_codes(statutes_for("XX", (*one, *two)).findings) == {"statutes-extend-circle"}


@pytest.mark.parametrize(
    ("reads", "one", "two", "contradict"),
    [
        ("notice.days", "{at_most: 30}", "{at_least: 31}", True),
        ("notice.days", "{at_least: 31}", "{at_most: 30}", True),
        ("notice.days", "{at_most: 30}", "{at_least: 30}", False),
        ("notice_days.counting.roll", "{is: none}", "{is: workday}", True),
        ("notice_days.counting.roll", "{is: none}", "{is: none}", False),
        ("notice.days", "{at_most: 30}", "{at_least: 31}, where: {employee.stage: regular}", False),
    ],
)
def test_rules_that_no_value_satisfies_together_are_found(reads: str, one: str, two: str, contradict: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    rules = "".join(
        RULE.replace("XX-A-1", f"XX-A-{number}") + f"    checks: [{{reads: {reads}, requires: {required}}}]\n"
        for number, required in enumerate((one, two))
    )
    packs, wrong = pack(pack_of("x", "XX", "rules:\n" + rules))
    assert wrong == ()
    assert bool(statutes_for("XX", packs).findings) is contradict


def test_no_shipped_packs_contradict_each_other_and_what_fix_writes_satisfies_its_check() -> None:
    packs = shipped()[1]
    for place in {each.jurisdiction for each in packs}:
        statutes = statutes_for(place, packs)
        assert statutes.findings == ()
        for check in (check for rule in statutes.rules for check in rule.checks):
            for name, wanted in check.requires.items():
                if "write" in check.mend and not check.reads.startswith(("gate.", "obligation.", "period.")):
                    assert OPERATORS[name](check.mend["write"], wanted), check


def test_a_note_of_the_place_stands_behind_the_sentence(tmp_path: Path) -> None:
    found = linted(tmp_path, {"obligations": {"final_pay": {"due": "last_day + 10 days", "roll": "none"}}}, "CN-GD")
    pay = next(finding for finding in found.findings if finding.code == "CN-PAY-02")
    assert pay.severity is Severity.ERROR
    assert "广东省工资支付条例" in pay.details["sentence_zh"]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("{% if a %}一{% elif b %}二{% else %}三{% endif %}", ("一", "二", "三")),
        ("{% if a %}一{% endif %}二", ("一二", "二")),
        ("{% for x in xs %}甲{{ x }}{% else %}无{% endfor %}", ("甲□", "无")),
        ("{{ '一' if a else '二' }}{{ '三' if b }}", ("一三", "一", "二三", "二")),
        ("{{ a }}{{ 5 }}", ("□5",)),
        ("{% if %}", ()),
        ("{# nothing #}", ("",)),
        ("{% set x = 1 %}", ("□",)),
        ("{% set x = '不予出具' %}{{ x }}证明", ("不予出具□证明",)),
        ("{{ '不予' ~ '出具' }}{{ ['离职', '证明']|join }}", ("不予出具离职证明",)),
        ("{{ '停发'|upper if party == 'leaver' }}", ("停发", "")),
    ],
)
def test_every_branch_of_a_template_is_a_text(source: str, texts: tuple[str, ...]) -> None:
    assert set(branches(source)) == set(texts)


def test_a_pattern_is_looked_for_sentence_by_sentence() -> None:
    assert sentences_against("不影响社保。影响离职证明。好", "影响[^。]{0,8}证明") == ("影响离职证明。",)


def test_a_reassurance_hides_no_threat_beside_it() -> None:
    kinds = ["certificate_withheld"]
    assert sentences_saying("交接没有完成，不影响离职证明。", kinds) == ()
    assert sentences_saying("不影响社保，但影响离职证明。好", kinds) == ("不影响社保，但影响离职证明。",)


@pytest.mark.parametrize(
    ("operator", "value", "wanted", "holds"),
    [
        ("is", 1, True, False),
        ("at_most", "never", 15, False),
        ("at_least", "unlimited", 2, True),
        ("contains_all", None, ["a"], False),
        ("contains_only", False, [], True),
        ("contains_only", "id_card", [], False),
        ("none_of", "a", "a", False),
        ("exists", None, False, True),
        ("says_none", "扣留离职证明。", ["certificate_withheld"], False),
        ("says_none", "不扣留离职证明。", ["certificate_withheld"], True),
        ("matches_none", "abc", "b", False),
    ],
)
def test_operators(operator: str, value: object, wanted: object, holds: object) -> None:
    assert OPERATORS[operator](value, wanted) is holds


def test_values_are_shown_whole() -> None:
    assert (shown(value=True), shown([1, 2]), shown(1.234), shown("x" * 90)) == (
        ("true",),
        ("1", "2"),
        ("1.23",),
        ("x" * 90,),
    )
    assert shown(value=False) == ("false",)


def test_facts_take_the_values_that_conditions_can_tell_apart() -> None:
    conditions = [
        Comparison(fact="a", operator="is", operand=True),
        Comparison(fact="n", operator="above", operand=5),
        Comparison(fact="d", operator="is", operand=date(2026, 1, 2)),
        Comparison(fact="s", operator="exists", operand=True),
        Comparison(fact="w", operator="one_of", operand=("x", "y")),
        Comparison(fact="v", operator="is", operand="q"),
    ]
    values = critical_values(conditions, {"v": {"q": "一", "r": "二"}})
    assert values["n"] == (4, 5, 6, None)
    assert values["d"] == (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3), None)
    assert set(values["s"]) == {True, False, OTHER, None}
    assert (values["w"], values["v"]) == (("x", OTHER, "y", None), ("q", "r"))


def test_a_condition_can_fail_where_some_situation_fails_it() -> None:
    day = Comparison(fact="case.last_day_reached", operator="is", operand=True)
    done = Comparison(fact="tasks.unfinished", operator="is", operand=0)
    assert not can_fail(AnyOf(parts=(day, done)), {"case.last_day_reached": True}, {})
    assert can_fail(done, {"case.last_day_reached": True}, {})
    assert not can_fail(ALWAYS, {}, {})


def document(text: str) -> MappingNode:
    node = Composer("x.yaml", Collected()).compose(text)
    assert isinstance(node, MappingNode)
    return node


def test_settings_are_read_by_path_and_what_is_missing_is_told_where_it_would_stand() -> None:
    documents = {
        "obligations": document("transfer: {file: x}\nretention: {a: soon, b: 3}\ndeductions: [{kind: fine}]\n")
    }
    (reading,) = written_readings("obligations.transfer.file.deeper", documents)
    assert (reading.value, reading.location.line) == (None, 1)
    assert list(written_readings("gates[].id", documents)) == []
    (row,) = written_readings("obligations.deductions[].kind", documents)
    assert (row.value, row.subject) == ("fine", "obligations.deductions[1]".removeprefix("obligations."))
    keys = ("obligations.retention.a", "obligations.retention.b", "obligations.retention.c")
    assert {each.value for each in period_readings(documents, keys)} == {"soon", 3, None}
    assert (is_path("gates[].id"), is_path("nothing.x")) == (True, False)


def test_a_list_of_tasks_is_read_whether_merged_or_not() -> None:
    merged = {"tasks": document("lists: [{tasks: [{id: a}]}]\n")}
    single = {"tasks": document("tasks: [{id: b}]\n")}
    assert [each.value for each in written_readings("tasks[].id", merged)] == ["a"]
    assert [each.value for each in written_readings("tasks[].id", single)] == ["b"]


def test_numbers_are_judged_at_every_date_of_the_set(tmp_path: Path) -> None:
    text = "kind: notice_days\nrules:\n  - {id: days.regular, days: {2008-01-01: 30, 2027-01-01: 60}}\n"
    written(tmp_path, "policy", {"id": "s", "title": "s", "version": "1.0.0", "effective": {"from": "2026-01-01"}})
    policy = "# yaml-language-server: $schema=s/policy.schema.json\nkind: policy\nid: s\ntitle: s\nversion: 1.0.0\n"
    policy += "effective: {from: 2026-01-01, until: 2027-12-31}\nextends: builtin:default\n"
    (tmp_path / "policy.yaml").write_text(policy, "utf-8")
    (tmp_path / "notice_days.yaml").write_text(
        "# yaml-language-server: $schema=s/notice_days.schema.json\n" + text, "utf-8"
    )
    reading = read_set(FolderSource(tmp_path), Library()).reading
    assert reading.policy is not None
    assert spans(reading.policy) == (date(2026, 1, 1), date(2027, 1, 1))
    found = lint(reading.policy, reading.documents, load_messages(), statutes_for("CN", shipped()[1]), TODAY)
    assert "CN-NOT-01" in codes(found)


def finding(code: str = "CN-CER-01", subject: str = "gate.x") -> Finding:
    return Finding(code=code, severity=Severity.ERROR, location=Location("gates.yaml", 3), subject=subject)


def test_waivers_take_findings_out_until_they_expire() -> None:
    text = "waivers:\n"
    rows = ((finding().code, "2026-12-31"), ("CN-CER-01:gate.y", "2026-01-01"), ("X", "2026-12-31"))
    for name, day in (*rows, (fingerprint(finding("CN-PAY-01")), "2026-12-31")):
        text += f"  - {{finding: '{name}', reason: r, approver: a, expires: {day}}}\n"
    waivers = read_waivers({"waivers": document(text)})
    standing, waived = apply_waivers((finding(), finding("CN-PAY-01")), waivers, TODAY)
    assert [each.code for each in waived] == ["CN-CER-01", "CN-PAY-01"]
    assert [each.code for each in standing] == ["waiver-of-nothing", "waiver-of-nothing"]
    expired, none = apply_waivers((finding(subject="gate.y"),), waivers[1:2], TODAY)
    assert ([each.code for each in expired], none) == (["CN-CER-01", "waiver-expired"], ())
    assert read_waivers({}) == ()


def test_a_waiver_of_a_rule_that_was_renamed_goes_on_to_count() -> None:
    text = "waivers:\n"
    for name in ("CN-CER-01:gate.old", fingerprint(finding("CN-PAY-01", "gate.old")), "CN-PAY-02:gate.older"):
        text += f"  - {{finding: '{name}', reason: r, approver: a, expires: 2026-12-31}}\n"
    found = (finding(), finding("CN-PAY-01"), finding("CN-PAY-02"))
    names = {"gate.old": "gate.x", "gate.older": "gate.y"}
    standing, waived = apply_waivers(found, read_waivers({"waivers": document(text)}), TODAY, names)
    assert [each.code for each in waived] == ["CN-CER-01", "CN-PAY-01"]
    assert sorted((each.code, each.subject) for each in standing) == [
        ("CN-PAY-02", "gate.x"),
        ("old-id", "gate.old"),
        ("old-id", "gate.older"),
        ("waiver-of-nothing", "CN-PAY-02:gate.older"),
    ]


def test_rules_that_serve_no_purpose_are_told(tmp_path: Path) -> None:
    long = "长" * 41
    step = {"party": "leaver", "do": "做" * 201, "due": "last_day"}
    sample = {
        "policy": {
            "parties": {
                "nobody": {"title": "无", "is": "contact:hr", "else": "spare"},
                "spare": {"title": "备", "is": "contact:hr"},
            }
        },
        "notice_days": {
            "rules": [
                {
                    "id": "days.never",
                    "title": "无",
                    "when": {"employee.stage": "regular", "not": {"employee.stage": "regular"}},
                    "days": 1,
                },
                {"id": "days.twice", "title": "重", "when": {"employee.stage": "regular"}, "days": 30},
            ]
        },
        "gates": {
            "gates": [
                {
                    "id": "g.never",
                    "title": long,
                    "controls": "handover_bonus",
                    "opens_when": {"tasks.unfinished": {"below": 0, "above": 0}},
                },
                {
                    "id": "g.apply",
                    "title": "x",
                    "controls": "handover_bonus",
                    "when": {"case.absent": True, "not": {"case.absent": True}},
                    "opens_when": {"tasks.waiting_for.spare": 0},
                },
            ]
        },
        "tasks": {
            "id": "x",
            "title": "x",
            "when": {"employee.role": "sales", "not": {"employee.role": "sales"}},
            "tasks": [{"id": "x.a", "title": "x", "start": "arrival", "steps": [step]}],
        },
        "notices": {
            "notices": [
                {
                    "id": "n.early",
                    "at": "arrival - 2 days",
                    "to": "hr",
                    "channels": ["sms"],
                    "notification": "task-upcoming",
                },
                {
                    "id": "n.when",
                    "on": "sheet.signed",
                    "when": {"case.absent": True, "not": {"case.absent": True}},
                    "to": "hr",
                    "channels": ["sms"],
                    "notification": "handover-started",
                },
                {
                    "id": "n.start",
                    "for": "tasks",
                    "at": "task.start - 99 days",
                    "to": "leaver",
                    "channels": ["sms"],
                    "notification": "task-upcoming",
                },
            ]
        },
    }
    found = {(each.code, each.subject) for each in linted(tmp_path, sample).findings}
    wanted = {
        ("row-never-reached", "days.never"),
        ("rows-overlap", "days.regular, days.twice"),
        ("gate-never-opens", "g.never"),
        ("condition-never-met", "g.apply"),
        ("condition-never-met", "x"),
        ("condition-never-met", "n.when"),
        ("party-unused", "nobody"),
        ("reminder-never-fires", "n.early"),
        ("text-long", "g.never"),
        ("text-long", "x.a"),
    }
    assert wanted <= found
    assert ("party-unused", "spare") not in found


def test_reminders_of_tasks_that_all_start_too_soon_or_do_not_exist_never_fire(tmp_path: Path) -> None:
    remove = {"remove": ["absence", "everyone", "sales", "engineer", "office", "operator"]}
    soon = {
        "id": "x",
        "title": "x",
        "tasks": [
            {
                "id": "x.a",
                "title": "x",
                "start": "arrival",
                "steps": [{"party": "leaver", "do": "x", "due": "last_day"}],
            }
        ],
    }
    found = {(each.code, each.subject) for each in linted(tmp_path / "soon", {"tasks": {**remove, **soon}}).findings}
    assert ("reminder-never-fires", "reminder.upcoming") in found
    place = tmp_path / "none"
    written(
        place,
        "policy",
        {
            "id": "s",
            "title": "s",
            "version": "1.0.0",
            "effective": {"from": "2026-01-01"},
            "jurisdiction": "CN",
            "timezone": "Asia/Shanghai",
            "language": "zh-CN",
            "calendar": "CN",
            "send_at": "09:00",
            "vocabulary": {},
            "parties": {"hr": {"title": "人事", "is": "contact:hr"}},
            "contacts": {"hr": "H"},
            "sheet": {"parties": ["hr"]},
        },
    )
    written(place, "notice_days", {"rules": [{"id": "days.all", "title": "全部", "days": 30}]})
    written(
        place,
        "notices",
        {
            "notices": [
                {
                    "id": "n",
                    "for": "tasks",
                    "at": "task.due",
                    "to": "hr",
                    "channels": ["sms"],
                    "notification": "task-overdue",
                }
            ]
        },
    )
    reading = read_set(FolderSource(place), Library()).reading
    assert reading.policy is not None, reading.findings
    assert ("reminder-never-fires", "n") in {(each.code, each.subject) for each in quality(reading.policy)}
    assert {"CN-CER-02", "CN-COM-05"} <= codes(
        lint(reading.policy, reading.documents, load_messages(), statutes_for("CN", shipped()[1]), TODAY)
    )


def test_whom_a_row_concerns_is_told_only_where_it_is_not_everybody(tmp_path: Path) -> None:
    when = {"employee.stage": "regular", "employee.role": {"exists": True}}
    found = linted(tmp_path, {"notice_days": {"rules": [{"id": "days.regular", "when": when, "days": 45}]}})
    sentence = next(each for each in found.findings if each.code == "CN-NOT-01").details["sentence_zh"]
    assert "（适用于：正式）" in sentence


def test_a_party_reached_only_through_another_is_used(tmp_path: Path) -> None:
    parties = {
        "clerk": {"title": "文员", "is": "contact:hr", "else": "spare"},
        "spare": {"title": "备", "is": "contact:hr"},
    }
    step = {"party": "clerk", "do": "x", "due": "last_day"}
    task = {"id": "x.a", "title": "x", "start": "arrival", "steps": [step]}
    sample = {"policy": {"parties": parties}, "tasks": {"id": "x", "title": "x", "tasks": [task]}}
    assert "party-unused" not in codes(linted(tmp_path, sample))


def test_the_page_of_statutes_in_docs_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "statutes.md"
    assert page.read_text("utf-8") == statutes_page(shipped()[1])


def test_a_statute_not_in_force_in_the_life_of_a_set_does_not_count(tmp_path: Path) -> None:
    rules = "    until: 2020-01-01\n    checks: [{reads: notice.days, requires: {at_most: 0}}]\n"
    packs, findings = pack(pack_of("x", "XX", "rules:\n" + RULE + rules))
    assert findings == ()
    written(
        tmp_path,
        "policy",
        {
            "id": "s",
            "title": "s",
            "version": "1.0.0",
            "effective": {"from": "2026-01-01"},
            "extends": "builtin:default",
        },
    )
    reading = read_set(FolderSource(tmp_path), Library()).reading
    assert reading.policy is not None
    assert "XX-A-1" not in codes(
        lint(reading.policy, reading.documents, load_messages(), statutes_for("XX", packs), TODAY)
    )


def test_what_a_rule_of_law_means_is_told_without_what_it_does_not_say() -> None:
    rule = next(rule for pack in Library().packs for rule in pack.rules if rule.checks and rule.fix)
    noted = list(statute_lines(replace(rule, note={"en": "a note"}), "en"))
    silent = list(statute_lines(replace(rule, fix={}, note={}), "en"))
    assert noted[-1] == "  a note"
    assert len(silent) == len(noted) - 2


def test_of_a_setting_told_by_cases_each_value_is_read() -> None:
    text = "rules:\n  - {id: a, days: [{when: {employee.role: sales}, is: 30}, {is: 3}]}\n"
    read = written_readings("notice_days.rules[].days", {"notice_days": document(text)})
    assert [reading.value for reading in read] == [30, 3]
