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
from handover_policy.web.pages.sign_in import get_back, get_sign_in, get_start
from handover_policy.web.pages.static_files import get_static
from handover_policy.web.pages.tasks.files import get_file
from handover_policy.web.pages.tasks.page import get_task, get_whole_id, post_task

PAGES: Sequence[Route] = (
    Route("/", get_inbox, methods=["GET"]),
    Route("/messages/{key}", get_message, methods=["GET"]),
    Route("/tasks/{whole}", get_whole_id, methods=["GET"]),
    Route("/tasks/{employee}/{number}/{rest}", get_task, methods=["GET"]),
    Route("/tasks/{employee}/{number}/{rest}", post_task, methods=["POST"]),
    Route("/files/{sha256}", get_file, methods=["GET"]),
    Route("/cases/{employee}/{number}", get_case_page, methods=["GET"]),
    Route("/cases/{employee}/{number}/acts", post_case_act, methods=["POST"]),
    Route("/cases/{employee}/{number}/sheet", get_sheet, methods=["GET"]),
    Route("/cases/{employee}/{number}/sheet", post_sheet, methods=["POST"]),
    Route("/cases/{employee}/{number}/documents/{document}", get_document_page, methods=["GET"]),
    Route("/enter/{token}", get_enter, methods=["GET"]),
    Route("/enter/{token}", post_enter, methods=["POST"]),
    Route("/sign-in", get_sign_in, methods=["GET"]),
    Route("/sign-in/{number:int}", get_start, methods=["GET"]),
    Route("/sign-in/back", get_back, methods=["GET"]),
    Route("/leave", post_leave, methods=["POST"]),
    Route("/language/{language}", get_language, methods=["GET"]),
    Route("/static/{name}", get_static, methods=["GET"]),
)
