"""tried_texts: the texts of a company's own messages, each written once on sample values before a policy is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.render.authoring.author_file import FOLDER, AuthorFile
from handover_policy.render.authoring.reading import Place
from handover_policy.render.authoring.sandbox import FAILURES, Prepared, environment_for, run
from handover_policy.render.escaping import plain
from handover_policy.render.failures import failure_sentence
from handover_policy.render.templates import FIELDS, Templates, nearest
from handover_policy.render.views import (
    AttributeView,
    CaseView,
    ChangeView,
    ClaimView,
    ConsequenceView,
    DutyView,
    GateView,
    LeaverView,
    PersonView,
    SheetView,
    TaskView,
)
from handover_policy.texts.texts import languages

DAY = date(2026, 3, 2)
SOMEBODY = PersonView(name="李四", title="接替者")
TASK = TaskView(
    id="E1/1:a",
    title="客户移交",
    start=DAY,
    due=DAY,
    days_left=1,
    overdue_days=0,
    step="提交清单",
    where="网盘",
    person=SOMEBODY,
    counterpart=SOMEBODY,
    obligation=False,
    reason="缺页",
    remark="已核对",
    done_by=SOMEBODY,
    silence_accepts=True,
    asked=False,
)
CASE = CaseView(id="E1/1", arrival=DAY, last_day=DAY, notice_days=30, days_left=1, absent_since=DAY)
DUTY = DutyView(id="d", kind="upload", title="代码", due=DAY, times=2, where="仓库")
GATE = GateView(id="g", title="交接确认", controls="severance", open=False, tasks=1, release_by=DAY, released=False)
FULL: Mapping[str, object] = MappingProxyType(
    {
        "recipient": "张三",
        "party": "leaver",
        "actor": "李四",
        "company": "某某公司",
        "policy": "交接制度",
        "country": "CN",
        "leaver": LeaverView(id="E1", name="张三", role="销售"),
        "case": CASE,
        "task": TASK,
        "tasks": (TASK,),
        "together": (TASK, TASK),
        "attributes": (AttributeView(id="loan", title="借款余额", text="500 元"),),
        "plain": True,
        "gate": GATE,
        "duty": DUTY,
        "duties": (DUTY, DUTY),
        "claim": ClaimView(id="c", kind="damages", title="赔偿", raised=True, amount="5,000"),
        "sheet": SheetView(version=1, sha256="0" * 64, signed=("接替者",), waiting=("离职员工",)),
        "change": ChangeView(before=DAY, after=DAY, reason="商定"),
        "consequences": (ConsequenceView(kind="gate", title="交接确认"),),
        "reassurances": (ConsequenceView(kind="certificate", title=""),),
        "contact": SOMEBODY,
        "item": TASK,
    }
)
"""Everything that a message may name, with every value there."""
_SPARE_TASK = replace(TASK, counterpart=None, done_by=None, where="", reason="", remark="", asked=True)
BARE: Mapping[str, object] = MappingProxyType(
    {
        **FULL,
        "actor": "",
        "country": "",
        "case": replace(CASE, last_day=None, days_left=None, absent_since=None),
        "task": _SPARE_TASK,
        "item": _SPARE_TASK,
        "tasks": (),
        "together": (),
        "duties": (),
        "attributes": (),
        "plain": False,
        "gate": replace(GATE, tasks=0, release_by=None),
        "change": ChangeView(before=None, after=None, reason=""),
        "consequences": (),
        "reassurances": (),
    }
)
"""The same with everything missing that may be missing."""
WRITTEN: Mapping[str, object] = MappingProxyType(
    {
        **dict.fromkeys(("id", *FIELDS, "more", "text"), "文字"),
        "language": "zh-CN",
        "colon": "：",
        "items": ("文字",),
        "facts": (MappingProxyType({"label": "文字", "text": "文字"}),),
    }
)
"""Everything that a layout may name."""
UNWRITTEN: Mapping[str, object] = MappingProxyType(
    {**WRITTEN, **dict.fromkeys(("action", "consequence", "contact", "more", "text"), ""), "items": (), "facts": ()}
)
"""The same of a short message."""


def tried_texts(files: Mapping[str, str], templates: Templates) -> tuple[Finding, ...]:
    """Return what cannot be written in messages: an error where it never can, a warning where values may be missing.

    Args:
        files: the company's own `<message>/<language>/message.yaml`, `<message>/notification.yaml` and
            `_layouts/<channel>.j2`, by path.
        templates: all messages, compiled.

    """
    found = Collected()
    for path, text in sorted(files.items()):
        parts = path.split("/")
        if parts[0] == "_layouts" and parts[-1].removesuffix(".j2") in templates.layouts:
            _try_layout(path, templates.layouts[parts[-1].removesuffix(".j2")], found)
        kind = {"message.yaml": "message", "notification.yaml": "notification"}.get(parts[-1])
        if kind is None or parts[0] not in templates.declarations:
            continue
        language = parts[1] if kind == "message" else templates.fallback
        wording = templates.wordings[nearest(templates.wordings, language, templates.fallback)]
        fence = environment_for(plain, filters=wording.filters)
        file = AuthorFile(path, text, kind=kind, findings=found)
        for place in _places(file):
            source = file.text(place)
            if "{" in source:
                _try(file, place, Prepared(fence, source), found)
    return found.sorted()


def _try(file: AuthorFile, place: Place, template: Prepared, found: Collected) -> None:
    for values, note in ((FULL, found.error), (BARE, found.warning)):
        try:
            run(template, values)
        except FAILURES as error:
            subject = ".".join(map(str, place))
            note("template-fails", file.location(place), subject=subject, **_said(error))
            return


def _try_layout(path: str, layout: Prepared, found: Collected) -> None:
    for values in (WRITTEN, UNWRITTEN):
        try:
            run(layout, values)
        except FAILURES as error:
            found.error("template-fails", Location(f"{FOLDER}/{path}", 1), subject=path, **_said(error))
            return


def _said(error: Exception) -> dict[str, str]:
    """Return why a text cannot be written, in each language, as the details of a finding."""
    return {f"what_{language}": failure_sentence(error, language) for language in languages()}


def _places(file: AuthorFile) -> Iterator[Place]:
    yield from ((field,) for field in FIELDS)
    for fact in file.sequence(("facts",)):
        yield from ((*fact, "label"), (*fact, "text"))
    yield ("list", "item")
    for parameter in file.sequence(("sms", "params")):
        yield (*parameter, "value")
