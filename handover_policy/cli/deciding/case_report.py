"""CaseReport: a run told for people, a case a block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handover_policy.decide.facts import deemed, last_day_reached
from handover_policy.findings.reporting.cells import cells, escaped
from handover_policy.model.case import Case, Claim, Gate, Task
from handover_policy.model.condition import Unmet
from handover_policy.model.effect_json import needs_json, number
from handover_policy.model.effects import (
    ClaimEffect,
    DutyEffect,
    Effect,
    GateEffect,
    NoticeEffect,
    ProblemEffect,
    SheetEffect,
    TaskEffect,
)
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.operators import asked_in_words
from handover_policy.model.words.states import BEGUN
from handover_policy.model.words.word import title

if TYPE_CHECKING:
    from handover_policy.app.run import Run
    from handover_policy.decide.casework import CaseWork
    from handover_policy.decide.judged import Judged
    from handover_policy.model.decision import Decision

NOT_YET = {
    "sheet.signed": "交接确认单尚未签齐",
    "case.last_day_reached": "最后工作日未到",
    "case.severance_owed": "未登记应付经济补偿",
    "case.loss_proven": "损失未经证明",
}


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal; Chinese characters take two."""
    return sum(cell.width for cell in cells(text))


def padded(text: str, columns: int) -> str:
    """Return a text filled with spaces to so many columns."""
    return text + " " * max(0, columns - width(text))


def clean(text: object) -> str:
    """Return a text as a terminal shows it, so that it can be padded."""
    return escaped(str(text))


class CaseReport:
    """Gathers decisions and tells each case in a block when all are in."""

    def __init__(self, run: Run) -> None:
        """Start without a case."""
        self._run = run
        self._works: dict[str, CaseWork] = {}
        self._story: dict[str, list[str]] = {}
        self._refused: list[str] = []
        self._duties: list[str] = []

    def take(self, judged: Judged) -> None:
        """Take in one decision."""
        decision = judged.decision
        if decision.outcome == "refused":
            self._refused.append(_refusal_line(decision))
            return
        self._works.update(judged.works)
        told: set[str] = set()
        for effect in decision.effects:
            line = self._effect_line(effect)
            if line is None:
                continue
            if effect.case is None:
                self._duties.append(f"  {str(decision.event['time'])[:10]}  {line}")
                continue
            story = self._story.setdefault(effect.case, [])
            if effect.case not in told:
                told.add(effect.case)
                story.append(f"  {_moment(decision)}  {_happened(decision, effect.case)}")
            story.append(f"      {line}")

    def lines(self) -> Iterator[str]:
        """Yield the report: a block a case, then duties missed outside of cases, then refusals."""
        for name in sorted(self._works):
            yield from self._block(self._works[name])
            yield ""
        if self._duties:
            yield "员工义务（不属于离职）"
            yield from self._duties
            yield ""
        if self._refused:
            yield f"被拒绝的事件（{len(self._refused)}）"
            yield from self._refused

    def _name(self, person: str | None) -> str:
        if person is None:
            return "（无人）"
        known = self._run.register.employee(person)
        return clean(known.name if known else person)

    def _effect_line(self, effect: Effect) -> str | None:
        match effect:
            case NoticeEffect():
                channels = "、".join(_word("channels", name) for name in effect.channels)
                skipped = f"（另有 {len(effect.skipped)} 次错过未发）" if effect.skipped else ""
                subject = clean((effect.message.subject if effect.message else "") or effect.notification)
                return f"✉ {channels} → {self._name(effect.to)}：{subject}{skipped}"
            case GateEffect(gate=gate):
                return f"⛭ {clean(gate.title)}：{_gate_state(gate)}"
            case ProblemEffect():
                return f"⚠ {clean(effect.message)}"
            case ClaimEffect(claim=claim):
                word = "主张" if claim.state == "raised" else "撤回主张"
                return f"§ {word}：{clean(claim.title)}，{_amount(claim)}（供人决定，不自动扣付）"
            case DutyEffect():
                return f"✗ {self._name(effect.person)} 未履行：{clean(effect.title)}，应于 {effect.due}"
            case TaskEffect(task=task) if task.state in BEGUN:
                return f"· {clean(task.title)}：{_word('task_states', task.state)}{_deemed(task)}"
            case SheetEffect():
                return f"▤ 交接确认单第 {effect.version} 版，摘要 {effect.sha256[:12]}…"
        return None

    def _block(self, work: CaseWork) -> Iterator[str]:
        case = work.case
        roles = work.book.policy.manifest.vocabulary.get("employee.role", {})
        role = str(work.employee.attributes.get("role", ""))
        person = f"{clean(work.employee.name)}（{clean(case.employee)}） · {clean(roles.get(role, role))}"
        yield f"━━ {person} · 离职 {clean(case.id)} · {_word('case_states', case.state)}"
        last = case.last_day.isoformat() if case.last_day else "未定"
        shortfall = f"，少 {case.shortfall_days} 天" if case.shortfall_days else ""
        notice = f"通知到达 {case.arrival}   通知期 {case.notice_days} 天{shortfall}"
        yield f"  原因 {_word('causes', case.cause)}   {notice}   最后工作日 {last}"
        yield f"  制度 {work.book.policy.manifest.title} {case.policy}"
        handover = case.handover_tasks
        finished = sum(task.finished for task in handover)
        yield f"  交接任务（{finished}/{len(handover)} 办结）"
        for task in handover:
            yield from self._task_lines(task)
        duties = [task for task in case.tasks.values() if task.obligation]
        if duties:
            yield "  用人单位的法定期限（不因交接未完成而推迟）"
            for task in duties:
                yield from self._task_lines(task)
        yield "  决定"
        for gate in case.gates.values():
            yield f"    {padded(clean(gate.title), 20)} {_gate_state(gate)}"
        if last_day_reached(case, work.day) and case.claims:
            yield from self._claims(case)
        yield "  经过"
        yield from (f"  {line}" for line in self._story.get(case.id, []))

    def _claims(self, case: Case) -> Iterator[str]:
        yield "  主张（供人决定，不自动扣付）"
        for claim in case.claims.values():
            yield f"    {clean(claim.title)}  {number(claim.amount)} 元  {claim.state}"

    def _task_lines(self, task: Task) -> Iterator[str]:
        mark = "✓" if task.state == "done" else "○" if not task.finished else "–"
        current = task.current
        waiting = f"，等 {self._name(current.person)}：{clean(current.do)}" if current is not None else ""
        state = _word("task_states", task.state)
        yield f"    {mark} {padded(clean(task.title), 26)} 期限 {task.due}  {state}{waiting}"


def _gate_state(gate: Gate) -> str:
    if gate.state == "open":
        return f"开放（到期放行：{gate.released_by}）" if gate.released_by else "开放"
    unmet = "；".join(_unmet_words(item) for item in gate.unmet)
    until = f"；最迟 {gate.release_by} 放行" if gate.release_by else ""
    return f"暂缓（{unmet}{until}）"


def _amount(claim: Claim) -> str:
    return "金额待定" if claim.amount is None else f"{number(claim.amount)} 元"


def _deemed(task: Task) -> str:
    return "（逾期未答复，视为接收）" if deemed(task) else ""


def _unmet_words(item: Unmet) -> str:
    """Return an unmet condition in words where it is one people often meet, else as fact, value and need."""
    needs = needs_json(item)
    if item.fact == "tasks.unfinished" and needs == {"is": 0}:
        return f"还有 {item.value} 项交接任务未办结"
    if needs in ({"is": True}, {"is_not": False}) and item.fact in NOT_YET:
        return NOT_YET[item.fact]
    return f"{item.fact} 现为 {item.value}，需 {asked_in_words(needs, 'zh')}"


def _word(table: str, name: str) -> str:
    return title(f"{table}.{name}", "zh")


def _moment(decision: Decision) -> str:
    return str(decision.event["time"])[:16].replace("T", " ")


def _happened(decision: Decision, case: str) -> str:
    kind = str(decision.event["type"])
    word = _word("events", kind) if kind in EVENT_TYPES else kind
    return word if decision.case in {case, None} else f"{word}（他人事件）"


def _refusal_line(decision: Decision) -> str:
    code, message = (decision.refusal.code, decision.refusal.message) if decision.refusal is not None else ("", "")
    event = decision.event
    name = (
        f"第 {event['line']} 行"
        if "line" in event
        else f"{event.get('type', '?')} {event.get('source')}#{event.get('id')}"
    )
    return f"  ✗ {clean(name)}  [{code}] {clean(message)}"
