"""What an author meant is said in the finding, at its place, with what to write there."""

from __future__ import annotations

from handover_policy.findings.catalogue import remedy
from handover_policy.findings.finding import Location
from handover_policy.policy.shape.keys import KeyPlaces, key_told
from handover_policy.policy.shape.meant import type_meant
from handover_policy.policy.yaml_source.node import ScalarNode
from tests.unit.policy.conftest import NOTICE_DAYS, POLICY

BASE = {"policy.yaml": POLICY, "notice_days.yaml": NOTICE_DAYS}
CHILD = POLICY.partition("jurisdiction")[0] + "extends: base\n"


def told(read, files, **parents) -> list[tuple[str, str, str, str]]:
    found = read(files, parents).findings
    said = [(each.details.get("suggestion", ""), each.details.get("write", "")) for each in found]
    return [(each.code, each.subject, *words) for each, words in zip(found, said, strict=True)]


def test_a_new_row_that_is_not_whole_is_a_slip_in_the_id_of_an_inherited_one(read) -> None:
    notices = "# yaml-language-server: $schema=x/notices.schema.json\nkind: notices\nnotices:\n"
    row = "  - {id: reminder.due, on: resignation.submitted, to: hr, channels: [sms], notification: task-overdue}\n"
    base = {**BASE, "notices.yaml": notices + row}
    slip = {"policy.yaml": CHILD, "notices.yaml": notices + "  - {id: reminder.deu, to: manager}\n"}
    assert told(read, slip, base=base) == [("id-not-inherited", "reminder.deu", "reminder.due", "")]
    party = {"policy.yaml": CHILD + "parties: {mannager: {else: hr}}\n"}
    assert told(read, party, base=base) == [("id-not-inherited", "mannager", "manager", "")]
    whole = {"policy.yaml": CHILD, "notices.yaml": notices + row.replace("reminder.due", "reminder.dues")}
    assert told(read, whole, base=base) == []


def test_obligations_are_removed_by_name_and_never_taken_for_gates(read) -> None:
    obligations = (
        "# yaml-language-server: $schema=x/obligations.schema.json\nkind: obligations\n"
        "certificate: {due: last_day}\ntransfer: {file: last_day, social_insurance: last_day}\n"
    )
    gates = (
        "# yaml-language-server: $schema=x/gates.schema.json\nkind: gates\ngates:\n"
        "  - {id: gate.certificate, title: 证明, controls: leaving_certificate, opens_when: {sheet.signed: true}}\n"
    )
    base = {**BASE, "obligations.yaml": obligations, "gates.yaml": gates}
    reading = read(
        {"policy.yaml": CHILD + "remove: [obligation.certificate, obligation.transfer.file]\n"}, {"base": base}
    )
    assert reading.findings == ()
    assert [each.name for each in reading.policy.obligations] == ["transfer.social_insurance"]
    assert [each.id for each in reading.policy.gates] == ["gate.certificate"]
    slip = {"policy.yaml": CHILD + "remove: [obligation.certificat]\n"}
    assert told(read, slip, base=base) == [("unknown-removal", "obligation.certificat", "obligation.certificate", "")]


def test_a_key_that_the_language_knows_is_no_misspelling(read) -> None:
    gates = "# yaml-language-server: $schema=x/gates.schema.json\nkind: gates\ngates:\n"
    row = "  - {id: g, title: 一, controls: severance, opens_when: {sheet.signed: true}, due: last_day}\n"
    (finding,) = read({**BASE, "gates.yaml": gates + row}).findings
    assert (finding.code, finding.subject) == ("key-misplaced", "due")
    assert "tasks.tasks.steps.due" in remedy(finding, "zh")


def test_keys_in_chinese_are_those_that_are_called_so(read) -> None:
    gates = "# yaml-language-server: $schema=x/gates.schema.json\nkind: gates\ngates:\n"
    row = "  - {id: g, 标题: 一, controls: severance, opens_when: {sheet.signed: true}}\n"
    assert told(read, {**BASE, "gates.yaml": gates + row}) == [("unknown-key", "标题", "title", "title")]


def test_what_to_write_is_said_of_every_kind_of_value(read) -> None:
    manifest = POLICY.replace("version: 1.2.0", "version: 1.10").replace("{from: 2026-07-01}", "2026年7月1日")
    manifest = (
        manifest.replace('"09:30"', "9点半")
        .replace("Asia/Shanghai", "北京时间")
        .replace("language: zh-CN", "language: 中文")
    )
    manifest = manifest.replace("calendar: CN", "calendar: 中国").replace("{hr: U-HR}", "{hr: 1001}")
    days = NOTICE_DAYS.replace("days: 30", "days: 30天").replace("employee.stage: regular", "employee.stage: 正式工")
    findings = read({"policy.yaml": manifest, "notice_days.yaml": days}).findings
    assert {each.details.get("write", "") for each in findings} == {
        "1.10.0",
        "{from: 2026-07-01}",
        '"09:30"',
        "Asia/Shanghai",
        "zh-CN",
        "CN",
        '"1001"',
        "30",
        "",
    }
    assert remedy(findings[-1], "zh").endswith("`handover validate --fix` 会自动改好。")


def test_times_are_known_in_chinese(read) -> None:
    tasks = "# yaml-language-server: $schema=x/tasks.schema.json\nkind: tasks\nid: l\ntitle: 一\n"
    tasks += "tasks:\n  - id: a\n    title: 一\n    steps:\n"
    steps = (
        "      - {party: leaver, do: 一, due: 最后工作日前5个工作日}\n"
        "      - {party: 负责人, do: 二, due: last_day - 3天, accepted_after: 3天}\n"
        "      - {party: manager, do: 三, due: lastday - 3 days}\n"
    )
    found = told(read, {**BASE, "tasks.yaml": tasks + steps})
    assert [(code, write) for code, _, _, write in found] == [
        ("bad-time", "last_day - 5 workdays"),
        ("title-for-id", "manager"),
        ("bad-time", "last_day - 3 days"),
        ("bad-period", "3 days"),
        ("bad-time", ""),
    ]
    assert found[-1][2] == "last_day - 3 days"


def test_a_row_without_an_id_is_like_no_other(read) -> None:
    notices = "# yaml-language-server: $schema=x/notices.schema.json\nkind: notices\nnotices:\n"
    row = "  - {id: a, on: resignation.submitted, to: hr, channels: [sms], notification: task-overdue}\n"
    slip = {"policy.yaml": CHILD, "notices.yaml": notices + "  - {to: manager}\n"}
    assert ("missing-key", "id", "", "") in told(read, slip, base={**BASE, "notices.yaml": notices + row})


def test_a_type_that_cannot_be_guessed_is_left_open() -> None:
    at = Location("f.yaml")
    five, nothing = (ScalarNode(value=value, written=str(value or ""), location=at) for value in ("5%", None))
    assert [type_meant(["number"], five, "percent", {}), type_meant(["number"], nothing, "percent", {})] == ["5", ""]
    assert type_meant(["object"], five, "x", {}) == ""


def test_a_schema_without_end_is_looked_into_so_far() -> None:
    deep: dict[str, object] = {"properties": {"deep": {"$ref": "#/$defs/deep"}, "free": True}}
    places = KeyPlaces({"kind": {**deep, "$defs": {"deep": deep}}})
    assert max(place.count(".") for place in places.of("deep")) == 8
    assert "kind.free" in places.of("free")
    assert key_told({}, "x") == {}
