"""One departure to write messages about: 张三, sales, hands over to 李四, checked by 王五."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from handover_policy.decide.facts import Described
from handover_policy.findings.finding import NOWHERE
from handover_policy.model.altered import altered
from handover_policy.model.case import Case, Done, Gate, Step, Task
from handover_policy.model.claims import Claim
from handover_policy.model.condition import ALWAYS, Comparison, Condition
from handover_policy.model.dates.expression import TimeExpression
from handover_policy.model.effects import Because, DutyEffect
from handover_policy.model.employee import Employee
from handover_policy.model.sheet import Sheet, Signature
from handover_policy.policy.clauses import Clause, Consequence
from handover_policy.policy.policy_set import (
    ContactPerson,
    GateRule,
    Manifest,
    NoticeTable,
    ObligationRule,
    Party,
    PolicySet,
)
from handover_policy.render.subjects import NOTHING_ELSE, About
from handover_policy.render.templates import Templates, compile_templates
from handover_policy.render.variables import notice_variables

NOTIFICATIONS = Path(__file__).parents[3] / "notifications"
CHANNELS = ("sms", "wecom", "dingtalk", "feishu", "email", "webhook", "portal")
LAST_DAY = TimeExpression(anchor="last_day", text="last_day")
ALL_DONE = Comparison(fact="tasks.unfinished", operator="is", operand=0)


def shipped_files() -> dict[str, str]:
    files = (file for file in NOTIFICATIONS.rglob("*") if file.is_file())
    return {file.relative_to(NOTIFICATIONS).as_posix(): file.read_text("utf-8") for file in files}


def frame_files() -> dict[str, str]:
    return {name: text for name, text in shipped_files().items() if name.startswith("_")}


def shipped_templates(**changed: str) -> Templates:
    return compile_templates({**shipped_files(), **changed})


def gate(name: str, controls: str, opens_when: Condition, release_by: TimeExpression | None = None) -> GateRule:
    return GateRule(
        id=f"gate.{name}", title=name, controls=controls, opens_when=opens_when, release_by=release_by, location=NOWHERE
    )


def clause(title: str, kind: str, when: Condition) -> Clause:
    consequence = Consequence(kind=kind, when=when, location=NOWHERE)
    return Clause(id=f"clause.{kind}", title=title, text=title, consequence=consequence, location=NOWHERE)


def party(name: str, title: str) -> Party:
    return Party(id=name, title=title, resolves_to="employee", location=NOWHERE)


MANIFEST = Manifest(
    id="acme",
    title="员工离职与工作交接制度",
    version="1.2.0",
    effective_from=date(2026, 1, 1),
    jurisdiction="CN",
    timezone=ZoneInfo("Asia/Shanghai"),
    language="zh-CN",
    calendar="CN",
    send_at=time(9),
    vocabulary={"employee.role": {"sales": "销售"}},
    parties={
        "leaver": party("leaver", "离职员工"),
        "successor": party("successor", "接替者"),
        "manager": party("manager", "部门负责人"),
        "administration": party("administration", "行政部"),
        "hr": party("hr", "人事"),
    },
    contacts={"hr": (ContactPerson(id="U-HR"),), "administration": (ContactPerson(id="U-ADM"),)},
    location=NOWHERE,
)

POLICY = PolicySet(
    manifest=MANIFEST,
    notice_table=NoticeTable(location=NOWHERE),
    clauses=(
        Clause(id="clause.handover", title="工作交接义务", text="…", location=NOWHERE),
        clause("损失赔偿", "damages", Comparison(fact="case.loss_proven", operator="is", operand=True)),
    ),
    gates=(
        gate("交接确认", "handover_confirmation", ALL_DONE),
        gate("经济补偿支付", "severance", Comparison(fact="sheet.signed", operator="is", operand=True)),
        gate(
            "离职证明",
            "leaving_certificate",
            Comparison(fact="case.last_day_reached", operator="is", operand=True),
            LAST_DAY,
        ),
        gate("提前离岗", "early_release", ALWAYS),
    ),
    obligations=(ObligationRule(name="final_pay", title="结清工资", due=LAST_DAY, location=NOWHERE),),
)


def person(name: str, called: str, **more: object) -> Employee:
    attributes = MappingProxyType({"name": called, **more})
    return Employee(id=name, attributes=attributes, hired_on=date(2020, 1, 1), known_since=date(2020, 1, 1))


def everyone(**called: str) -> dict[str, Employee]:
    names = {"E1001": "张三", "E1002": "李四", "E2001": "王五", "U-HR": "赵六"} | called
    return {name: person(name, text, role="sales") for name, text in names.items()}


def step(index: int, who: str, does: str, due: date, *, acts: str | None = None, where: str | None = None) -> Step:
    people = {"leaver": "E1001", "successor": "E1002", "manager": "E2001", "administration": "U-ADM", "hr": "U-HR"}
    return Step(
        index=index,
        party=who,
        parties=(who,),
        covers=(index,),
        person=acts or people.get(who),
        do=does,
        due=due,
        where=where,
    )


def task(name: str, title: str, *steps: Step, obligation: bool = False, state: str = "open") -> Task:
    return Task(
        id=f"E1001/1:{name}",
        rule=name,
        title=title,
        state=state,
        start=date(2026, 3, 3),
        steps=steps,
        turn_since=date(2026, 3, 3),
        obligation=obligation,
    )


CUSTOMERS = task(
    "sales.customers",
    "客户资源移交",
    step(0, "leaver", "提交客户清单并说明跟进状态", date(2026, 3, 25), where="https://pan.example.cn/sales_handover"),
    step(1, "successor", "确认收到客户资料", date(2026, 3, 27)),
    step(2, "manager", "审核完整性与质量", date(2026, 3, 31)),
)
ASSETS = task(
    "office.assets",
    "公司资产归还",
    step(0, "leaver", "归还电脑与工卡，上传照片", date(2026, 4, 1)),
    step(1, "administration", "验收资产状态", date(2026, 4, 1)),
)
BRIEFING = task("manager.briefing", "团队通报", step(0, "manager", "告知客户新的对接人", date(2026, 3, 30)))
CERTIFICATE = task(
    "obligation.certificate", "出具离职证明", step(0, "hr", "出具离职证明", date(2026, 4, 1)), obligation=True
)
FINISHED = replace(task("sales.contacts", "对接人移交", step(0, "leaver", "提交名单", date(2026, 3, 20))), state="done")

SHEET = Sheet(
    version=2,
    sha256="9f2c" * 16,
    since=date(2026, 3, 30),
    signatures={"leaver": Signature(by="E1001", at=datetime(2026, 3, 31, 2, tzinfo=UTC), method="portal")},
)
GATE = Gate(
    id="gate.交接确认",
    title="交接确认",
    controls="handover_confirmation",
    state="held",
    tasks=("E1001/1:sales.customers",),
    release_by=date(2026, 4, 30),
)
DUTY = DutyEffect(
    case=None,
    person="E1001",
    duty="upload.code",
    sort="upload",
    title="研发代码",
    where="代码仓库",
    state="missed",
    due=date(2026, 2, 28),
    skipped=(date(2026, 2, 27),),
    because=Because(rule="upload.code", file="archive.yaml", line=1, facts={}, law=()),
)
CLAIM = Claim(
    clause="clause.damages",
    kind="damages",
    title="损失赔偿",
    state="raised",
    amount=Decimal(5000),
    signed=True,
    terms={},
)
SUBJECTS: dict[str, Described] = {"gate": GATE, "duty": DUTY, "claim": CLAIM}


def held(*names: str) -> MappingProxyType[str, Gate]:
    return MappingProxyType({name: replace(GATE, id=name) for name in names})


CASE = Case(
    id="E1001/1",
    employee="E1001",
    policy="1.2.0",
    opened_by="hr/core e-17",
    cause="resignation",
    arrival=date(2026, 3, 2),
    now=datetime(2026, 3, 2, 2, tzinfo=UTC),
    notice_days=30,
    last_day=date(2026, 4, 1),
    plan_day=date(2026, 4, 1),
    tasks=MappingProxyType({one.id: one for one in (CUSTOMERS, ASSETS, BRIEFING, CERTIFICATE, FINISHED)}),
    sheet=SHEET,
    gates=held("gate.交接确认", "gate.离职证明"),
)

HOLDING = replace(CASE, gates=held(*CASE.gates, "gate.经济补偿支付"))
OWED = replace(HOLDING, severance_owed=True)
SUBMITTED = Done(at=datetime(2026, 3, 24, 2, tzinfo=UTC), by="E1001")


def with_leaver_done(one: Task) -> Task:
    return replace(one, steps=(replace(one.steps[0], done=SUBMITTED), *one.steps[1:]))


def many_tasks(count: int) -> Case:
    tasks = (
        replace(CUSTOMERS, id=f"E1001/1:sales.customers:{number}", title=f"客户移交：{number}")
        for number in range(count)
    )
    return replace(CASE, tasks=MappingProxyType({one.id: one for one in tasks}))


def beside(variables: Collection[str], **changed: object) -> About:
    """Return what a message that names such variables may be about: a gate, a duty, a claim, a change."""
    kind = next((name for name in SUBJECTS if name in variables), "")
    described = altered(SUBJECTS[kind], **changed) if kind else None
    moved = replace(CASE, last_day=date(2026, 4, 10))
    return About(kind=kind, described=described, before=moved, actor="E1002", reason="缺少联系人")


def variables_for(
    *,
    to: str = "E1001",
    party_of: str = "leaver",
    about: Task | tuple[Task, ...] | None = None,
    beside: About = NOTHING_ELSE,
    case: Case | None = CASE,
    people: dict[str, Employee] | None = None,
    policy: PolicySet = POLICY,
    day: date = date(2026, 3, 2),
) -> dict[str, object]:
    known = people if people is not None else everyone()
    return notice_variables(
        policy=policy,
        case=case,
        employee=known.get("E1001"),
        people=known,
        to=to,
        party=party_of,
        day=day,
        about=replace(beside, tasks=about if isinstance(about, tuple) else (about,) if about is not None else ()),
    )
