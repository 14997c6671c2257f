"""PAGES: every page by its path."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from handover_policy.web.pages.cases.acts import post_case_act
from handover_policy.web.pages.cases.documents import get_document_page
from handover_policy.web.pages.cases.package import get_package
from handover_policy.web.pages.cases.page import get_case_page
from handover_policy.web.pages.cases.sheet import get_sheet, post_sheet
from handover_policy.web.pages.deliveries.sink import get_sink, get_sunk
from handover_policy.web.pages.deliveries.troubles import get_troubles, post_decision, post_receiver
from handover_policy.web.pages.enter import get_enter, get_language, post_enter, post_enter_again, post_leave
from handover_policy.web.pages.inbox import get_inbox, get_message
from handover_policy.web.pages.overview.board import get_board, get_trial, post_contacts
from handover_policy.web.pages.overview.handing import post_link, post_refuse
from handover_policy.web.pages.overview.people import get_people, post_people, post_people_table
from handover_policy.web.pages.overview.person import (
    get_person,
    post_absence,
    post_change,
    post_delegate,
    post_departure,
    post_return,
)
from handover_policy.web.pages.overview.resign import get_resign, post_resign, post_stay
from handover_policy.web.pages.overview.table import get_table
from handover_policy.web.pages.overview.unreached import post_told_by_hand
from handover_policy.web.pages.own.agreements import get_agreement_file, get_agreements, post_agreements
from handover_policy.web.pages.own.certificate import (
    get_certificate,
    post_certificate_code,
    post_code_wanted,
    post_link_again,
)
from handover_policy.web.pages.own.handing_out import get_handing_out, post_handing_out
from handover_policy.web.pages.own.me import get_copy, get_me, post_certificate, post_request, post_session
from handover_policy.web.pages.own.policy import get_changes, get_policy, get_printed
from handover_policy.web.pages.own.profile import get_profile, get_template, post_section, post_table, post_upload
from handover_policy.web.pages.own.requests import get_requests, post_answer
from handover_policy.web.pages.proving.checkpoint import get_checkpoint_note, get_checkpoint_stamp
from handover_policy.web.pages.proving.dossier import get_dossier_page
from handover_policy.web.pages.proving.verify import get_verify, post_verify
from handover_policy.web.pages.returning.kept import get_kept, post_forget, post_kept
from handover_policy.web.pages.returning.signed_out import post_again
from handover_policy.web.pages.signing_in.pages import get_back, get_sign_in, get_start
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
    Route("/cases/{employee}/{number}/package", get_package, methods=["GET"]),
    Route("/cases/{employee}/{number}/documents/{document}", get_document_page, methods=["GET"]),
    Route("/cases/{employee}/{number}/dossier.zip", get_dossier_page, methods=["GET"]),
    Route("/enter/{token}", get_enter, methods=["GET"]),
    Route("/enter/{token}", post_enter, methods=["POST"]),
    Route("/sign-in", get_sign_in, methods=["GET"]),
    Route("/sign-in/{number:int}", get_start, methods=["GET"]),
    Route("/sign-in/back", get_back, methods=["GET"]),
    Route("/policy", get_policy, methods=["GET"]),
    Route("/policy/changes", get_changes, methods=["GET"]),
    Route("/policy/handbook", get_printed, methods=["GET"]),
    Route("/agreements", get_agreements, methods=["GET"]),
    Route("/agreements", post_agreements, methods=["POST"]),
    Route("/agreements/{position:int}.pdf", get_agreement_file, methods=["GET"]),
    Route("/profile", get_profile, methods=["GET"]),
    Route("/profile/uploads/{duty}", post_upload, methods=["POST"]),
    Route("/profile/{section}", post_section, methods=["POST"]),
    Route("/profile/{section}/table", post_table, methods=["POST"]),
    Route("/profile/{section}/template.xlsx", get_template, methods=["GET"]),
    Route("/me", get_me, methods=["GET"]),
    Route("/me/copy", get_copy, methods=["GET"]),
    Route("/me/requests", post_request, methods=["POST"]),
    Route("/me/sessions", post_session, methods=["POST"]),
    Route("/me/certificate", post_certificate, methods=["POST"]),
    Route("/requests", get_requests, methods=["GET"]),
    Route("/requests", post_answer, methods=["POST"]),
    Route("/certificate/{token}", get_certificate, methods=["GET"]),
    Route("/certificate/{token}", post_certificate_code, methods=["POST"]),
    Route("/certificate/{token}/code", post_code_wanted, methods=["POST"]),
    Route("/certificate/{token}/again", post_link_again, methods=["POST"]),
    Route("/cases/{employee}/{number}/certificate", get_handing_out, methods=["GET"]),
    Route("/cases/{employee}/{number}/certificate", post_handing_out, methods=["POST"]),
    Route("/enter/{token}/again", post_enter_again, methods=["POST"]),
    Route("/again", post_again, methods=["POST"]),
    Route("/kept", get_kept, methods=["GET"]),
    Route("/kept", post_kept, methods=["POST"]),
    Route("/kept/forget", post_forget, methods=["POST"]),
    Route("/leave", post_leave, methods=["POST"]),
    Route("/language/{language}", get_language, methods=["GET"]),
    Route("/board", get_board, methods=["GET"]),
    Route("/board/cases.csv", get_table, methods=["GET"]),
    Route("/board/trial", get_trial, methods=["GET"]),
    Route("/board/deliveries", get_troubles, methods=["GET"]),
    Route("/board/deliveries", post_decision, methods=["POST"]),
    Route("/board/receivers", post_receiver, methods=["POST"]),
    Route("/board/sink", get_sink, methods=["GET"]),
    Route("/board/sink/{channel}/{file}", get_sunk, methods=["GET"]),
    Route("/board/contacts", post_contacts, methods=["POST"]),
    Route("/board/unreached", post_told_by_hand, methods=["POST"]),
    Route("/people", get_people, methods=["GET"]),
    Route("/people", post_people, methods=["POST"]),
    Route("/people/table", post_people_table, methods=["POST"]),
    Route("/people/{employee}", get_person, methods=["GET"]),
    Route("/people/{employee}/change", post_change, methods=["POST"]),
    Route("/people/{employee}/departure", post_departure, methods=["POST"]),
    Route("/people/{employee}/absence", post_absence, methods=["POST"]),
    Route("/people/{employee}/return", post_return, methods=["POST"]),
    Route("/people/{employee}/delegate", post_delegate, methods=["POST"]),
    Route("/people/{employee}/link", post_link, methods=["POST"]),
    Route("/people/{employee}/link/refuse", post_refuse, methods=["POST"]),
    Route("/resign", get_resign, methods=["GET"]),
    Route("/resign", post_resign, methods=["POST"]),
    Route("/resign/stay", post_stay, methods=["POST"]),
    Route("/verify", get_verify, methods=["GET"]),
    Route("/verify", post_verify, methods=["POST"]),
    Route("/verify/checkpoint.txt", get_checkpoint_note, methods=["GET"]),
    Route("/verify/checkpoint.tsr", get_checkpoint_stamp, methods=["GET"]),
    Route("/static/{name}", get_static, methods=["GET"]),
)
