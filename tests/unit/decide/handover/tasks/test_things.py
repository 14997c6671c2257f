"""Lists of things: filled in by the giver, ticked row by row by each taker (contract "tasks", `items`)."""

from __future__ import annotations

from typing import Any

import pytest

from handover_policy.decide.handover.sheet import content_digest, sheet_content
from handover_policy.decide.handover.tasks.imagined import imagined_act
from tests.unit.decide.stage import Stage, Told, ready

SEALS = """
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 印章
        start: arrival
        items:
          columns:
            name: 名称
            count: {title: 数量, type: number}
            until: {title: 有效期, type: date, required: false}
            sealed: {title: 已封存, type: boolean, required: false}
          rows: [{name: 公章, count: 1}, {name: 财务章}]
        steps:
          - {party: leaver, do: 移交, due: last_day - 3 days}
          - {party: successor, do: 清点, due: last_day - 2 days}
          - {party: hr, do: 复核, due: last_day}
"""
FROM = SEALS.replace("rows: [{name: 公章, count: 1}, {name: 财务章}]", "from: profile.assets")
SECTIONS = """
    sections:
      assets: {title: 资产, key: name, fields: [name, count, colour]}
"""
DEAR = SEALS.replace(
    "rows: [{name: 公章, count: 1}, {name: 财务章}]",
    "from: {in: profile.assets, when: {record.count: {at_least: 2}, employee.stage: regular}}",
)
BOTH = [{"name": "公章", "count": 1}, {"name": "财务章", "count": 2}]


def leaving(tasks: str = SEALS, **texts: str) -> Stage:
    stage = ready(tasks=tasks, **texts)
    stage.resign()
    stage.assign("E2")
    return stage


def fill(stage: Stage, *rows: dict[str, Any]) -> Told:
    return stage.act("submitted", "E1", "2026-03-04T10:00", items=list(rows))


def tick(stage: Stage, *ticks: dict[str, Any], by: str = "E2") -> Told:
    return stage.act("confirmed", by, "2026-03-05T10:00", items=list(ticks))


def test_before_it_is_filled_in_the_given_rows_are_told():
    items = ready(tasks=SEALS).resign().one("task")["items"]
    assert items["rows"] == [{"name": "公章", "count": 1}, {"name": "财务章"}]
    assert items["columns"][1] == {"id": "count", "title": "数量", "type": "number", "required": True}
    assert items["add"] is False


def test_the_giver_fills_in_what_is_not_given_and_says_how_much_there_is():
    told = fill(leaving(), {"name": "公章"}, {"name": "财务章", "count": 1, "until": "2027-01-31", "sealed": True})
    assert told.one("task")["items"]["rows"] == [
        {"name": "公章", "count": 1},
        {"name": "财务章", "count": 1, "until": "2027-01-31", "sealed": True},
    ]
    assert told.one("task")["steps"][0]["items"] == told.one("task")["items"]["rows"]


def test_rows_are_found_by_their_texts_and_by_place_where_these_are_left_out():
    told = fill(leaving(), {"name": "财务章", "count": 2}, {"name": "公章", "count": 1})
    assert told.outcome == "applied"
    told = fill(leaving(), {"count": 1}, {"count": 2})
    assert told.one("task")["items"]["rows"] == BOTH


@pytest.mark.parametrize(
    ("rows", "code", "says"),
    [
        ([{"name": "公章", "count": "一枚"}, BOTH[1]], "invalid-event", "数量"),
        ([{"name": "公章", "count": True}, BOTH[1]], "invalid-event", "数量"),
        ([{"name": " ", "count": 1}, BOTH[1]], "invalid-event", "名称"),
        ([{**BOTH[0], "until": "2027-02-30"}, BOTH[1]], "invalid-event", "有效期"),
        ([{**BOTH[0], "until": "20270228"}, BOTH[1]], "invalid-event", "有效期"),
        ([{**BOTH[0], "sealed": "是"}, BOTH[1]], "invalid-event", "已封存"),
        ([{**BOTH[0], "colour": "红"}, BOTH[1]], "invalid-event", "colour"),
        ([*BOTH, {"name": "合同章", "count": 1}], "invalid-event", "3"),
        ([], "evidence-missing", "公章 1"),
        ([BOTH[0]], "evidence-missing", "财务章"),
        ([BOTH[0], {"name": "合同章", "count": 1}], "evidence-missing", "财务章"),
        ([BOTH[0], {"name": "财务章"}], "evidence-missing", "2·数量"),
    ],
)
def test_what_is_not_filled_in_to_its_columns_is_refused(rows: list[dict[str, Any]], code: str, says: str):
    told = fill(leaving(), *rows)
    assert told.refusal == code
    assert says in told.decision["refusal"]["message"]


def test_rows_may_be_added_where_the_list_says_so():
    stage = leaving(SEALS.replace("{name: 财务章}]", "{name: 财务章}]\n          add: true"))
    assert fill(stage, *BOTH, {"name": "合同章", "count": 1}).outcome == "applied"
    free = SEALS.replace("rows: [{name: 公章, count: 1}, {name: 财务章}]", "add: true")
    assert fill(leaving(free), {"name": "合同章"}).refusal == "evidence-missing"
    assert fill(leaving(free), {"name": "合同章", "count": 1}).outcome == "applied"


@pytest.mark.parametrize("told", [{"items": []}, {}])
def test_who_has_nothing_hands_over_an_empty_list_and_the_takers_have_nothing_to_tick(told: dict[str, Any]):
    stage = leaving(SEALS.replace("rows: [{name: 公章, count: 1}, {name: 财务章}]", "add: true"))
    assert stage.act("submitted", "E1", "2026-03-04T10:00", **told).one("task")["items"]["rows"] == []
    assert tick(stage, {"row": 1, "ok": True}).refusal == "invalid-event"
    assert tick(stage).outcome == "applied"
    done = stage.act("confirmed", "U-HR", "2026-03-06T10:00")
    assert done.one("task")["state"] == "done"
    content: Any = sheet_content(stage.case())["tasks"]
    assert content[0]["items"] == []


def test_an_empty_list_that_is_sent_back_is_filled_in_anew():
    stage = leaving(SEALS.replace("rows: [{name: 公章, count: 1}, {name: 财务章}]", "add: true"))
    fill(stage)
    stage.act("returned", "E2", "2026-03-05T10:00", reason="还有一枚合同章")
    told = stage.act("submitted", "E1", "2026-03-06T10:00", items=[{"name": "合同章", "count": 1}])
    assert told.one("task")["items"]["rows"] == [{"name": "合同章", "count": 1}]


@pytest.mark.parametrize(
    ("ticks", "code", "says"),
    [
        ([], "evidence-missing", "1"),
        ([{"row": 1, "ok": True}], "evidence-missing", "2"),
        ([{"row": 1, "ok": True}, {"row": 2, "ok": False}], "evidence-missing", "2"),
        ([{"row": 1, "ok": True}, {"row": 2, "ok": False, "remark": " "}], "evidence-missing", "2"),
        ([{"row": 1, "ok": True}, {"row": 3, "ok": True}], "invalid-event", "3"),
        ([{"row": 1, "ok": True}, {"row": 1, "ok": True}], "invalid-event", "1"),
        ([{"row": 0, "ok": True}], "invalid-event", "0"),
        ([{"row": 1, "ok": "yes"}], "invalid-event", "yes"),
    ],
)
def test_a_taker_ticks_every_row_once(ticks: list[dict[str, Any]], code: str, says: str):
    stage = leaving()
    fill(stage, *BOTH)
    told = tick(stage, *ticks)
    assert told.refusal == code
    assert says in told.decision["refusal"]["message"]


def test_a_row_that_is_not_in_order_is_confirmed_so_with_a_remark_and_every_taker_ticks():
    stage = leaving()
    fill(stage, *BOTH)
    told = tick(stage, {"row": 2, "ok": False, "remark": "缺角"}, {"row": 1, "ok": True})
    assert told.one("task")["steps"][1]["items"] == [{"row": 1, "ok": True}, {"row": 2, "ok": False, "remark": "缺角"}]
    assert tick(stage, by="U-HR").refusal == "evidence-missing"
    told = tick(stage, {"row": 1, "ok": True}, {"row": 2, "ok": True}, by="U-HR")
    assert told.one("task")["state"] == "done"


def test_what_is_sent_back_is_filled_in_and_ticked_anew():
    stage = leaving()
    fill(stage, *BOTH)
    stage.act("returned", "E2", "2026-03-05T10:00", reason="少一枚")
    assert stage.act("submitted", "E1", "2026-03-06T10:00").refusal == "evidence-missing"
    assert fill(stage, BOTH[0], {"name": "财务章", "count": 1}).outcome == "applied"


def test_a_task_without_a_list_takes_none():
    stage = leaving(SEALS.split("        items:", maxsplit=1)[0] + "        steps:" + SEALS.split("        steps:")[1])
    assert fill(stage, *BOTH).refusal == "invalid-event"
    stage.act("submitted", "E1", "2026-03-04T11:00")
    assert tick(stage, {"row": 1, "ok": True}).refusal == "invalid-event"


def test_the_profile_gives_rows_until_the_list_is_filled_in():
    stage = ready(tasks=FROM, archive=SECTIONS)
    assert stage.resign().one("task")["items"]["rows"] == []
    records = [{"name": "电脑", "count": 1, "colour": "银"}, {"name": "手机", "count": None}]
    told = stage.tell("profile.updated", "E1", "2026-03-03T09:00", section="assets", records=records)
    assert told.one("task")["items"]["rows"] == [{"name": "电脑", "count": 1}, {"name": "手机"}]
    assert fill(stage, {"name": "电脑"}).refusal == "evidence-missing"
    assert fill(stage, {"name": "电脑"}, {"name": "手机", "count": 2}).outcome == "applied"
    told = stage.tell("profile.updated", "E1", "2026-03-06T09:00", section="assets", records=[{"name": "车"}])
    assert told.effects("task") == []


def test_silence_of_a_taker_leaves_the_rows_unticked():
    stage = leaving(
        SEALS.replace("do: 清点, due: last_day - 2 days", "do: 清点, due: last_day - 2 days, accepted_after: 2 days")
    )
    fill(stage, *BOTH)
    told = stage.tick("2026-03-09T09:00").one("task")
    assert (told["steps"][1]["deemed"], "items" in told["steps"][1]) == (True, False)


def digest(stage: Stage) -> str:
    return content_digest(sheet_content(stage.case()))


def test_the_digest_of_the_sheet_covers_rows_and_ticks_and_writes_fractions_as_text():
    digests = set()
    for count, remark in ((1, "缺角"), (2, "缺角"), (2, "缺两角"), (1.5, "缺角")):
        stage = leaving()
        fill(stage, BOTH[0], {"name": "财务章", "count": count})
        tick(stage, {"row": 1, "ok": True}, {"row": 2, "ok": False, "remark": remark})
        told = tick(stage, {"row": 1, "ok": True}, {"row": 2, "ok": True}, by="U-HR")
        assert told.one("sheet")["sha256"] == digest(stage)
        digests.add(digest(stage))
        content: Any = sheet_content(stage.case())["tasks"]
        assert content[0]["items"][1]["count"] == ("1.5" if count == 1.5 else count)
        assert len(content[0]["checked"]) == 2
    assert len(digests) == 4


def test_an_imagined_act_fills_in_and_ticks_what_there_is():
    stage = leaving(
        SEALS.replace(", required: false", "").replace("{name: 财务章}]", "{name: 财务章}]\n          add: true")
    )
    for by in ("E1", "E2", "U-HR"):
        task = stage.case().tasks["E1/1:work.papers"]
        assert task.current is not None
        kind, told = imagined_act(task, task.current)
        assert stage.act(kind.removeprefix("task."), by, "2026-03-04T10:00", **told).outcome == "applied"
    free = leaving(SEALS.replace("rows: [{name: 公章, count: 1}, {name: 财务章}]", "add: true"))
    task = free.case().tasks["E1/1:work.papers"]
    assert len(imagined_act(task, task.steps[0])[1]["items"]) == 1


def test_where_several_begin_side_by_side_the_first_fills_in_and_the_others_tick():
    swap = ("{party: leaver, do: 移交, due: last_day - 3 days}", "{parties: [administration, leaver], do: 移交}")
    stage = leaving(SEALS.replace(*swap))
    assert fill(stage, *BOTH).outcome == "applied"
    assert stage.act("submitted", "U-ADM", "2026-03-05T10:00", items=BOTH).refusal == "invalid-event"
    ticks = [{"row": 1, "ok": True}, {"row": 2, "ok": True}]
    told = stage.act("submitted", "U-ADM", "2026-03-05T10:00", items=ticks)
    assert (told.one("task")["state"], told.one("task")["items"]["rows"]) == ("submitted", BOTH)


def test_a_number_among_texts_is_text_wherever_it_is_told():
    stage = ready(tasks=FROM.replace("name: 名称", "name: 编号"), archive=SECTIONS)
    stage.tell("profile.updated", "E1", "2026-03-01T09:00", section="assets", records=[{"name": 1001, "count": 2}])
    assert stage.resign().one("task")["items"]["rows"] == [{"name": "1001", "count": 2}]
    assert fill(stage, {"name": 1001, "count": 1}).one("task")["items"]["rows"] == [{"name": "1001", "count": 1}]


def test_of_the_records_only_those_that_a_condition_chooses_are_listed_and_judged_anew():
    stage = ready(tasks=DEAR, archive=SECTIONS)
    owned = [{"name": "甲", "count": 1}, {"name": "乙", "count": 2}, {"name": "丙"}]
    stage.tell("profile.updated", "E1", "2026-03-01T09:00", section="assets", records=owned)
    assert stage.resign().one("task")["items"]["rows"] == [{"name": "乙", "count": 2}]
    more = [{"name": "甲", "count": 3}, {"name": "乙", "count": 2}]
    told = stage.tell("profile.updated", "E1", "2026-03-03T09:00", section="assets", records=more)
    assert told.one("task")["items"]["rows"] == [{"name": "甲", "count": 3}, {"name": "乙", "count": 2}]
    none = stage.tell("employee.changed", "E1", "2026-03-04T09:00", stage="probation")
    assert none.one("task")["items"]["rows"] == []


def test_a_list_of_which_nothing_is_given_and_to_which_nothing_may_be_added_keeps_nobody_waiting():
    stage = leaving(FROM, archive=SECTIONS)
    assert fill(stage, {"name": "公章", "count": 1}).refusal == "invalid-event"
    told = fill(stage)
    assert (told.outcome, told.one("task")["items"]["rows"]) == ("applied", [])
    assert tick(stage).outcome == "applied"
    assert tick(stage, by="U-HR").one("task")["state"] == "done"
