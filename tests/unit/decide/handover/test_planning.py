"""Which tasks there are, when they are due, which steps merge (contract "tasks", 2.5, 2.6)."""

from tests.unit.decide.stage import Stage, leaving, ready, small, who_does

CUSTOMERS = """
    id: work
    title: 交接清单
    tasks:
      - id: work.customers
        title: 客户移交
        for_each: profile.customers
        steps:
          - {party: leaver, do: 移交}
          - {party: manager, do: 审核}
"""
ARCHIVE = """
    sections:
      customers: {title: 客户信息, key: name, fields: [name, phone]}
      lines: {title: 产线, key: line, fields: [line], when: {employee.role: engineer}}
      notes: {title: 笔记, key: name, fields: [name], required: false}
"""


def with_customers(*names: str) -> Stage:
    stage = ready(tasks=CUSTOMERS, archive=ARCHIVE)
    customers(stage, "2026-02-20T09:00", *names)
    return stage


def customers(stage: Stage, at: str, *names: str):
    return stage.tell("profile.updated", "E1", at, section="customers", records=[{"name": name} for name in names])


def planned(*steps: str, start: str = "arrival + 1 day") -> str:
    lines = "\n".join(f"          - {{{step}}}" for step in steps)
    return f"""
    id: work
    title: 交接清单
    tasks:
      - id: work.papers
        title: 资料移交
        start: {start}
        steps:
{lines}
    """


def test_a_task_has_the_dates_of_its_steps_and_waits_for_its_start():
    stage = ready()
    task = stage.resign().one("task")
    assert (task["id"], task["state"], task["start"], task["due"]) == (
        "E1/1:work.papers",
        "pending",
        "2026-03-03",
        "2026-03-25",
    )
    named = stage.assign("E2", at="2026-03-02T11:00").one("task")
    assert [step["due"] for step in named["steps"]] == ["2026-03-25", "2026-03-27", "2026-03-31"]


def test_a_clock_event_opens_a_task_on_its_start_day():
    stage = leaving()
    assert stage.case().tasks["E1/1:work.papers"].state == "open"
    fresh = ready()
    fresh.resign()
    assert fresh.tick("2026-03-02T23:59").effects("task") == []
    assert fresh.tick("2026-03-03T00:00").one("task")["state"] == "open"


def test_all_matching_task_files_contribute_and_others_do_not():
    other = "id: {0}\ntitle: 清单\nwhen: {{employee.role: {1}}}\ntasks: [{{id: {0}.a, title: 甲, steps: [{2}]}}]\n"
    step = "{party: leaver, do: 做}"
    stage = ready(tasks2=other.format("sales", "sales", step), tasks3=other.format("code", "engineer", step))
    assert [task["task"] for task in stage.resign().effects("task")] == ["work.papers", "sales.a"]


def test_task_files_are_matched_again_after_employee_changed_and_none_is_taken_away():
    other = "id: code\ntitle: 清单\nwhen: {employee.role: engineer}\ntasks: [{id: code.a, title: 甲, steps: [%s]}]\n"
    first = "id: sell\ntitle: 清单\nwhen: {employee.role: sales}\ntasks: [{id: sell.a, title: 甲, steps: [%s]}]\n"
    stage = ready(tasks2=first % "{party: leaver, do: 做}", tasks3=other % "{party: leaver, do: 做}")
    stage.resign()
    told = stage.tell("employee.changed", "E1", "2026-03-04T10:00", role="engineer")
    assert [task["id"] for task in told.effects("task", state="open")] == ["E1/1:work.papers", "E1/1:code.a"]
    assert sorted(stage.case().tasks) == ["E1/1:code.a", "E1/1:sell.a", "E1/1:work.papers"]


def test_each_record_of_the_section_is_a_task_of_its_own():
    tasks = with_customers("华东医疗", "A:1").resign().effects("task")
    assert [task["id"] for task in tasks] == ["E1/1:work.customers:华东医疗", "E1/1:work.customers:A%3A1"]
    assert (tasks[0]["title"], tasks[0]["record"]) == ("客户移交: 华东医疗", {"name": "华东医疗"})


def test_a_record_added_while_the_case_is_open_adds_its_task():
    stage = with_customers("甲")
    stage.resign()
    assert customers(stage, "2026-03-05T10:00", "甲", "乙").one("task")["id"] == "E1/1:work.customers:乙"


def test_a_record_removed_after_the_notice_keeps_its_task_until_the_manager_waives_it():
    stage = with_customers("甲", "乙")
    stage.resign()
    customers(stage, "2026-03-05T10:00", "甲")
    assert not stage.case().tasks["E1/1:work.customers:乙"].finished
    assert stage.act("waived", "M1", "2026-03-06T10:00", "work.customers:乙").one("task")["state"] == "waived"


def test_no_record_no_task_and_a_required_section_without_records_is_a_problem():
    told = with_customers().resign()
    assert told.effects("task") == []
    assert [(effect["code"], effect["subject"]) for effect in told.effects("problem")] == [
        ("profile-empty", "customers"),
        ("no-tasks", None),
    ]


def test_a_due_day_before_the_arrival_becomes_that_day_and_steps_keep_their_order():
    told = ready().resign(requested_last_day="2026-03-05")
    assert [step["due"] for step in told.one("task")["steps"]] == ["2026-03-02", "2026-03-04"]
    assert told.problems == ["no-time"]


def test_a_later_step_is_never_due_before_an_earlier_one():
    tasks = planned("party: leaver, do: 甲, due: last_day", "party: manager, do: 乙, due: last_day - 5 workdays")
    steps = ready(tasks=tasks).resign().one("task")["steps"]
    assert [step["due"] for step in steps] == ["2026-04-01", "2026-04-01"]


def test_a_step_without_a_due_day_is_due_on_the_last_day():
    told = ready(tasks=planned("party: leaver, do: 甲", "party: manager, do: 乙")).resign()
    assert [step["due"] for step in told.one("task")["steps"]] == ["2026-04-01", "2026-04-01"]


def test_a_step_may_be_due_from_the_start_of_its_task():
    tasks = planned("party: leaver, do: 甲, due: task.start + 1 week", start="arrival + 3 days")
    task = ready(tasks=tasks).resign().one("task")
    assert (task["start"], task["due"]) == ("2026-03-05", "2026-03-12")


def test_a_start_before_the_arrival_or_after_the_first_due_day_is_moved_between_them():
    early = planned("party: leaver, do: 甲", start="last_day - 6 months")
    late = planned("party: leaver, do: 甲, due: arrival + 1 day", start="last_day")
    assert ready(tasks=early).resign().one("task")["start"] == "2026-03-02"
    assert ready(tasks=late).resign().one("task")["start"] == "2026-03-03"


def test_consecutive_steps_of_one_person_merge_with_all_their_evidence():
    tasks = planned(
        "party: leaver, do: 交",
        "party: successor, do: 收, evidence: [file], due: last_day - 3 workdays",
        "party: manager, do: 审, evidence: [photo, file], due: last_day - 1 workday",
    ).replace("party: leaver, do: 交", "party: leaver, do: 交, due: last_day - 5 workdays")
    task = ready(tasks=tasks).resign().one("task")
    assert who_does(task) == [("leaver", "E1"), ("successor", "M1")]
    merged = task["steps"][1]
    assert (merged["do"], merged["parties"]) == ("收；审", ["successor", "manager"])
    assert (merged["due"], merged["evidence"]) == ("2026-03-31", ["file", "photo"])


def test_steps_of_one_person_that_do_not_follow_each_other_stay_apart():
    tasks = planned("party: leaver, do: 甲", "party: manager, do: 乙", "party: hr, do: 丙", "party: manager, do: 丁")
    assert [person for _, person in who_does(ready(tasks=tasks).resign().one("task"))] == ["E1", "M1", "U-HR", "M1"]


def test_merged_steps_come_apart_when_a_successor_is_named():
    stage = ready()
    stage.resign()
    assert who_does(stage.assign("E2").one("task")) == [("leaver", "E1"), ("successor", "E2"), ("manager", "M1")]


def test_working_days_of_a_year_not_yet_published_are_a_problem_told_once():
    stage = ready()
    told = stage.resign(at="2030-03-04T10:00")
    found = told.one("problem", code="calendar-provisional")
    assert found["subject"] == "2030"
    assert "calendar-provisional" not in stage.assign("E2", at="2030-03-05T10:00").problems


def test_where_a_task_is_done_is_told_with_each_step():
    tasks = planned("party: leaver, do: 甲, where: 仓库", "party: manager, do: 乙")
    steps = ready(tasks=tasks).resign().one("task")["steps"]
    assert (steps[0]["where"], "where" in steps[1]) == ("仓库", False)


def test_a_task_says_which_rule_and_which_facts_it_rests_on():
    first = "id: sell\ntitle: 清单\nwhen: {employee.role: sales}\nlaw: [CN-LCL-50]\n"
    step = "{party: leaver, do: 做}"
    tasks = first + "tasks: [{id: sell.a, title: 甲, steps: [%s]}]\n" % step  # noqa: UP031 - braces are YAML here
    because = ready(tasks=tasks).resign().one("task")["because"]
    assert (because["rule"], because["facts"], because["law"]) == ("sell.a", {"employee.role": "sales"}, ["CN-LCL-50"])
    assert because["file"] == "tasks.yaml"


def test_a_policy_without_tasks_says_so_when_a_case_opens():
    stage = Stage(small(tasks="id: work\ntitle: 清单\nwhen: {employee.role: engineer}\ntasks: []\n"))
    stage.hire("E1")
    assert stage.resign().problems == ["no-tasks"]


def test_a_section_never_told_gives_no_task():
    assert ready(tasks=CUSTOMERS, archive=ARCHIVE).resign().effects("task") == []
