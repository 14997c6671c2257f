"""PAGES: every page by its path."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from handover_policy.web.pages.enter import get_enter, get_language, post_enter, post_enter_again, post_leave
from handover_policy.web.pages.inbox import get_inbox, get_message
from handover_policy.web.pages.overview.board import get_board, get_trial, post_contacts
from handover_policy.web.pages.overview.handing import post_link, post_refuse
from handover_policy.web.pages.overview.people import get_people, post_people, post_table
from handover_policy.web.pages.overview.person import get_person, post_change, post_delegate, post_departure
from handover_policy.web.pages.overview.resign import get_resign, post_resign, post_stay
from handover_policy.web.pages.static_files import get_static

PAGES: Sequence[Route] = (
    Route("/", get_inbox, methods=["GET"]),
    Route("/messages/{key}", get_message, methods=["GET"]),
    Route("/enter/{token}", get_enter, methods=["GET"]),
    Route("/enter/{token}", post_enter, methods=["POST"]),
    Route("/enter/{token}/again", post_enter_again, methods=["POST"]),
    Route("/leave", post_leave, methods=["POST"]),
    Route("/language/{language}", get_language, methods=["GET"]),
    Route("/board", get_board, methods=["GET"]),
    Route("/board/trial", get_trial, methods=["GET"]),
    Route("/board/contacts", post_contacts, methods=["POST"]),
    Route("/people", get_people, methods=["GET"]),
    Route("/people", post_people, methods=["POST"]),
    Route("/people/table", post_table, methods=["POST"]),
    Route("/people/{employee}", get_person, methods=["GET"]),
    Route("/people/{employee}/change", post_change, methods=["POST"]),
    Route("/people/{employee}/departure", post_departure, methods=["POST"]),
    Route("/people/{employee}/delegate", post_delegate, methods=["POST"]),
    Route("/people/{employee}/link", post_link, methods=["POST"]),
    Route("/people/{employee}/link/refuse", post_refuse, methods=["POST"]),
    Route("/resign", get_resign, methods=["GET"]),
    Route("/resign", post_resign, methods=["POST"]),
    Route("/resign/stay", post_stay, methods=["POST"]),
    Route("/static/{name}", get_static, methods=["GET"]),
)
