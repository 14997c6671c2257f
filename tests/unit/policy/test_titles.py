"""Titles in the place of ids: in conditions and wherever a party, control, channel or cause is named."""

import pytest

from tests.unit.policy.conftest import MINIMAL, POLICY, modeline

LIST = "id: work\ntitle: 清单\nwhen: {{}}\ntasks:\n  - {{id: a, title: 甲, steps: [{{party: {}, do: 做}}]}}\n"


def read_with(read, manifest: str = POLICY, **bodies: str):
    files = {f"{kind}.yaml": modeline(kind) + body for kind, body in bodies.items()}
    return read({**MINIMAL, "policy.yaml": manifest, **files})


def hints(reading) -> list[tuple[str, str]]:
    assert [each for each in reading.findings if each.severity != "info"] == []
    return [(each.subject, each.details["suggestion"]) for each in reading.findings if each.code == "title-for-id"]


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("{employee.role: 销售}", [("销售", "sales")]),
        ("{employee.role: [销售, engineer]}", [("销售", "sales")]),
        ("{not: {employee.role: {is_not: 研发}}}", [("研发", "engineer")]),
        ("{any: [{event.role: {one_of: [研发]}}, {case.cause: 退休}]}", [("研发", "engineer"), ("退休", "retirement")]),
        ("{case.cause: retirement}", []),
        ("{task.party: 离职员工}", [("离职员工", "leaver")]),
        ("{gate.controls: 经济补偿}", [("经济补偿", "severance")]),
    ],
)
def test_a_condition_may_name_a_value_by_its_title(read, when, meant):
    notice = "{id: n, on: task.done, to: hr, channels: [sms], notification: task-overdue, when: " + when + "}"
    told = read_with(read, notices=f"notices: [{notice}]\n")
    assert sorted(hints(told)) == sorted(meant)
    ids = read_with(read, notices=f"notices: [{_by_id(notice, meant)}]\n")
    assert told.policy.notices[0].when == ids.policy.notices[0].when
    assert told.policy.document == ids.policy.document


def _by_id(text: str, meant: list[tuple[str, str]]) -> str:
    for title, name in meant:
        text = text.replace(title, name)
    return text


def test_parties_controls_channels_and_causes_may_be_named_by_their_titles(read):
    clause = (
        "{id: c, title: t, text: x, sign: never, consequence: {kind: penalty, trigger: short_notice, exclude: [退休]}}"
    )
    told = read_with(
        read,
        POLICY.replace("else: hr", "else: 人事") + "sheet: {parties: [离职员工, manager]}\n",
        tasks=LIST.format("负责人"),
        notices="notices: [{id: n, on: task.done, to: [人事, 负责人], channels: [短信], notification: task-overdue}]\n",
        gates="gates: [{id: g, title: 甲, controls: 推荐信, opens_when: {}}]\n",
        clauses=f"clauses: [{clause}]\n",
    )
    assert len(hints(told)) == 8
    policy = told.policy
    assert policy.manifest.parties["manager"].otherwise == "hr"
    assert policy.manifest.sheet_parties == ("leaver", "manager")
    assert policy.tasks[0].steps[0].party == "manager"
    assert (policy.notices[0].to, policy.notices[0].channels) == (("hr", "manager"), ("sms",))
    assert policy.gates[0].controls == "reference_letter"
    assert policy.clauses[0].consequence.exclude == ("retirement",)


def test_a_title_that_several_bear_stands_for_none_of_them(read):
    manifest = POLICY.replace("engineer: 研发", "engineer: 销售")
    gates = "gates: [{id: g, title: 甲, controls: severance, opens_when: {employee.role: 销售}}]\n"
    told = read_with(read, manifest, gates=gates)
    assert told.policy is None
    wrong = [each for each in told.findings if each.severity == "error"]
    assert [(each.code, each.details["meant"], each.location.file) for each in wrong] == [
        ("title-ambiguous", "sales, engineer", "gates.yaml")
    ]


def test_an_id_is_never_taken_for_a_title(read):
    manifest = POLICY.replace("engineer: 研发", "engineer: sales")
    gates = "gates: [{id: g, title: 甲, controls: severance, opens_when: {employee.role: sales}}]\n"
    assert read_with(read, manifest, gates=gates).policy.gates[0].opens_when.operand == "sales"


def test_free_texts_that_sound_like_titles_stay(read):
    told = read_with(read, POLICY + "adoption: {published: {channels: [短信]}}\n", tasks=LIST.format("hr"))
    assert told.findings == ()
    assert told.policy.manifest.adoption["published"]["channels"] == ("短信",)


def test_without_a_manifest_nothing_is_taken_for_anything(read):
    files = {"gates.yaml": modeline("gates") + "gates: [{id: g, title: 甲, controls: 推荐信, opens_when: {}}]\n"}
    assert "title-for-id" not in {each.code for each in read(files).findings}


def test_a_condition_that_is_none_stays_for_its_reader_to_tell(read):
    told = read_with(read, gates="gates: [{id: g, title: 甲, controls: severance, opens_when: 销售}]\n")
    assert [each.code for each in told.findings] == ["condition-expected"]


@pytest.mark.parametrize(
    ("to", "sheet", "untold"),
    [
        ("[leaver, manager]", "[leaver, manager]", []),
        ("[leaver, manager]", "[leaver, manager, hr]", ["hr"]),
        ("sheet_parties", "[leaver, manager, hr]", []),
        ("everybody_told", "[leaver, manager, hr]", []),
        ("leaver", "[hr, leaver, manager]", ["hr", "manager"]),
        ("sheet_parties", "[leaver, manager]", []),
        ("step_party", "[leaver]", None),
    ],
)
def test_every_party_of_the_sheet_is_asked_where_messages_ask_any(read, to, sheet, untold):
    notices = f"notices: [{{id: n, on: sheet, to: {to}, channels: [sms], notification: sheet-to-sign}}]\n"
    findings = read_with(read, POLICY + f"sheet: {{parties: {sheet}}}\n", notices=notices).findings
    if untold is None:
        assert [each.code for each in findings] == ["unknown-party"]
    else:
        assert [(each.code, each.subject) for each in findings] == [("sheet-party-untold", name) for name in untold]
        assert all(each.location.line == 20 for each in findings)


@pytest.mark.parametrize(
    ("notice", "found"),
    [
        ("on: sheet, to: [leaver, manager, hr], notification: sheet-to-sign", [("signing-asked-of-others", "hr")]),
        ("on: sheet, to: [leaver, manager, hr], notification: gate-held", []),
        ("on: gate.held, to: hr, notification: sheet-to-sign", []),
        ("on: duty, to: hr, send_on: workday, together: true, notification: upload-missed", []),
        ("on: duty, to: hr, at: employee.hired_on + 1 month, notification: upload-missed", []),
        ("on: duty, to: hr, at: last_day, notification: upload-missed", [("duty-without-case", "last_day")]),
        ("on: employee.hired, to: hr, at: arrival + 1 day, notification: absence", [("duty-without-case", "arrival")]),
        ("on: duty, for: tasks, to: hr, notification: upload-missed", [("duty-without-case", "for: tasks")]),
        ("on: sheet, to: hr, send_on: any, notification: gate-held", [("send-on-undated", "n")]),
        ("on: sheet, to: hr, at: event + 1 day, send_on: any, notification: gate-held", []),
        ("on: gate.held, to: hr, together: true, notification: gate-held", [("together-of-one", "n")]),
        ("on: task.done, to: hr, together: true, notification: task-accepted", []),
        ("for: tasks, at: task.due, to: hr, together: true, notification: task-overdue", []),
        ("on: gate.held, to: hr, together: false, notification: gate-held", []),
    ],
)
def test_what_a_message_says_of_its_sending_means_something(read, notice, found):
    told = read_with(
        read,
        POLICY + "sheet: {parties: [leaver, manager]}\n",
        notices=f"notices: [{{id: n, channels: [sms], {notice}}}]\n",
    )
    assert [(each.code, each.subject) for each in told.findings] == found


def test_an_unknown_party_in_a_list_is_an_error_at_its_place(read):
    notices = "notices: [{id: n, on: sheet, to: [leaver, bos], channels: [sms], notification: sheet-to-sign}]\n"
    findings = [each for each in read_with(read, notices=notices).findings if each.code == "unknown-party"]
    assert [(each.subject, each.location.column) for each in findings] == [("bos", 43)]
