"""Every message that ships, in every channel, word for word; HANDOVER_WRITE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml

from handover_policy.model.case import Done, Gate, Task
from handover_policy.model.dates.expression import Period
from handover_policy.model.effects import Message
from handover_policy.model.sheet import Sheet, Signature
from handover_policy.render.message import render_notice
from handover_policy.render.subjects import About
from tests.unit.render.departures import (
    CASE,
    CERTIFICATE,
    CHANNELS,
    CUSTOMERS,
    DUTY,
    OWED,
    SUBMITTED,
    shipped_templates,
    variables_for,
    with_leaver_done,
)


def done(one: Task, *acts: Done) -> Task:
    """Return a task whose first steps were done like this."""
    steps = (*(replace(step, done=act) for step, act in zip(one.steps, acts, strict=False)), *one.steps[len(acts) :])
    return replace(one, steps=steps, state="done" if len(acts) == len(one.steps) else "submitted")


CONFIRMED = Done(at=datetime(2026, 3, 26, 2, tzinfo=UTC), by="E1002", remark="客户名册已逐一核对")
RECEIVER = replace(CUSTOMERS.steps[1], accepted_after=Period(count=3, unit="workday"))
WAITING = done(replace(CUSTOMERS, steps=(CUSTOMERS.steps[0], RECEIVER, CUSTOMERS.steps[2])), SUBMITTED)
RETURNED = replace(CUSTOMERS, returned=True, reason="缺少 3 家客户的联系人")
ACCEPTED = done(CUSTOMERS, SUBMITTED, CONFIRMED, replace(CONFIRMED, by="E2001", remark="资料完整"))
DEEMED = done(CUSTOMERS, SUBMITTED, replace(CONFIRMED, by=None, deemed=True, remark=None))
ASKED = replace(
    DEEMED,
    id="E1001/1:everyone.library",
    title="图书馆会签",
    steps=(replace(CUSTOMERS.steps[1], index=0, do="核对有无未还图书", done=DEEMED.steps[1].done),),
    state="done",
)
ISSUED = done(CERTIFICATE, replace(CONFIRMED, by="U-HR", remark="已寄往登记地址"))
RECEIVABLES = replace(CUSTOMERS, id="E1001/1:sales.receivables", title="应收账款核对")
TWO = (CUSTOMERS, RECEIVABLES)
PAY = replace(CERTIFICATE, id="E1001/1:obligation.final_pay", title="结清工资")
OWN_DATES = (CERTIFICATE, PAY)
SILENT = (DEEMED, replace(DEEMED, id=RECEIVABLES.id, title=RECEIVABLES.title))
NOTHING_LEFT = replace(CASE, tasks=MappingProxyType({ACCEPTED.id: ACCEPTED}))
OPENED = Gate(id="gate.confirmation", title="交接确认", controls="handover_confirmation", state="open")
HELD = replace(OPENED, state="held", tasks=(CUSTOMERS.id,), release_by=date(2026, 4, 30))
RELEASED = replace(OPENED, released_by="last_day", release_by=date(2026, 4, 1))
STALE = replace(DUTY, duty="archive.customers", sort="archive", title="客户信息", where=None, skipped=())
UPLOAD = DUTY
UNSIGNED = replace(STALE, duty="clause.loss", sort="signature", title="未交接造成损失的赔偿")
MOVED = About(before=replace(CASE, last_day=date(2026, 4, 10)), actor="E2001", reason="接替者提前到岗")
RESIGNED_ABSENT = replace(CASE, absent=True, absent_since=date(2026, 3, 9), leaver_gone=True)
ABSENT = replace(CASE, absent=True, absent_since=date(2026, 2, 27), leaver_gone=True, last_day=None)
SHEET = Sheet(version=1, since=date(2026, 3, 20), sha256="9f2c" * 16)
SIGNATURE = Signature(by="E1001", at=datetime(2026, 3, 31, 2, tzinfo=UTC), method="portal")
PARTIES = ("leaver", "successor", "manager")
TO_SIGN = replace(NOTHING_LEFT, sheet=SHEET)
SIGNED = replace(TO_SIGN, sheet=replace(SHEET, signatures=dict.fromkeys(PARTIES, SIGNATURE)))
CHANGED_SHEET = replace(TO_SIGN, sheet=replace(SHEET, version=2, signatures={"leaver": SIGNATURE}))

GOLDEN = Path(__file__).parent / "messages"
TEMPLATES = shipped_templates()


def message(notification: str, language: str = "zh-CN", **about: object) -> Message:
    return render_notice(
        TEMPLATES,
        notification=notification,
        language=language,
        channels=CHANNELS,
        variables=variables_for(**about),  # type: ignore[arg-type]
    )


SITUATIONS: dict[str, dict[str, object]] = {
    "handover-started": {"notification": "handover-started", "case": OWED},
    "handover-started.hr": {"notification": "handover-started", "to": "U-HR", "party_of": "hr"},
    "task-upcoming": {"notification": "task-upcoming", "about": CUSTOMERS},
    "task-upcoming.together": {"notification": "task-upcoming", "about": TWO},
    "task-overdue.together": {"notification": "task-overdue", "about": TWO, "day": date(2026, 3, 26)},
    "task-overdue.together.hr": {
        "notification": "task-overdue",
        "about": OWN_DATES,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 2),
    },
    "task-escalated.together": {
        "notification": "task-escalated",
        "about": (CUSTOMERS, done(RECEIVABLES, SUBMITTED, CONFIRMED)),
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 4, 2),
    },
    "task-escalated.together.obligations": {
        "notification": "task-escalated",
        "about": OWN_DATES,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 4),
    },
    "obligation-due.together": {
        "notification": "obligation-due",
        "about": OWN_DATES,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 3, 29),
    },
    "task-to-confirm.together": {
        "notification": "task-to-confirm",
        "about": (WAITING, done(RECEIVABLES, SUBMITTED)),
        "to": "E1002",
        "party_of": "successor",
        "day": date(2026, 3, 25),
    },
    "task-deemed-accepted.together": {"notification": "task-deemed-accepted", "about": SILENT},
    "task-deemed-accepted.together.receiver": {
        "notification": "task-deemed-accepted",
        "about": SILENT,
        "to": "E1002",
        "party_of": "successor",
    },
    "task-to-do": {"notification": "task-to-do", "about": CUSTOMERS},
    "task-to-do.manager": {"notification": "task-to-do", "about": CUSTOMERS, "to": "E2001", "party_of": "manager"},
    "task-to-do.obligation": {"notification": "task-to-do", "about": CERTIFICATE, "to": "U-HR", "party_of": "hr"},
    "task-to-do.together": {"notification": "task-to-do", "about": TWO, "to": "E2001", "party_of": "manager"},
    "task-to-do.together.obligations": {
        "notification": "task-to-do",
        "about": OWN_DATES,
        "to": "U-HR",
        "party_of": "hr",
    },
    "successor-replaced": {"notification": "successor-replaced", "to": "E1002", "party_of": "successor"},
    "task-overdue": {"notification": "task-overdue", "about": CUSTOMERS, "day": date(2026, 3, 26)},
    "task-overdue.successor": {
        "notification": "task-overdue",
        "about": with_leaver_done(CUSTOMERS),
        "to": "E1002",
        "party_of": "successor",
        "day": date(2026, 3, 28),
    },
    "task-overdue.obligation": {
        "notification": "task-overdue",
        "about": CERTIFICATE,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 2),
    },
    "task-escalated": {
        "notification": "task-escalated",
        "about": CUSTOMERS,
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 3, 28),
    },
    "task-escalated.own": {
        "notification": "task-escalated",
        "about": done(CUSTOMERS, SUBMITTED, CONFIRMED),
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 4, 2),
    },
    "task-escalated.obligation": {
        "notification": "task-escalated",
        "about": CERTIFICATE,
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 4, 4),
    },
    "successor-assigned": {"notification": "successor-assigned", "to": "E1002", "party_of": "successor"},
    "task-to-confirm": {
        "notification": "task-to-confirm",
        "about": WAITING,
        "to": "E1002",
        "party_of": "successor",
        "day": date(2026, 3, 25),
    },
    "task-to-confirm.last": {
        "notification": "task-to-confirm",
        "about": done(CUSTOMERS, SUBMITTED, CONFIRMED),
        "to": "E2001",
        "party_of": "manager",
        "day": date(2026, 3, 31),
    },
    "task-returned": {"notification": "task-returned", "about": RETURNED, "beside": About(actor="E1002")},
    "task-returned.late": {
        "notification": "task-returned",
        "about": RETURNED,
        "beside": About(actor="E1002"),
        "day": date(2026, 3, 28),
    },
    "task-accepted": {"notification": "task-accepted", "about": ACCEPTED},
    "task-accepted.last": {"notification": "task-accepted", "about": ACCEPTED, "case": NOTHING_LEFT},
    "task-deemed-accepted": {"notification": "task-deemed-accepted", "about": DEEMED},
    "task-deemed-accepted.receiver": {
        "notification": "task-deemed-accepted",
        "about": DEEMED,
        "to": "E1002",
        "party_of": "successor",
    },
    "task-deemed-accepted.asked": {"notification": "task-deemed-accepted", "about": ASKED},
    "task-deemed-accepted.asked.receiver": {
        "notification": "task-deemed-accepted",
        "about": ASKED,
        "to": "E1002",
        "party_of": "successor",
    },
    "task-deemed-accepted.asked.together": {
        "notification": "task-deemed-accepted",
        "about": (ASKED, replace(ASKED, id="E1001/1:everyone.canteen", title="饭卡会签")),
    },
    "task-deemed-accepted.together.mixed": {"notification": "task-deemed-accepted", "about": (ASKED, DEEMED)},
    "gate-held": {"notification": "gate-held", "beside": About(kind="gate", described=HELD)},
    "gate-opened": {"notification": "gate-opened", "beside": About(kind="gate", described=OPENED)},
    "gate-opened.released": {"notification": "gate-opened", "beside": About(kind="gate", described=RELEASED)},
    "obligation-due": {
        "notification": "obligation-due",
        "about": CERTIFICATE,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 3, 29),
    },
    "obligation-due.today": {
        "notification": "obligation-due",
        "about": CERTIFICATE,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 1),
    },
    "obligation-due.past": {
        "notification": "obligation-due",
        "about": CERTIFICATE,
        "to": "U-HR",
        "party_of": "hr",
        "day": date(2026, 4, 8),
    },
    "archive-stale": {"notification": "archive-stale", "case": None, "beside": About(kind="duty", described=STALE)},
    "archive-stale.hr": {
        "notification": "archive-stale",
        "to": "U-HR",
        "party_of": "hr",
        "beside": About(kind="duty", described=STALE),
    },
    "upload-missed": {"notification": "upload-missed", "case": None, "beside": About(kind="duty", described=UPLOAD)},
    "upload-missed.hr": {
        "notification": "upload-missed",
        "to": "U-HR",
        "party_of": "hr",
        "beside": About(kind="duty", described=UPLOAD),
    },
    "clause-unsigned": {
        "notification": "clause-unsigned",
        "case": None,
        "beside": About(kind="duty", described=UNSIGNED),
    },
    "clause-unsigned.hr": {
        "notification": "clause-unsigned",
        "to": "U-HR",
        "party_of": "hr",
        "beside": About(kind="duty", described=UNSIGNED),
    },
    "last-day-changed": {"notification": "last-day-changed", "beside": MOVED},
    "last-day-changed.manager": {
        "notification": "last-day-changed",
        "to": "E2001",
        "party_of": "manager",
        "beside": MOVED,
    },
    "absence": {"notification": "absence", "case": ABSENT, "to": "U-HR", "party_of": "hr"},
    "absence.resigned": {"notification": "absence", "case": RESIGNED_ABSENT, "to": "U-HR", "party_of": "hr"},
    "handover-package": {"notification": "handover-package", "to": "E1002", "party_of": "successor"},
    "handover-package.absent": {
        "notification": "handover-package",
        "case": ABSENT,
        "to": "E2001",
        "party_of": "manager",
    },
    "handover-complete": {"notification": "handover-complete", "case": SIGNED},
    "handover-complete.manager": {
        "notification": "handover-complete",
        "case": SIGNED,
        "to": "E2001",
        "party_of": "manager",
    },
    "certificate-issued": {"notification": "certificate-issued", "about": ISSUED},
    "sheet-objected": {"notification": "sheet-objected", "case": TO_SIGN, "beside": MOVED},
    "severance-owed": {"notification": "severance-owed", "case": TO_SIGN},
    "severance-payable": {"notification": "severance-payable", "case": TO_SIGN},
    "sheet-to-sign": {"notification": "sheet-to-sign", "case": TO_SIGN},
    "sheet-to-sign.again": {
        "notification": "sheet-to-sign",
        "case": CHANGED_SHEET,
        "to": "E1002",
        "party_of": "successor",
    },
    "withdrawn": {"notification": "withdrawn"},
    "withdrawn.transfer": {"notification": "withdrawn", "case": replace(CASE, cause="transfer")},
    "handover-started.transfer": {"notification": "handover-started", "case": replace(CASE, cause="transfer")},
    "stay-requested": {"notification": "stay-requested", "to": "U-HR", "party_of": "hr"},
    "stay-declined": {"notification": "stay-declined", "beside": MOVED},
    "withdrawn.successor": {"notification": "withdrawn", "to": "E1002", "party_of": "successor"},
}
LANGUAGES = {"zh-CN": "", "en": ".en"}
MESSAGES = {
    f"{name}{ending}": message(language=language, **situation)  # type: ignore[arg-type]
    for name, situation in SITUATIONS.items()
    for language, ending in LANGUAGES.items()
}
BODIES = {(name, channel): body for name, one in MESSAGES.items() for channel, body in one.bodies.items()} | {
    (name, f"{channel}-text"): text for name, one in MESSAGES.items() for channel, text in one.texts.items()
}


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_shipped_message_renders_in_every_channel_without_a_problem(name: str) -> None:
    assert MESSAGES[name].problems == ()
    assert set(MESSAGES[name].bodies) == set(CHANNELS)


def test_every_shipped_message_has_golden_files() -> None:
    assert {name.partition(".")[0] for name in MESSAGES} == TEMPLATES.ids


@pytest.mark.parametrize(("name", "channel"), sorted(BODIES))
def test_a_shipped_message_reads_as_agreed(name: str, channel: str) -> None:
    place = GOLDEN / f"{name}.{channel}.txt"
    text = f"{MESSAGES[name].subject}\n\n{BODIES[name, channel]}\n"
    if os.environ.get("HANDOVER_WRITE_GOLDEN") == "1":
        place.write_text(text, "utf-8")
    assert place.read_text("utf-8") == text


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"{name}.{channel}.txt" for name, channel in BODIES}


def test_the_default_set_sends_every_message_that_ships() -> None:
    rules = Path(__file__).parents[2] / "rules" / "default" / "notices.yaml"
    rows = yaml.safe_load(rules.read_text("utf-8"))["notices"]
    assert {row["notification"] for row in rows} == TEMPLATES.ids
