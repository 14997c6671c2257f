"""Messages to several parties: each gets their own, one person one only (contract "notices", `to`)."""

from tests.unit.decide.stage import leaving, ready


def notice(to: str, on: str = "resignation.submitted", more: str = "") -> str:
    return f"notices: [{{id: n, on: {on}, to: {to}, channels: [sms], notification: handover-started{more}}}]\n"


def told_to(told) -> list[tuple[str, str]]:
    return [(each["to"], each["party"]) for each in told.effects("notice")]


def test_each_of_a_list_gets_their_own_with_an_id_and_a_key_of_its_own():
    sent = ready(notices=notice("[manager, administration]")).resign().effects("notice")
    assert [(each["to"], each["party"]) for each in sent] == [("M1", "manager"), ("U-ADM", "administration")]
    assert len({each["id"] for each in sent}) == len({each["key"] for each in sent}) == 2


def test_one_person_who_stands_for_several_gets_it_once_as_the_first():
    assert told_to(ready(notices=notice("[successor, manager, hr]")).resign()) == [("M1", "successor"), ("U-HR", "hr")]


def test_everybody_who_signs_the_sheet_is_told_of_it():
    stage = leaving(notices=notice("sheet_parties", "sheet"))
    assert told_to(stage.hand_over()) == [("E1", "leaver"), ("E2", "successor"), ("M1", "manager")]


def test_a_dated_message_to_several_goes_out_to_each_on_its_day():
    stage = leaving(notices=notice("[leaver, hr]", more=", at: event + 1 day"))
    sent = stage.tick("2026-03-03T09:00").effects("notice")
    assert [(each["to"], each["planned"]) for each in sent] == [("E1", "2026-03-03"), ("U-HR", "2026-03-03")]
    assert len({each["id"] for each in sent}) == 2
    assert stage.tick("2026-03-04T09:00").effects("notice") == []


def test_what_belongs_to_no_case_is_told_to_several_too():
    stage = ready(notices=notice("[manager, hr, sheet_parties]", "employee.changed"))
    told = stage.tell("employee.changed", "E1", "2026-02-01T10:00", department="x")
    assert told_to(told) == [("M1", "manager"), ("U-HR", "hr"), ("E1", "leaver")]
    assert len({each["id"] for each in told.effects("notice")}) == 3


def test_what_a_contact_calls_somebody_comes_before_the_personnel_record():
    named = ("hr: U-HR}", "hr: {id: U-HR, name: 人事窗口}}")
    stage = ready(named, notices=notice("[leaver, hr]"))
    stage.hire("U-HR", name="韩梅")
    told = {each["to"]: each["recipient"]["name"] for each in stage.resign().effects("notice")}
    assert told == {"E1": "E1", "U-HR": "人事窗口"}


def test_who_leaves_is_called_by_his_own_name_though_a_contact_names_him():
    stage = ready(("hr: U-HR}", "hr: {id: E1, name: 人事窗口}}"), notices=notice("leaver"))
    assert stage.resign().one("notice")["recipient"]["name"] == "E1"
