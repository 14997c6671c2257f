from typing import Final

from handover_policy.app.check import (
    Checked as Checked,
)
from handover_policy.app.door.event_forms import (
    EventLike as EventLike,
)
from handover_policy.app.door.invalid import (
    PolicyInvalid as PolicyInvalid,
)
from handover_policy.app.door.loading import (
    load as load,
)
from handover_policy.app.door.policy import (
    Policy as Policy,
)
from handover_policy.app.door.session import (
    CaseGate as CaseGate,
)
from handover_policy.app.door.session import (
    CaseTask as CaseTask,
)
from handover_policy.app.door.session import (
    Session as Session,
)
from handover_policy.app.door.written import (
    report as report,
)
from handover_policy.app.door.written import (
    to_json as to_json,
)
from handover_policy.app.explain import (
    CaseExplanation as CaseExplanation,
)
from handover_policy.app.lint import (
    LintReport as LintReport,
)
from handover_policy.app.render import (
    DocumentDenied as DocumentDenied,
)
from handover_policy.app.run import (
    CaseUnknown as CaseUnknown,
)
from handover_policy.decide.state.saved import (
    StateUnfit as StateUnfit,
)
from handover_policy.diff.compare import (
    PolicyDiff as PolicyDiff,
)
from handover_policy.findings.finding import (
    Finding as Finding,
)
from handover_policy.findings.finding import (
    Severity as Severity,
)
from handover_policy.model.case import (
    Case as Case,
)
from handover_policy.model.case import (
    Gate as Gate,
)
from handover_policy.model.case import (
    Step as Step,
)
from handover_policy.model.case import (
    Task as Task,
)
from handover_policy.model.decision import (
    Decision as Decision,
)
from handover_policy.model.decision import (
    Refusal as Refusal,
)
from handover_policy.model.effects import (
    CaseEffect as CaseEffect,
)
from handover_policy.model.effects import (
    ClaimEffect as ClaimEffect,
)
from handover_policy.model.effects import (
    DutyEffect as DutyEffect,
)
from handover_policy.model.effects import (
    Effect as Effect,
)
from handover_policy.model.effects import (
    GateEffect as GateEffect,
)
from handover_policy.model.effects import (
    NoticeEffect as NoticeEffect,
)
from handover_policy.model.effects import (
    ProblemEffect as ProblemEffect,
)
from handover_policy.model.effects import (
    SheetEffect as SheetEffect,
)
from handover_policy.model.effects import (
    TaskEffect as TaskEffect,
)
from handover_policy.simulate.timeline import (
    Timeline as Timeline,
)

__version__: Final[str]
__all__ = [
    "Case",
    "CaseEffect",
    "CaseExplanation",
    "CaseGate",
    "CaseTask",
    "CaseUnknown",
    "Checked",
    "ClaimEffect",
    "Decision",
    "DocumentDenied",
    "DutyEffect",
    "Effect",
    "EventLike",
    "Finding",
    "Gate",
    "GateEffect",
    "LintReport",
    "NoticeEffect",
    "Policy",
    "PolicyDiff",
    "PolicyInvalid",
    "ProblemEffect",
    "Refusal",
    "Session",
    "Severity",
    "SheetEffect",
    "StateUnfit",
    "Step",
    "Task",
    "TaskEffect",
    "Timeline",
    "__version__",
    "load",
    "report",
    "to_json",
]
