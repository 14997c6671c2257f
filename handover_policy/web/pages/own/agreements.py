"""/agreements: clauses to sign, each onerous one read by itself, and what was signed, with the text as it was."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from handover_policy.app.portal.acting import PageAct
from handover_policy.app.portal.own.agreements import SIGNED, AgreementsPage, agreements_page, signed_files
from handover_policy.app.portal.own.notice import NOTICE, NOTICE_KEY
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.web.pages.answers import PageProblem, as_page, see_other
from handover_policy.web.pages.cases.assured import assured
from handover_policy.web.pages.cases.codes import wants_code
from handover_policy.web.pages.cases.documents import document_answer
from handover_policy.web.pages.opening import note_opened
from handover_policy.web.pages.own.doing import told_act
from handover_policy.web.pages.own.saying import own_page
from handover_policy.web.pages.visit import ACT, Visit, visiting

UNFIT, CHANGED = 422, 409
METHOD = "click"
READ = "read"
PATH = "/agreements"


@as_page
async def get_agreements(request: Request) -> Response:
    """Answer the clauses to sign, and what was signed."""
    visit = await visiting(request)
    return _page(visit, await _shown(visit))


@as_page
async def post_agreements(request: Request) -> Response:
    """Sign the clauses that were shown, as they were shown."""
    visit = await visiting(request)
    form = await visit.form()
    shown = await _shown(visit)
    if not shown.clauses:
        return see_other(f"{PATH}?signed=1")
    read = frozenset(str(each) for each in form.getlist(READ))
    if form.get("sha256") != shown.sha256:
        return _page(visit, shown, status=CHANGED, changed=True)
    missing = [each for each in shown.onerous if each.rule.id not in read]
    if missing:
        return _page(visit, shown, status=UNFIT, read=read, tried=True)
    if shown.notice is not None and form.get("notice") != shown.notice.version:
        return _page(visit, shown, status=CHANGED, read=read, unseen=True)
    refusal = await told_act(visit, _act(visit, form, shown))
    if refusal:
        return _page(visit, shown, status=UNFIT, read=read, refusal=refusal)
    if shown.notice is not None:
        await note_opened(visit, visit.visitor.id, NOTICE)
    return see_other(f"{PATH}?signed=1")


@as_page
async def get_agreement_file(request: Request) -> Response:
    """Answer the signed PDF of what the visitor signed."""
    visit = await visiting(request)
    position, archive = int(request.path_params["position"]), visit.doors.service.archive
    row = (await visit.read(lambda view: signed_files(view.connection, view.company.id, visit.visitor.id))).get(
        position
    )
    if row is None:
        raise PageProblem("not-found")

    def content() -> bytes:
        with archive.read(visit.company.id, row["sha256"]) as opened:
            return opened.read()

    try:
        return document_answer(await to_thread.run_sync(content), visit.visitor.id, f"agreement-{position}", "pdf")
    except (BlobMissing, BlobBroken):
        raise PageProblem("unfit", what=visit.words.say("signing.gone")) from None


async def _shown(visit: Visit) -> AgreementsPage:
    shown = await visit.read(agreements_page, visit.visitor, visit.words.language)
    if shown is None or visit.visitor.private:
        raise PageProblem("not-yours")
    return shown


def _consent(visit: Visit, shown: AgreementsPage) -> Sequence[str]:
    """Return the sentences beside the button: which version is signed, and what was ticked."""
    words, manifest = visit.words, shown.policy.manifest
    what = words.say("pages_rest.agreements.what", version=manifest.version, since=manifest.effective_from)
    check = words.say("pages_rest.agreements.check")
    return (what, *(check for _ in shown.onerous), words.say("pages_rest.agreements.sign"))


def _act(visit: Visit, form: FormData, shown: AgreementsPage) -> PageAct:
    noticed = {} if shown.notice is None else {NOTICE_KEY: shown.notice.version}
    return PageAct(
        name=str(form.get(ACT, "")),
        by=visit.visitor,
        type=SIGNED,
        subject=visit.visitor.id,
        data={
            "clauses": [each.rule.id for each in shown.clauses],
            "policy_version": shown.policy.manifest.version,
            "sha256": shown.sha256,
            "method": METHOD,
        },
        beside={**assured(visit, _consent(visit, shown), code=wants_code(visit, "acts")), **noticed},
    )


def _page(
    visit: Visit,
    shown: AgreementsPage,
    *,
    status: int = 200,
    read: Collection[str] = (),
    tried: bool = False,
    changed: bool = False,
    unseen: bool = False,
    refusal: str = "",
) -> Response:
    done = visit.request.query_params.get("signed") == "1" and not shown.clauses
    return own_page(
        visit,
        "agreements.html",
        status=status,
        shown=shown,
        read=read,
        tried=tried,
        changed=changed,
        unseen=unseen,
        refusal=refusal,
        done=done,
        here="agreements",
    )
