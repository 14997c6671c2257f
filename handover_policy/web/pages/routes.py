"""PAGES: every page by its path."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from handover_policy.web.pages.enter import get_enter, get_language, post_enter, post_leave
from handover_policy.web.pages.inbox import get_inbox, get_message
from handover_policy.web.pages.own.agreements import get_agreements, post_agreements
from handover_policy.web.pages.own.policy import get_changes, get_policy, get_printed
from handover_policy.web.pages.own.profile import get_profile, get_template, post_section, post_table, post_upload
from handover_policy.web.pages.static_files import get_static

PAGES: Sequence[Route] = (
    Route("/", get_inbox, methods=["GET"]),
    Route("/messages/{key}", get_message, methods=["GET"]),
    Route("/enter/{token}", get_enter, methods=["GET"]),
    Route("/enter/{token}", post_enter, methods=["POST"]),
    Route("/leave", post_leave, methods=["POST"]),
    Route("/language/{language}", get_language, methods=["GET"]),
    Route("/policy", get_policy, methods=["GET"]),
    Route("/policy/changes", get_changes, methods=["GET"]),
    Route("/policy/handbook", get_printed, methods=["GET"]),
    Route("/agreements", get_agreements, methods=["GET"]),
    Route("/agreements", post_agreements, methods=["POST"]),
    Route("/profile", get_profile, methods=["GET"]),
    Route("/profile/uploads/{duty}", post_upload, methods=["POST"]),
    Route("/profile/{section}", post_section, methods=["POST"]),
    Route("/profile/{section}/table", post_table, methods=["POST"]),
    Route("/profile/{section}/template.xlsx", get_template, methods=["GET"]),
    Route("/static/{name}", get_static, methods=["GET"]),
)
