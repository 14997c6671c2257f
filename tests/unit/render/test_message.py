"""render_notice: what comes out stays within its channel, whatever people are called."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover_policy.model.altered import altered
from handover_policy.model.case import Case
from handover_policy.model.effects import Message
from handover_policy.model.employee import Employee
from handover_policy.render.message import render_notice
from handover_policy.render.templates import Templates, compile_templates
from handover_policy.render.views import SheetView
from tests.unit.render.departures import (
    CASE,
    CHANNELS,
    CUSTOMERS,
    DUTY,
    POLICY,
    beside,
    everyone,
    frame_files,
    many_tasks,
    shipped_templates,
    variables_for,
)

TEMPLATES = shipped_templates()
SUBJECT = "离职交接任务清单（E1001/1）"
DECLARATION = "kind: notification\ntitle: 问候\naudience: [leaver]\nchannels: [portal, sms, wecom, webhook]\n"
DECLARATION += "variables: [recipient, case, task, tasks, consequences, party]\n"
DECLARATION += "sms: {template_code: S, text: '问候：${name}', max_length: 12, params: "
DECLARATION += "[{name: name, value: '{{ recipient }}', max: 9}]}\n"


def rendered(
    notification: str = "handover-started",
    *,
    templates: Templates = TEMPLATES,
    channels: tuple[str, ...] = CHANNELS,
    language: str = "zh-CN",
    variables: Mapping[str, object] | None = None,
) -> Message:
    values = variables if variables is not None else variables_for()
    return render_notice(templates, notification=notification, language=language, channels=channels, variables=values)


def greeting(text: str, **more: str) -> Templates:
    files = {"greeting/notification.yaml": DECLARATION, "greeting/zh-CN/message.yaml": f"kind: message\n{text}\n"}
    return compile_templates({**frame_files(), **files, **more})


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {attrs}")


def tags_of(page: str) -> list[str]:
    return Tags(page).tags


def started(people: dict[str, Employee], *, case: Case = CASE) -> Message:
    return rendered(variables=variables_for(people=people, case=case))


HONEST = started(everyone())


@pytest.mark.parametrize("name", ["<img src=x>", "</article><script>", "{{ 7*7 }}{% raw %}", "[x](http://y)", "a\r\nb"])
@pytest.mark.parametrize("channel", ["email", "portal"])
def test_a_name_adds_no_tag_to_a_page(name: str, channel: str) -> None:
    body = started(everyone(E1001=name, E1002=name)).bodies[channel]
    assert tags_of(body) == tags_of(HONEST.bodies[channel])
    assert "49" not in body


hostile = st.text(max_size=60) | st.text(alphabet="<>[](){}*_`#~!|\\&%;\"'\n\r\t\0\u2028\u202e\ud800@x1 ", max_size=60)


@given(leaver=hostile, successor=hostile, title=hostile)
def test_no_text_that_people_type_breaks_out_of_its_channel(leaver: str, successor: str, title: str) -> None:
    task = replace(CUSTOMERS, title=title or "-")
    people = everyone(E1001=leaver, E1002=successor)
    message = rendered(variables=variables_for(people=people, case=replace(CASE, tasks={task.id: task})))
    assert message.problems == ()
    for body in message.bodies.values():
        assert body.encode()
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u202e]", body)
    assert "\n" not in message.subject + message.bodies["sms"]
    for channel in ("wecom", "dingtalk", "feishu"):
        assert not re.search(r"[<\[\]`\\]", message.bodies[channel])
        assert message.bodies[channel].count("**") == HONEST.bodies[channel].count("**")
    one = rendered(variables=variables_for(case=replace(CASE, tasks={CUSTOMERS.id: CUSTOMERS})))
    for channel in ("email", "portal"):
        assert tags_of(message.bodies[channel]) == tags_of(one.bodies[channel])
    assert "<" not in message.bodies["webhook"]
    assert json.loads(message.bodies["webhook"]).keys() == json.loads(HONEST.bodies["webhook"]).keys()


@pytest.mark.parametrize("notification", sorted(TEMPLATES.ids))
@given(name=hostile, title=hostile, reason=hostile)
@settings(max_examples=25, deadline=None)
def test_no_shipped_message_lets_typed_text_out(notification: str, name: str, title: str, reason: str) -> None:
    variables = TEMPLATES.declarations[notification].variables
    bodies = []
    for called, about, why in ((f"x{name}", f"x{title}", f"x{reason}"), ("x", "x", "x")):
        task = replace(CUSTOMERS, title=about, reason=why)
        case = replace(CASE, tasks={task.id: task})
        told = replace(beside(variables, title=about), reason=why)
        values = variables_for(people=everyone(E1001=called, E1002=called), case=case, about=task, beside=told)
        message = rendered(notification, variables=values)
        assert message.problems == ()
        bodies.append(message.bodies)
    written, honest = bodies
    for channel in ("email", "portal"):
        assert tags_of(written[channel]) == tags_of(honest[channel])
    assert json.loads(written["webhook"]).keys() == json.loads(honest["webhook"]).keys()
    assert not re.search(r"[<\[\]`\\]", written["dingtalk"])


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[x](http://y)", "［x］(http://y)"),
        ("<@all>", "＜@all＞"),
        ("a_b __c__ _d_", "a_b ＿＿c＿＿ ＿d＿"),
        ("~~x~~ ~y", "～～x～～ ~y"),
        ("&lt;b&gt; R&D", "＆lt;b＆gt; R&D"),
        ("`*|\\", "｀＊｜＼"),
    ],
)
def test_markdown_that_people_type_is_shown_as_typed(typed: str, shown: str) -> None:
    assert f"：{shown}（" in started(everyone(E1002=typed)).bodies["dingtalk"]


def test_a_text_that_begins_like_a_heading_is_none() -> None:
    templates = greeting("title: '{{ recipient }}'\nlead: '{{ recipient }}'")
    values = variables_for(people=everyone(E1001="# 大"), about=CUSTOMERS)
    body = rendered("greeting", templates=templates, channels=("wecom",), variables=values).bodies["wecom"]
    assert body == "**＃ 大**\n＃ 大"


def sizes(message: Message) -> dict[str, int]:
    msg = {"msgtype": "markdown", "markdown": {"title": message.subject, "text": message.bodies["dingtalk"]}}
    written = {"dingtalk": json.dumps(msg, ensure_ascii=False), **{k: message.bodies[k] for k in ("wecom", "feishu")}}
    return {channel: len(text.encode()) for channel, text in written.items()}


@pytest.mark.parametrize("count", [9, 20, 150, 250])
def test_a_long_list_is_cut_to_what_each_channel_takes(count: int) -> None:
    message = started(everyone(), case=many_tasks(count))
    assert message.problems == ()
    size = sizes(message)
    assert size["wecom"] <= 2048
    assert size["dingtalk"] <= 2048
    assert size["feishu"] <= 20_000
    assert f"…等 {count} 项，详见门户" in message.bodies["wecom"]
    assert ("…等" in message.bodies["portal"]) == (count > 200)


def test_a_list_that_fits_is_not_cut() -> None:
    message = started(everyone(), case=many_tasks(3))
    assert "…等" not in message.bodies["wecom"]
    assert "3. 客户移交：2" in message.bodies["wecom"]


def test_one_more_item_would_not_have_fitted() -> None:
    body = started(everyone(), case=many_tasks(30)).bodies["wecom"]
    last = max(len(line.encode()) for line in body.splitlines() if line[0].isdigit())
    assert len(body.encode()) + last + 1 > 2048


def test_texts_too_long_without_the_list_are_cut_and_told() -> None:
    message = started(everyone(E1001="长" * 5_000_000, **{"U-HR": "长" * 5_000}))
    assert sizes(message)["wecom"] <= 2048
    assert "“wecom”渠道的文字超过长度上限，已截短" in message.problems
    assert len(message.bodies["email"]) < 64 * 1024


def test_a_layout_that_is_too_long_itself_gives_no_body() -> None:
    message = rendered(templates=shipped_templates(**{"_layouts/wecom.j2": "长" * 700}))
    assert "wecom" not in message.bodies
    assert message.problems == ("“wecom”渠道的版式本身超过长度上限，未生成",)


def test_a_layout_that_writes_without_end_is_stopped() -> None:
    layout = "{% for item in items %}" + "x" * 400 + "{% endfor %}"
    message = rendered(
        templates=shipped_templates(**{"_layouts/portal.j2": layout}), variables=variables_for(case=many_tasks(200))
    )
    assert message.problems == ("消息无法生成：写出的内容太长，超过 65536 个字",)
    assert "portal" not in message.bodies


def test_a_text_that_writes_without_end_is_stopped() -> None:
    templates = greeting("title: x\nlead: '{% for one in tasks %}" + "x" * 500 + "{% endfor %}'")
    values = variables_for(case=many_tasks(200), about=CUSTOMERS)
    message = rendered("greeting", templates=templates, variables=values)
    assert (message.subject, dict(message.bodies)) == ("", {})
    assert message.problems == ("消息无法生成：写出的内容太长，超过 65536 个字",)


@pytest.mark.parametrize(
    "lead",
    [
        "{{ tasks }}",
        "{{ recipient + 1 }}",
        "{{ 999999999 - recipient }}",
        "{{ recipient|day }}",
        "{{ 1 if not recipient }}",
        "{{ true }}",
        "{{ recipient|join(recipient) }}",
    ],
)
def test_an_expression_that_does_not_fit_its_values_is_a_problem(lead: str) -> None:
    templates = greeting(f"title: x\nlead: '{lead}'")
    message = rendered("greeting", templates=templates, variables=variables_for(about=CUSTOMERS))
    assert dict(message.bodies) == {}
    assert len(message.problems) == 1


def test_a_list_of_texts_is_joined() -> None:
    declared = {"greeting/notification.yaml": DECLARATION.replace("party]", "sheet]")}
    templates = greeting("title: x\nlead: '{{ sheet.waiting|join(\"、\") }}'", **declared)
    values = variables_for(about=CUSTOMERS)
    values["sheet"] = SheetView(version=1, sha256="", signed=(), waiting=("李四", "王五"))
    message = rendered("greeting", templates=templates, channels=("wecom",), variables=values)
    assert message.bodies["wecom"] == "**x**\n李四、王五"


def test_a_list_that_is_none_is_a_problem() -> None:
    values = variables_for()
    values["tasks"] = "none"
    message = rendered(variables=values)
    assert message.problems == ("消息无法生成：tasks：不是列表",)


def test_a_message_without_the_value_it_needs_is_a_problem() -> None:
    message = rendered("task-overdue")
    assert message.problems == ("消息用到的“task”在此处没有值",)


def test_an_unknown_message_is_a_problem() -> None:
    message = rendered("no-such")
    assert message.problems == ("没有名为“no-such”的消息",)


def test_a_channel_the_message_does_not_offer_is_a_problem() -> None:
    message = rendered(channels=("portal", "pigeon"))
    assert set(message.bodies) == {"portal"}
    assert message.problems == ("消息没有“pigeon”渠道的内容",)


@pytest.mark.parametrize("language", ["fr", "de", ""])
def test_a_language_without_a_text_falls_back(language: str) -> None:
    assert rendered(language=language).subject == SUBJECT


def test_a_text_in_the_asked_language_is_taken() -> None:
    english = {"handover-started/en/message.yaml": "kind: message\ntitle: Handover\nlead: 'Dear {{ recipient }}'\n"}
    templates = shipped_templates(**english)
    message = rendered(templates=templates, language="en")
    assert message.subject == "Handover"
    assert "Dear 张三" in message.bodies["wecom"]
    assert rendered(templates=templates, language="zh-CN").subject == SUBJECT


def test_a_text_message_carries_what_the_provider_needs() -> None:
    message = rendered(channels=("sms",))
    assert message.template_code == "SMS_HANDOVER_STARTED"
    assert message.parameters == {"name": "张三", "leaver": "您", "count": "2", "last_day": "4月1日", "case": "E1001/1"}
    assert rendered(channels=("portal",)).parameters == {}


def test_a_value_too_long_for_the_provider_is_cut() -> None:
    message = started(everyone(E1001="欧阳" * 40))
    assert message.parameters["name"] == "欧阳欧阳欧阳欧…"


@pytest.mark.parametrize("notification", sorted(TEMPLATES.ids))
def test_a_shipped_text_message_is_one_part_whatever_it_is_filled_with(notification: str) -> None:
    people = everyone(**dict.fromkeys(("E1001", "E1002", "E2001"), "长" * 99))
    case = replace(many_tasks(3), id="1" * 99)
    task = replace(CUSTOMERS, title="长" * 99, start=date(2026, 12, 31))
    about = beside(TEMPLATES.declarations[notification].variables, title="长" * 99)
    values = variables_for(people=people, case=case, about=task, beside=about, day=date(2039, 12, 31))
    message = rendered(notification, channels=("sms",), variables=values)
    assert message.problems == ()
    assert len(message.bodies["sms"]) <= 70


def test_a_language_may_have_a_text_message_of_its_own() -> None:
    own = "sms: {template_code: T, text: 'Hi', max_length: 8, params: []}"
    message = rendered(
        "greeting",
        templates=greeting(f"title: x\nlead: x\n{own}"),
        channels=("sms",),
        variables=variables_for(about=CUSTOMERS),
    )
    assert (message.template_code, message.bodies["sms"], message.parameters) == ("T", "Hi", {})


def test_reminders_of_two_days_differ_in_every_channel() -> None:
    days = (date(2026, 3, 26), date(2026, 3, 27))
    first, second = (rendered("task-overdue", variables=variables_for(about=CUSTOMERS, day=day)) for day in days)
    assert all(first.bodies[channel] != second.bodies[channel] for channel in CHANNELS)


def test_no_shipped_text_threatens_certificate_or_wages() -> None:
    for notification in TEMPLATES.ids:
        about = beside(TEMPLATES.declarations[notification].variables)
        values = variables_for(about=CUSTOMERS, beside=about, day=date(2026, 3, 28))
        body = rendered(notification, variables=values).bodies["portal"]
        assert not re.search("否则|不予|扣除|扣发|违约金|影响离职证明", body)


def test_a_case_without_a_last_day_leaves_the_line_out() -> None:
    message = rendered(variables=variables_for(case=replace(CASE, last_day=None)))
    assert "最后工作日</dt>" not in message.bodies["portal"]
    assert "待定" in message.bodies["sms"]


def test_a_leaver_without_tasks_is_not_told_to_do_any() -> None:
    message = rendered(variables=variables_for(case=replace(CASE, tasks={})))
    assert "您需完成" not in message.bodies["portal"]
    assert message.problems == ()


def test_the_same_values_give_the_same_message() -> None:
    assert rendered(variables=variables_for()) == rendered(variables=variables_for(policy=POLICY))


def test_a_message_may_do_without_a_text_message() -> None:
    declaration = "kind: notification\ntitle: 问候\naudience: [leaver]\nchannels: [wecom]\nvariables: []\n"
    files = {
        "greeting/notification.yaml": declaration,
        "greeting/zh-CN/message.yaml": "kind: message\ntitle: a\nlead: b\n",
    }
    message = rendered("greeting", templates=shipped_templates(**files), channels=("wecom", "sms"))
    assert dict(message.bodies) == {"wecom": "**a**\nb"}
    assert message.problems == ("消息没有“sms”渠道的内容",)


@pytest.mark.parametrize("notification", ["upload-missed", "archive-stale", "clause-unsigned"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_message_on_several_missed_duties_lists_them_and_names_none_of_them_alone(
    notification: str, language: str
) -> None:
    other = altered(DUTY, duty="upload.notes", title="笔记")
    about = replace(beside({"duty"}), duties=(DUTY, other))
    message = rendered(notification, language=language, variables=variables_for(beside=about))
    told = json.loads(message.bodies["webhook"])
    assert message.problems == ()
    assert [item.split(" (")[0] for item in told["items"]] == ["研发代码", "笔记"]
    assert "研发代码" not in told["title"] + told["lead"]
    assert "2" in told["title"]
    alone = rendered(notification, language=language, variables=variables_for(beside=beside({"duty"})))
    assert json.loads(alone.bodies["webhook"])["items"] == []
    assert "研发代码" in alone.subject
