"""Case files to make documents of: 张三's departure, with evidence, signatures, silence and a waiver."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from handover_policy.decide.handover.sheet import content_digest, sheet_content
from handover_policy.findings.finding import NOWHERE
from handover_policy.model.case import Case, Done, Task
from handover_policy.model.condition import ALWAYS
from handover_policy.model.dated import Dated
from handover_policy.model.sheet import Sheet, Signature
from handover_policy.policy.clauses import Clause, Consequence
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.documents.casefile import Agreement, CaseFile, Dossier
from tests.unit.render.departures import ASSETS, CASE, CERTIFICATE, CUSTOMERS, POLICY, everyone

DIGEST = "ab" * 32
MARCH_24 = datetime(2026, 3, 24, 2, tzinfo=UTC)
APRIL_2 = datetime(2026, 4, 2, 2, tzinfo=UTC)
FILES = ({"kind": "file", "path": "交接/客户清单_v3.xlsx", "sha256": f"sha256:{DIGEST.upper()}"},)


def done(at: datetime = MARCH_24, by: str | None = "E1001", **more: object) -> Done:
    return Done(at=at, by=by, **more)  # type: ignore[arg-type]


def with_done(task: Task, *by: Done, state: str = "done") -> Task:
    steps = tuple(replace(step, done=each) for step, each in zip(task.steps, by, strict=False))
    return replace(task, steps=(*steps, *task.steps[len(steps) :]), state=state)


HANDED_OVER = with_done(
    CUSTOMERS,
    done(evidence=FILES),
    done(by="E1002", remark="已逐条核对", on_behalf_of="E2001"),
    done(by=None, deemed=True),
)
TOO_LATE = with_done(ASSETS, done(), done(at=APRIL_2, by="U-ADM"))
WAIVED = replace(ASSETS, id="E1001/1:office.seal", title="印章交还", state="waived", waived_by="E2001", reason="未领用")


def case_of(*tasks: Task, **more: object) -> Case:
    people = (("successor", "E1002"), ("manager", "E2001"), ("hr", "U-HR"))
    given = {"now": APRIL_2, "people": people, "successor": "E1002", "sheet": None, **more}
    return replace(CASE, tasks=MappingProxyType({task.id: task for task in tasks}), **given)  # type: ignore[arg-type]


def signed(case: Case, **opinions: str) -> Case:
    by = {"leaver": "E1001", "successor": "E1002", "manager": "E2001"}
    signatures = {
        party: Signature(by=by[party], at=APRIL_2, method="reliable", opinion=opinion or None)
        for party, opinion in opinions.items()
    }
    digest = content_digest(sheet_content(case))
    return replace(
        case, sheet=Sheet(version=1, since=case.arrival, sha256=digest, signatures=MappingProxyType(signatures))
    )


FINISHED = case_of(HANDED_OVER, TOO_LATE, WAIVED, CERTIFICATE)


def clause(name: str, kind: str = "", text: str = "第一行\n\n第二行", **terms: object) -> Clause:
    what = Consequence(kind=kind, when=ALWAYS, location=NOWHERE, **terms) if kind else None  # type: ignore[arg-type]
    return Clause(
        id=name,
        title=f"条款 {name}",
        text=text,
        sign="onboarding",
        law=("CN-LCL-50",),
        consequence=what,
        location=NOWHERE,
    )


PENALTY = clause("c.penalty", "penalty", percent=Dated(values=((date(2026, 1, 1), 10),)), of="unsettled_wages")
CLAUSES = (
    clause("c.handover"),
    clause("c.loss", "damages", measure="actual_loss", proof_required=True, cap_percent_of_month=20, floor="minimum"),
    clause("c.bonus", "bonus", amount=500.5),
    PENALTY,
)


def agreement(*clauses: str, version: str = "1.2.0") -> Agreement:
    return Agreement(clauses=clauses, policy_version=version, sha256=DIGEST, method="click", at=MARCH_24)


def file_of(
    case: Case = FINISHED,
    *,
    policy: PolicySet = POLICY,
    dossier: Dossier | None = None,
    called: str = "张三",
    signed_clauses: frozenset[str] = frozenset(),
    profile: object = MappingProxyType({}),
    **attributes: object,
) -> CaseFile:
    people = everyone(E1001=called)
    leaver = people["E1001"]
    told = {**leaver.attributes, "department": "华东销售部", "title": "渠道经理", **attributes}
    kept = MappingProxyType({name: value for name, value in told.items() if value is not None})
    leaver = replace(leaver, attributes=kept, signed=signed_clauses, profile=profile)  # type: ignore[arg-type]
    return CaseFile(
        case=case,
        employee=leaver,
        policy=policy,
        digest="sha256:00ff",
        at=case.now,
        people={**people, "E1001": leaver},
        dossier=dossier or Dossier(),
        versions={policy.manifest.version: policy},
        laws={"CN-LCL-50": "劳动合同法第五十条"},
    )
