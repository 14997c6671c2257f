"""with_code: an act of any page goes on with a one-time code, where the settings want one for every act."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile

from handover_policy.app.asking.view import View
from handover_policy.app.portal.acting import SOURCE, PageAct, act_id
from handover_policy.decide.state.seen_events import event_key
from handover_policy.ledger.reading.told import taken_otherwise
from handover_policy.web.pages.answers import AskedBack
from handover_policy.web.pages.cases.codes import asked_code, fault_of_code, wants_code
from handover_policy.web.pages.cases.speaking import SentenceSpeaker
from handover_policy.web.pages.visit import Visit

CODE = "code"
UNFIT = 422


async def with_code(visit: Visit, form: FormData, act: PageAct, *, files_kept: bool = False) -> None:
    """Let an act pass whose form brings the code that is asked for; the same click twice needs none a second time.

    A form that brings files passes without one where they are not kept yet (`files_kept`): a page could not hold them.

    Raises:
        AskedBack: with the page that asks for the code, and holds everything that was filled in.

    """
    told = form.multi_items()
    files = any(isinstance(each, UploadFile) and each.filename for _, each in told)
    if (files and not files_kept) or not wants_code(visit, "acts") or await visit.read(_stands, act):
        return
    fault = await fault_of_code(visit, "acts", str(form.get(CODE, "")))
    if not fault:
        return
    code = await asked_code(visit, "acts", fault=fault if CODE in form else "")
    kept = [(name, value) for name, value in told if isinstance(value, str) and name != CODE]
    say = SentenceSpeaker(visit.words, visit.now)
    raise AskedBack(visit.page("code.html", status=UNFIT, kept=kept, code=code, say=say, here=""))


def _stands(view: View, act: PageAct) -> bool:
    """Return whether an act was done by the same click before."""
    key = event_key(SOURCE, act_id(act))
    return bool(taken_otherwise(view.connection, view.company.id, {key: b""}))
