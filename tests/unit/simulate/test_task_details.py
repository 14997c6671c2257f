"""What the page of an imagined departure shows of each task: steps, record, list of things, what it waits for."""

from __future__ import annotations

from pathlib import Path

from handover_policy.simulate import chart
from handover_policy.simulate.details import details_of
from handover_policy.simulate.diary import diary
from handover_policy.sources.page_texts import page_texts
from tests.unit.simulate.test_simulating import SALES, own_policy, played

ARCHIVE = """# yaml-language-server: $schema=schemas/archive.schema.json
kind: archive
sections:
  suppliers: {title: 供应商, key: name, fields: {name: 名称, phone: 电话}}
"""
TASKS = """# yaml-language-server: $schema=schemas/tasks.schema.json
kind: tasks
id: own
title: 自己的清单
tasks:
  - id: own.keys
    title: 钥匙
    start: arrival
    items: {columns: {name: 名称, count: {title: 数量, type: number}}, rows: [{name: 仓库, count: 2}], add: true}
    steps: [{party: leaver, do: 清点, due: last_day at 17:00}, {party: hr, do: 签收, due: last_day}]
  - id: own.cards
    title: 门卡
    after: [own.keys]
    start: arrival
    items: {columns: {name: 名称}, add: true}
    steps: [{party: leaver, do: 交回, due: last_day}]
  - id: own.suppliers
    title: 供应商移交
    for_each: profile.suppliers
    start: arrival
    steps: [{party: leaver, do: 移交, due: last_day}]
"""


def test_steps_records_and_things_stand_on_the_page(tmp_path: Path) -> None:
    found = own_policy(tmp_path, archive=ARCHIVE, tasks=TASKS)
    policy, timeline = found.policies[0], played(found, SALES)
    told = {each.title: each for each in details_of(timeline, policy, "zh")}
    keys = told["钥匙"]
    assert keys.steps == ("离职员工：清点（2026-04-01 17:00）", "人事：签收（2026-04-01）")
    assert (keys.columns, keys.rows, keys.fields) == (("名称", "数量"), (("仓库", "2"),), ())
    assert told["供应商移交：供应商1"].fields == (("名称", "供应商1"), ("电话", "示例1"))
    assert told["门卡"].rows == ()
    assert not [title for title in told if title == "结清工资"]
    scale = chart.scale_of((timeline,))
    drawn = chart.chart_of(timeline, policy, scale, lambda _: True, "zh")
    texts = page_texts("handover_policy.simulate", chart.TEMPLATES)
    page = chart.page(texts, title="t", assumed="a", charts=[drawn], differences=[], language="zh")
    for text in ("<td>仓库</td>", "<span>电话：示例1</span>", "清单由移交人填写", "counter(page)"):
        assert text in page


def test_a_task_that_waits_for_others_does_not_begin(tmp_path: Path) -> None:
    found = own_policy(tmp_path, archive=ARCHIVE, tasks=TASKS)
    texts = {entry.text for entry in diary(played(found, SALES), found.policies[0], "zh") if entry.kind == "start"}
    assert "门卡：等 钥匙 办完后开始" in texts
    assert "钥匙：开始" in texts
