"""Inheritance: maps merge by key, lists by id; what is taken out must have been there."""

from __future__ import annotations

from tests.unit.policy.conftest import MINIMAL, NOTICE_DAYS, POLICY, modeline

CHILD = modeline("policy") + "extends: base\nid: child\nversion: 2.0.0\n"
GATES = modeline("gates") + (
    "gates:\n"
    "  - {id: g.a, title: 甲, controls: severance, opens_when: {tasks.unfinished: 0}}\n"
    "  - {id: g.b, title: 乙, controls: severance, opens_when: {}}\n"
)
ARCHIVE = modeline("archive") + (
    "sections:\n  assets: {title: t, key: number, fields: [number]}\nuploads: [{id: u, title: t, every: 1 workday}]\n"
)
BASE = {**MINIMAL, "gates.yaml": GATES, "archive.yaml": ARCHIVE}


def test_maps_merge_by_key_and_lists_by_id_with_new_rows_last(read) -> None:
    files = {
        "policy.yaml": CHILD + "contacts: {legal: U-LAW}\nparties: {manager: {title: 主管}}\n",
        "gates.yaml": modeline("gates") + "gates:\n  - {id: g.c, title: 丙, controls: severance, opens_when: {}}\n"
        "  - {id: g.a, title: 改, opens_when: {sheet.signed: true}}\n",
        "days.yaml": modeline("notice_days") + "rules: [{id: days.regular, days: {2026-08-01: 7}}]\n",
    }
    reading = read(files, {"base": BASE})
    assert reading.findings == ()
    policy = reading.policy
    assert policy is not None
    assert (policy.manifest.id, policy.manifest.version, policy.manifest.title) == ("child", "2.0.0", "制度")
    named = {name: [person.id for person in people] for name, people in policy.manifest.contacts.items()}
    assert named == {"hr": ["U-HR"], "legal": ["U-LAW"]}
    assert (policy.manifest.parties["manager"].title, policy.manifest.parties["manager"].resolves_to) == (
        "主管",
        "employee.manager",
    )
    assert [(gate.id, gate.title, str(gate.location)) for gate in policy.gates] == [
        ("g.a", "改", "gates.yaml:5:5"),
        ("g.b", "乙", "base/gates.yaml:5:5"),
        ("g.c", "丙", "gates.yaml:4:5"),
    ]
    assert str(policy.notice_table.rows[0].location) == "days.yaml:3:9"
    assert policy.notice_table.rows[0].title == "正式"
    document = policy.document["policy"]
    assert "extends" not in document


def test_a_condition_is_one_value_and_replaces_the_inherited_one(read) -> None:
    files = {
        "policy.yaml": CHILD,
        "g.yaml": modeline("gates") + "gates: [{id: g.a, opens_when: {case.absent: true}}]\n",
    }
    policy = read(files, {"base": BASE}).policy
    assert policy.gates[0].opens_when.fact == "case.absent"


def test_a_consequence_of_another_kind_replaces_the_inherited_one(read) -> None:
    clause = (
        "clauses:\n  - {id: c, title: t, text: x, sign: never,\n"
        "     consequence: {kind: damages, trigger: short_notice, measure: actual_loss}}\n"
    )
    base = {**BASE, "clauses.yaml": modeline("clauses") + clause}

    def consequence(text: str):
        own = modeline("clauses") + f"clauses: [{{id: c, consequence: {text}}}]\n"
        reading = read({"policy.yaml": CHILD, "c.yaml": own}, {"base": base})
        assert reading.findings == ()
        return reading.policy.clauses[0].consequence

    assert consequence("{kind: bonus, trigger: short_notice, percent: 5}").measure is None
    assert consequence("{proof_required: true}").measure == "actual_loss"


def test_rows_sections_and_parties_can_be_taken_out(read) -> None:
    files = {
        "policy.yaml": CHILD + "remove: [g.a, assets, u]\n",
        "gates.yaml": modeline("gates") + "remove: [g.b]\n",
    }
    policy = read(files, {"base": BASE}).policy
    assert (policy.gates, policy.sections, policy.uploads) == ((), (), ())


TRACKS = "  employee.track: {frontline: 一线, desk: 办公室}\n"
GRADES = "  employee.grade: {title: 职级, values: {junior: 初级, senior: 高级}}\n"


def with_words(words: str) -> dict[str, str]:
    return {**BASE, "policy.yaml": POLICY.replace("vocabulary:\n", f"vocabulary:\n{words}")}


def test_values_of_the_vocabulary_can_be_taken_out_in_either_form(read) -> None:
    child = {"policy.yaml": CHILD + "remove: [employee.track.desk, employee.grade.junior]\n"}
    policy = read(child, {"base": with_words(TRACKS + GRADES)}).policy
    assert policy is not None
    shown = {name: list(words) for name, words in policy.manifest.vocabulary.items()}
    assert (shown["employee.track"], shown["employee.grade"]) == (["frontline"], ["senior"])
    assert policy.manifest.titles["employee.grade"] == "职级"


def test_a_vocabulary_that_is_none_has_no_values_to_take_out(read) -> None:
    child = {"policy.yaml": CHILD + "remove: [employee.track.desk]\n"}
    found = read(child, {"base": with_words("  employee.track: [frontline, desk]\n")}).findings
    assert ("unknown-removal", "employee.track.desk") in {(each.code, each.subject) for each in found}


def test_taking_out_what_is_not_there_is_a_finding(read) -> None:
    reading = read({"policy.yaml": CHILD + "remove: [g.x, 3]\n"}, {"base": BASE})
    assert [(each.code, each.subject, each.details.get("suggestion")) for each in reading.findings] == [
        ("unknown-removal", "g.x", ""),
        ("wrong-type", "remove[]", None),
    ]


def test_renamings_add_up(read) -> None:
    base = {**BASE, "policy.yaml": POLICY + "moved: [{from: x, to: y, on: 2026-01-01}]\n"}
    files = {"policy.yaml": CHILD + "moved: [{from: y, to: g.a, on: 2026-02-01}]\n"}
    reading = read(files, {"base": base})
    assert reading.findings == ()
    assert [moved.old for moved in reading.policy.manifest.moved] == ["x", "y"]


def test_lists_without_ids_are_replaced(read) -> None:
    base = {**BASE, "policy.yaml": POLICY + "sheet: {parties: [leaver, hr]}\n"}
    reading = read({"policy.yaml": CHILD + "sheet: {parties: [hr]}\n"}, {"base": base})
    assert reading.policy.manifest.sheet_parties == ("hr",)


def test_task_lists_merge_by_their_id(read) -> None:
    step = "steps: [{party: leaver, do: x}]"
    base = {**BASE, "tasks.yaml": modeline("tasks") + f"id: s\ntitle: t\ntasks: [{{id: s.a, title: 甲, {step}}}]\n"}
    own = {
        "s.yaml": modeline("tasks") + f"id: s\ntasks: [{{id: s.b, title: 乙, {step}}}, {{id: s.a, title: 改}}]\n",
        "t.yaml": modeline("tasks") + f"id: t\ntitle: 新\ntasks: [{{id: t.a, title: 丙, {step}}}]\n",
    }
    reading = read({"policy.yaml": CHILD, **own}, {"base": base})
    assert reading.findings == ()
    assert [(task.id, task.title, task.list_id) for task in reading.policy.tasks] == [
        ("s.a", "改", "s"),
        ("s.b", "乙", "s"),
        ("t.a", "丙", "t"),
    ]


def test_what_is_missing_shows_after_inheritance_only(read) -> None:
    own = {"policy.yaml": CHILD, "g.yaml": modeline("gates") + "gates: [{id: g.new, title: t}]\n"}
    assert [(each.code, each.subject) for each in read(own, {"base": BASE}).findings] == [
        ("missing-key", "controls"),
        ("missing-key", "opens_when"),
    ]
    broken = {**BASE, "gates.yaml": "gates: ["}
    codes = [each.code for each in read(own, {"base": broken}).findings]
    assert codes == ["yaml-syntax"]


def test_ids_used_twice_in_one_file_are_found_although_merging_would_hide_them(read) -> None:
    own = {
        "policy.yaml": CHILD,
        "g.yaml": modeline("gates") + "gates: [{id: g.a, title: x}, {id: g.a, title: y}]\n",
    }
    assert [each.code for each in read(own, {"base": BASE}).findings] == ["duplicate-id"]


def test_sections_of_two_files_gather_and_may_not_clash(read) -> None:
    files = {**BASE, "more.yaml": ARCHIVE.replace("id: u", "id: v")}
    assert [(each.code, each.subject) for each in read(files).findings] == [("duplicate-id", "assets")]


def test_sets_that_extend_each_other_are_a_finding(read) -> None:
    cycle = {"a": {"policy.yaml": POLICY + "extends: b\n"}, "b": {"policy.yaml": POLICY + "extends: a\n# b\n"}}
    reading = read({"policy.yaml": CHILD.replace("base", "a"), "notice_days.yaml": NOTICE_DAYS}, cycle)
    assert [each.code for each in reading.findings] == ["extends-cycle"]
    itself = {**MINIMAL, "policy.yaml": POLICY + "extends: self\n"}
    assert [each.code for each in read(itself, {"self": itself}).findings] == ["extends-cycle"]


def test_a_chain_without_end_is_cut(read) -> None:
    parents = {str(n): {"policy.yaml": POLICY + f"extends: '{n + 1}'\n# {n}\n"} for n in range(50)}
    reading = read({"policy.yaml": CHILD.replace("base", "'0'")}, parents)
    assert [each.code for each in reading.findings] == ["extends-cycle"]


def test_a_file_that_only_takes_out_leaves_the_other_rows_as_they_were(read) -> None:
    files = {"policy.yaml": CHILD, "gates.yaml": modeline("gates") + "remove: [g.a]\n"}
    reading = read(files, {"base": BASE})
    assert reading.findings == ()
    assert [gate.id for gate in reading.policy.gates] == ["g.b"]


def test_an_empty_list_takes_nothing_away(read) -> None:
    files = {"policy.yaml": CHILD, "gates.yaml": modeline("gates") + "gates: []\n"}
    assert [gate.id for gate in read(files, {"base": BASE}).policy.gates] == ["g.a", "g.b"]


def test_an_archive_without_uploads_keeps_the_inherited_ones(read) -> None:
    own = modeline("archive") + "sections: {tools: {title: 工具, key: number, fields: [number]}}\n"
    policy = read({"policy.yaml": CHILD, "archive.yaml": own}, {"base": BASE}).policy
    assert [section.id for section in policy.sections] == ["assets", "tools"]
    assert [upload.id for upload in policy.uploads] == ["u"]


def test_what_is_no_row_is_like_no_inherited_one(read) -> None:
    files = {"policy.yaml": CHILD, "archive.yaml": modeline("archive") + "sections: {asset: 资产}\n"}
    assert [finding.code for finding in read(files, {"base": BASE}).findings] == ["wrong-type"]
