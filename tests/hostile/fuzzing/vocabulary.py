"""What somebody may add to a policy set: lines of its manifest, whole files, and the slips of a Chinese keyboard."""

from __future__ import annotations

SLIPS = (
    (": ", "："),
    (":", "："),
    (": ", "： "),
    (", ", "，"),
    (",", "、"),
    ("{", "｛"),
    ("}", "｝"),
    ("[", "［"),
    ("]", "］"),
    ("[", "【"),
    ("]", "】"),
    ('"', "“"),
    ('"', "”"),
    ("'", "’"),
    (" ", "\u3000"),
    ("  ", "\u3000"),
    ("-", "－"),
    ("+", "＋"),
    ("1", "１"),
    ("0", "０"),
    (".", "。"),
    ("a", "ａ"),
    ("#", "＃"),
    ("，", ", "),
    ("：", ": "),
    ("\n", "\r\n"),
    ("  ", "\t"),
    (" ", "\xa0"),
)
LINES = (
    "extends: builtin:default",
    "extends: builtin:seed_cases/technology",
    "extends: builtin:../default",
    "extends: builtin:",
    "extends: .",
    "extends: ..",
    "extends: ../beside",
    "extends: /etc",
    "extends: tasks",
    "extends: [builtin:default]",
    "remove: [sales.customers]",
    "remove: [gate.severance, clause.loss, days.regular, notice.start, upload.code]",
    "remove: [no.such.row]",
    "remove: []",
    "remove: {a: b}",
    "moved: [{from: old.id, to: sales.customers, on: 2026-07-01}]",
    "moved: [{from: sales.customers, to: sales.customers, on: 2026-07-01}]",
    "moved: [{from: a.b, to: c.d, on: 9999-12-31}, {from: c.d, to: a.b, on: 0001-01-01}]",
    "moved: [{from: old.id, to: no.such, on: x}]",
    "moved: []",
    "contacts: {hr: [U-HR, {id: U-HR2, name: 李, phone: '1'}]}",
    "contacts: {}",
    "contacts: {hr: ''}",
    "duties: {from: 2026-01-01}",
    "sheet: {parties: [leaver, nobody], order: strict, accepted_after: 5 workdays}",
    "sheet: {parties: []}",
    "absence: {days: 3}",
    "absence: {days: -3}",
    "absence: {days: 1e99}",
    "attributes: {employee.loan: {type: number, title: 借款, unit: 元}}",
    "attributes: {employee.name: {type: text}}",
    "controls: {custom.gate_pass: 放行条}",
    "plain: {employee.track: frontline}",
    "send_on: workday",
    "timezone: Asia/Nowhere",
    "timezone: ../../etc/passwd",
    "calendar: CN-XX",
    "calendar: DE",
    "language: ../zh-CN",
    "language: en-US",
    "language: tlh",
    "jurisdiction: CN-GD",
    "jurisdiction: XX",
    "send_at: '25:00'",
    "version: 1.2.3-rc.1+x",
    "version: 1",
    "effective: {from: 2026-07-01, until: 2026-06-01}",
    "effective: {from: 9999-12-31}",
    "effective: {from: 0001-01-01, until: 9999-12-31}",
    "vocabulary: {employee.role: {}}",
    "vocabulary: {employee.role: {sales: 销售, Sales: 销售, '１': 销售}}",
    "vocabulary: {employee.track: {title: 用工类别, values: {frontline: 一线}}}",
    "vocabulary: {case.cause: {resignation: x}}",
    "parties: {leaver: {title: 离, is: employee, else: leaver}}",
    "parties: {a: {title: 甲, is: case.successor, else: b}, b: {title: 乙, is: case.successor, else: a}}",
    "parties: {a: {title: 甲, is: [{when: {employee.stage: regular}, is: employee.manager}, {is: contact:hr}]}}",
    "---\nkind: policy",
    "... ",
    "<<: {a: b}",
)
PARTS_WRITTEN = """\
== waivers.yaml
kind: waivers
waivers: [{finding: CN-PEN-01, reason: 因, approver: 王, expires: 2027-01-01}]
== waivers.yaml
kind: waivers
waivers: [{finding: no-such, reason: ' ', approver: 王, expires: 0001-01-01}]
== waivers.yml
kind: waivers
waivers:
  - {finding: party-unused, reason: x, approver: 王, expires: 9999-12-31}
== approvals.yaml
kind: approvals
approvals: [{change: "abcdef012345", reason: 因, approver: 王, on: 2026-01-01}]
== tests/t.yaml
kind: test
cases:
  - name: 一
    employee: {role: sales, stage: regular}
    events:
      - {at: 2026-08-02, type: resignation.submitted, data: {form: written}}
    expect:
      - {effect: case, state: open}
    never: [{effect: problem}]
== tests/deep/t.yml
kind: test
cases:
  - name: 一
    employee: {role: x}
    events: [{at: 0001-01-01, type: employee.left}]
    expect: [{effect: case, at: 9999-12-31}]
== tests/t.yaml
kind: test
cases:
  - name: 一
    employee: {role: sales, hired_on: 9999-12-31}
    profile: {customers: 3}
    events: [{at: 9999-12-31, type: clock.ticked}, {at: '2026-01-01T25:00', type: no.such}]
    expect: [{effect: x}]
== statutes.yaml
kind: statutes
id: evil
rules: []
== more.yaml
kind: tasks
id: more
title: 多
when: {}
tasks: []
== more.yaml
kind: tasks
id: more
title: 多
when: {employee.role: sales}
tasks:
  - {id: more.a, title: 甲, after: [more.b], start: arrival, steps: [{party: leaver, do: 交, due: last_day}]}
  - {id: more.b, title: 乙, after: [more.a], start: arrival, steps: [{parties: [hr, manager], do: 收, due: last_day}]}
== more.yaml
kind: tasks
id: more
title: 多
when: {}
tasks:
  - id: more.items
    title: 物
    start: arrival
    items: {columns: {name: 名称}, rows: [{name: 章}], add: true}
    steps: [{party: record.owner, do: 交, due: last_day to workday 5, when: {not: {employee.role: sales}}}]
== more.yaml
kind: gates
gates: [{id: gate.more, title: 多, controls: custom.x, opens_when: {}}]
== more.yaml
kind: notices
notices: [{id: n.more, on: claim, to: [hr, leaver], channels: [sms], notification: x}]
== notifications/task-overdue/zh-CN/message.yaml
kind: message
title: '{{ task.title }}'
lead: 欠
== notifications/task-overdue/zh-CN/message.yaml
kind: message
title: [a]
lead: {b: c}
facts: x
== notifications/task-overdue/xx/message.yaml
kind: message
title: x
lead: y
"""
"""Whole files, each after a line with its path."""

PARTS = (
    *((path, text) for path, _, text in (part.partition("\n") for part in PARTS_WRITTEN.split("== ")[1:])),
    ("waivers.yaml", "kind: waivers\nwaivers: []\n"),
    ("approvals.yaml", "kind: approvals\napprovals: [{change: 1e5, reason: x}]\n"),
    ("approvals.yaml", "kind: approvals\n"),
    ("tests/t.yaml", "kind: test\ncases: []\n"),
    ("tests/t.yaml", "kind: test\ncases: [{name: 一, employee: {}, events: [], expect: []}]\n"),
    ("tests/t.yaml", "not: a test\n"),
    ("tests/t.yaml", "\x00"),
    ("more.yaml", "kind: nothing\n"),
    ("more.yaml", ""),
    ("more.yaml", "\ufeff"),
    ("more.yaml", "- a\n- b\n"),
    ("more.yaml", "kind: policy\nid: second\n"),
    ("more.yaml", "a: " + "[" * 30 + "\n"),
    ("notes.txt", "kind: policy\n"),
    ("notifications/x/notification.yaml", "kind: notification\n"),
    ("notifications/x/zh-CN/message.yaml", "kind: message\ntitle: x\n"),
    ("notifications/task-overdue/zh-CN/message.yaml", ""),
    ("notifications/_locales/zh-CN.yaml", "kind: locale\n"),
    ("notifications/_locales/xx.yaml", "x: [\n"),
    ("notifications/_layouts/sms.j2", "{{ 1/0 }}{{ facts }}"),
    ("notifications/_layouts/email.j2", "{% if title %}{{ title }}"),
    ("notifications/_layouts/email.j2", "<script>{{ title }}</script><a href={{ title }}>"),
    ("notifications/_layouts/nothing.j2", "x"),
    ("notifications/_layouts/wecom.j2", ""),
    ("notifications/_documents/task-list.j2", "{{ no_such }}"),
    ("notifications/_documents/task-list.j2", "{% extends '/etc/passwd' %}"),
    ("notifications/_documents/frame.j2", "{% block body %}"),
    ("notifications/_documents/style.css", "@import url(https://evil.example/x.css); </style><script>"),
    ("notifications/_documents/words/zh-CN.yaml", "title: 1\n"),
    ("notifications/_documents/words/zh-CN.yaml", "{{\n"),
    ("more.yaml", "kind: tasks\n" + "x: {" * 99 + "}" * 99 + "\n"),
    ("more.yaml", "x: [" + "a，" * 2000 + "a]\n"),
    ("more.yaml", "x: " + "“" * 2000 + "\n"),
    ("more.yaml", "x：" * 800 + "\n"),
)
