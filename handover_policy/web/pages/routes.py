"""PAGES: every page by its path."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from handover_policy.web.pages.cases.acts import post_case_act
from handover_policy.web.pages.cases.documents import get_document_page
from handover_policy.web.pages.cases.page import get_case_page
from handover_policy.web.pages.cases.sheet import get_sheet, post_sheet
from handover_policy.web.pages.enter import get_enter, get_language, post_enter, post_leave
from handover_policy.web.pages.inbox import get_inbox, get_message
from handover_policy.web.pages.static_files import get_static

PAGES: Sequence[Route] = (
    Route("/", get_inbox, methods=["GET"]),
    Route("/messages/{key}", get_message, methods=["GET"]),
    Route("/cases/{employee}/{number}", get_case_page, methods=["GET"]),
    Route("/cases/{employee}/{number}/acts", post_case_act, methods=["POST"]),
    Route("/cases/{employee}/{number}/sheet", get_sheet, methods=["GET"]),
    Route("/cases/{employee}/{number}/sheet", post_sheet, methods=["POST"]),
    Route("/cases/{employee}/{number}/documents/{document}", get_document_page, methods=["GET"]),
    Route("/enter/{token}", get_enter, methods=["GET"]),
    Route("/enter/{token}", post_enter, methods=["POST"]),
    Route("/leave", post_leave, methods=["POST"]),
    Route("/language/{language}", get_language, methods=["GET"]),
    Route("/static/{name}", get_static, methods=["GET"]),
)
