"""/cases/{employee}/{n}/acts: what manager and hr do in a departure, its consequence shown before."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import orjson
from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import ActUnfit, PageAct, act_id, event_of, foreseen, tell_act
from handover_policy.app.portal.acts.consequences import ActConsequences, consequences
from handover_policy.app.portal.acts.filling import Filled, filled, kept_for, kept_place
from handover_policy.app.portal.acts.table import ACTS, CaseAct
from handover_policy.app.portal.case.page import CasePage, case_page, lines_between, newest_act
from handover_policy.app.portal.case.sayings import saying
from handover_policy.app.portal.visitor import acts_for_employer
from handover_policy.app.serving.told import Answered, Conflicting, Overloaded, Unwritten, WrittenElsewhere
from handover_policy.model.written.refusal_json import refusal_from
from handover_policy.web.pages.addresses import case_path
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.cases.codes import asked_code, fault_of_code
from handover_policy.web.pages.cases.form import ActForm
from handover_policy.web.pages.cases.page import Choosing, case_answer, chosen, met_case_of, number
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.refusals import page_reasons, page_refusal
from handover_policy.web.pages.tasks.filled import BroughtFile, FilledForm
from handover_policy.web.pages.tasks.filled import filled as filled_form
from handover_policy.web.pages.tasks.keeping import NotKept, kept_files
from handover_policy.web.pages.visit import ACT, CSRF, Visit, visiting
from handover_policy.web.paths import case_id

BESIDE = frozenset({CSRF, ACT, "kind", "seen", "step", "code"})
Typed: TypeAlias = Mapping[str, Sequence[str]]
PIECE = 1 << 20
UNFIT, CHANGED = 422, 409
DO = "do"


@as_page
async def post_case_act(request: Request) -> Response:
    """Show what an act would change, or do it."""
    visit = await visiting(request)
    name = case_id(request)
    brought = await filled_form(visit)
    try:
        act = ACTS.get(brought.text("kind"))
        if act is None:
            raise PageProblem("not-found")
        return await _answered(visit, await _sent(visit, name, act, brought))
    finally:
        await brought.close()


async def _answered(visit: Visit, sent: SentForm) -> Response:
    name, act, form = sent.case, sent.act, sent.form
    looked = await visit.read(_looked, visit, sent)
    if looked.done:
        return see_other(f"{case_path(name)}?done={act.name}&at={looked.done}")
    shown = looked.form
    doing = str(form.get("step", "")) == DO
    if not doing or shown.faults or shown.refusal or shown.meanwhile:
        shown = replace(shown, code=await asked_code(visit, "acts") if shown.effect else None)
        status = CHANGED if doing and shown.meanwhile else UNFIT if shown.faults or shown.refusal else 200
        return case_answer(visit, looked.page, looked.choosing, status=status, form=shown)
    fault = await fault_of_code(visit, "acts", str(form.get("code", "")))
    if fault:
        shown = replace(shown, code=await asked_code(visit, "acts", fault=fault))
        return case_answer(visit, looked.page, looked.choosing, status=UNFIT, form=shown)
    return await _done(visit, sent, looked)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form of an act as it was sent: of which case, what was typed, and the files that were not stored."""

    case: str
    act: CaseAct
    form: FormData
    typed: Typed
    unkept: Sequence[NotKept] = ()


class Looked:
    """A form that was looked at: the page, what may be chosen, the form with its consequence; `done` where it was."""

    def __init__(
        self, page: CasePage, choosing: Choosing, form: ActForm, data: Mapping[str, object], done: int
    ) -> None:
        """Take what was found; `done` is the position of the act's event where it stands already, else 0."""
        self.page, self.choosing, self.form, self.data, self.done = page, choosing, form, data, done


async def _sent(visit: Visit, name: str, act: CaseAct, brought: FilledForm) -> SentForm:
    """Return a form as it was sent, the files that came along stored and named by their digests."""
    sent = SentForm(case=name, act=act, form=brought.fields, typed=typed_in(brought.fields))
    if not brought.files or all(each.kind != "files" for each in act.fields):
        return sent
    await visit.read(_may_act, visit, name)
    digests = await to_thread.run_sync(lambda: [_digest(each) for each in brought.files])
    unkept = await kept_files(visit, brought.files, kept_place(name))
    names = {each.name for each in unkept}
    stored = [sha256 for each, sha256 in zip(brought.files, digests, strict=True) if each.name not in names]
    evidence = list(dict.fromkeys((*sent.typed.get("evidence", ()), *stored)))
    return replace(sent, typed={**sent.typed, "evidence": evidence}, unkept=unkept)


def _digest(file: BroughtFile) -> str:
    found = hashlib.sha256()
    file.content.seek(0)
    while piece := file.content.read(PIECE):
        found.update(piece)
    file.content.seek(0)
    return found.hexdigest()


def _may_act(view: View, visit: Visit, name: str) -> None:
    met = met_case_of(view, visit.visitor, name)
    if not acts_for_employer(view, visit.visitor, met.case):
        raise PageProblem("not-yours")


def _looked(view: View, visit: Visit, sent: SentForm) -> Looked:
    """Return a form of an act as it was filled in, with what it would change on the rows as they are now."""
    name, act, form, typed, unkept = sent.case, sent.act, sent.form, sent.typed, sent.unkept
    met = met_case_of(view, visit.visitor, name)
    if not acts_for_employer(view, visit.visitor, met.case):
        raise PageProblem("not-yours")
    page = case_page(met, visit.words)
    choosing = chosen(met, page)
    told = filled(met.situation, act, typed)
    made = _act(visit, met.case.employee, act, form, told.data)
    done = next((row.position for row in met.told.rows if row.own and row.event.get("id") == act_id(made)), 0)
    seen = number(str(form.get("seen", "")))
    meanwhile = lines_between(met, seen) if seen < newest_act(met.told) else ()
    faults = dict(told.faults)
    if unkept:
        faults["evidence"] = saying("faults.unkept", files=tuple(f"{each.name}: {each.why}" for each in unkept))
    kept = kept_for(met.situation, typed.get("evidence", ()))
    shown = ActForm(act=act.name, typed=typed, faults=faults, meanwhile=meanwhile, kept=kept)
    if done or faults:
        return Looked(page, choosing, shown, told.data, done)
    effect, refusal = _foreseen(view, visit, act, made, told)
    shown = replace(shown, effect=effect, refusal=refusal)
    offer = next((each for each in page.offered if each.act.name == act.name), None)
    if offer is None or offer.not_now is not None:  # the form is gone from the page: why stands above it
        say = SentenceSpeaker(visit.words, visit.now)
        why = say.key("not-now.not-offered") if offer is None else say(offer.not_now)
        shown = replace(shown, act="", effect=None, refusal=shown.refusal or str(why.striptags()))
    return Looked(page, choosing, shown, told.data, 0)


def _foreseen(
    view: View, visit: Visit, act: CaseAct, made: PageAct, told: Filled
) -> tuple[ActConsequences | None, str]:
    """Return what an act would change, or why it would be refused."""
    case = view.state.case(str(told.data["case"]))
    try:
        event = event_of(view.company, made, visit.now).event
    except ActUnfit as unfit:
        return None, page_reasons(unfit.reasons, visit.words)
    if case is None:
        raise PageProblem("not-found")
    decided = foreseen(view, event)
    refusal = decided.decision.refusal
    if refusal is not None:
        return None, page_refusal(refusal, visit.words, visit.now.date(), act.type)
    return consequences(view, case, act, told.data, decided, words=visit.words), ""


async def _done(visit: Visit, sent: SentForm, looked: Looked) -> Response:
    """Tell the act; answer with the page and a note, or with why the rules refused it after all."""
    name, act, form = sent.case, sent.act, sent.form
    made = _act(visit, looked.page.case.employee, act, form, looked.data)
    answered = await told_by(visit, made)
    if answered is not None and answered.outcome == "refused":
        again = await visit.read(_looked, visit, sent)
        shown = again.form
        if not shown.refusal:
            shown = replace(shown, refusal=refused_text(visit, answered, made.type))
        return case_answer(visit, again.page, again.choosing, status=UNFIT, form=shown)
    at = "" if answered is None else f"&at={answered.position}&seen={number(str(form.get('seen', '')))}"
    return see_other(f"{case_path(name)}?done={act.name}{at}")


async def told_by(visit: Visit, act: PageAct) -> Answered | None:
    """Return what became of an act; None where its id stands already, so that it was done before.

    Raises:
        PageProblem: it could not be written down (`busy`).

    """
    try:
        answers = await asyncio.wrap_future(tell_act(visit.company, act, visit.now))
    except Conflicting:
        return None
    except (Overloaded, Unwritten, WrittenElsewhere):
        raise PageProblem("busy") from None
    return answers[0]


def refused_text(visit: Visit, answered: Answered, act: str) -> str:
    """Return in the reader's words why the rules refused an act, from the decision as it was stored."""
    refusal = refusal_from(orjson.loads(answered.decision)["refusal"])
    return page_refusal(refusal, visit.words, visit.now.date(), act)


def typed_in(form: FormData) -> Typed:
    """Return what was typed into the fields of an act."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name not in BESIDE and isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def _act(visit: Visit, employee: str, act: CaseAct, form: FormData, data: Mapping[str, object]) -> PageAct:
    return PageAct(name=str(form.get(ACT, "")), by=visit.visitor, type=act.type, subject=employee, data=data)
