"""Sentences of problems and refusals, in Chinese and English."""

from __future__ import annotations

PROBLEMS: dict[str, tuple[str, str]] = {
    "notice-days-fallback": (
        "通知期规则有 {count} 条适用（应恰好一条），按兜底 {days} 天计算",
        "{count} notice rows apply where one should; the fallback of {days} days counts",
    ),
    "approval-not-carried": (
        "规则要求自批准次日起算，但事件不含批准，按通知到达日起算",
        "the policy counts from an approval that no event carries; counted from the arrival",
    ),
    "form-not-accepted": (
        "以“{form}”形式提出，不在本公司接受的形式之内；通知仍然有效",
        "the notice came as '{form}', which the policy does not list; it counts all the same",
    ),
    "party-missing": (
        "{what}：找不到“{party}”的承办人，请指定",
        "{what}: nobody stands for the party '{party}'; name a person",
    ),
    "no-time": (
        "{what}：期限早于通知到达日，改为 {day}",
        "{what}: was due before the notice arrived; moved to {day}",
    ),
    "profile-empty": (
        "工作档案“{section}”没有记录",
        "the work profile section '{section}' has no records",
    ),
    "no-tasks": (
        "没有适用的交接任务，请检查岗位与任务清单",
        "no handover task applies; check role and task lists",
    ),
    "calendar-provisional": (
        "{year} 年的放假调休安排尚未公布，涉及该年的工作日为暂定",
        "the working days of {year} are not published yet; dates that rest on them are provisional",
    ),
    "no-figure": (
        "“{clause}”需要未结算工资金额，但没有给出",
        "'{clause}' needs the unsettled wages, which were not given",
    ),
    "clause-unsigned": (
        "条款“{clause}”未经该员工签署",
        "the clause '{clause}' was not signed by the employee",
    ),
    "left-without-case": (
        "员工未提出离职即已离开，按擅自离职开案",
        "the employee left without notice; a case of abandonment was opened",
    ),
    "version-not-in-force": (
        "{day} 没有生效的制度版本，采用最接近的版本 {version}",
        "no policy version was in force on {day}; the nearest, {version}, is used",
    ),
    "unknown-clause": ("制度中没有条款“{clause}”", "the policy has no clause '{clause}'"),
    "unknown-duty": ("制度中没有上传义务“{duty}”", "the policy has no upload duty '{duty}'"),
    "rehire-missing": (
        "上一次离职后没有再次入职的事件，仍按新的离职开案",
        "no employee.hired came after the earlier departure; a new case was opened all the same",
    ),
    "already-employed": (
        "该员工已在职，按信息变更处理",
        "the employee is employed already; taken as a change",
    ),
    "successor-is-leaver": (
        "接替者就是离职员工本人，由后备人员承办",
        "the successor is the leaver; the fallback party takes over",
    ),
    "recipient-missing": (
        "消息“{notice}”找不到“{party}”，改发人事",
        "the message '{notice}' found nobody for '{party}' and went to hr",
    ),
    "recipient-nobody": (
        "消息“{notice}”找不到任何收件人，没有发出",
        "the message '{notice}' found nobody at all and was not sent",
    ),
    "engine-trouble": ("规则引擎：{what}", "rule engine: {what}"),
    "engine-disagrees": (
        "规则引擎与解释不一致：{what}",
        "the rule engine and its explanation disagree: {what}",
    ),
    "message-trouble": ("消息“{notice}”：{what}", "message '{notice}': {what}"),
}

REFUSALS: dict[str, tuple[str, str]] = {
    "conflict": (
        "同一 source 与 id 已收到过不同内容的事件",
        "the same source and id came before with other content",
    ),
    "unknown-employee": (
        "没有员工“{who}”；请先发送 employee.hired",
        "no employee '{who}'; send employee.hired first",
    ),
    "no-open-case": ("该员工没有进行中的离职", "the employee has no open case"),
    "case-already-open": ("该员工已有进行中的离职 {case}", "the employee has an open case already: {case}"),
    "out-of-order": (
        "事件时间早于离职通知到达日 {arrival}",
        "the event's time is before the case's arrival on {arrival}",
    ),
    "unknown-task": ("该离职没有任务“{task}”", "the case has no task '{task}'"),
    "wrong-state-task": (
        "任务现为“{state}”，不能 {act}",
        "the task is '{state}', which does not allow {act}",
    ),
    "wrong-state": ("现在的状态不允许：{why}", "the state does not allow this: {why}"),
    "wrong-party": ("应由 {person} 办理，不是 {by}", "this is for {person}, not for {by}"),
    "same-person": (
        "{by} 提交了这项任务，不能由本人确认",
        "{by} submitted this task and may not confirm it",
    ),
    "evidence-missing": ("缺少证据：{kinds}", "evidence is missing: {kinds}"),
    "stale-sheet": (
        "签署的不是当前版本的确认单（当前摘要 {sha256}）",
        "not the current sheet was signed (its digest is {sha256})",
    ),
    "invalid-event": ("{why}", "{why}"),
}


def problem_sentence(code: str, *, chinese: bool, **details: object) -> str:
    """Return the sentence of a problem in Chinese or English, filled with its details."""
    return PROBLEMS[code][0 if chinese else 1].format(**details)


def refusal_sentence(code: str, *, chinese: bool, **details: object) -> str:
    """Return the sentence of a refusal in Chinese or English, filled with its details."""
    return REFUSALS[code][0 if chinese else 1].format(**details)
