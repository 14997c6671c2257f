"""What the service logs: a line of JSON a request, under the name that the answer told."""

import json
import logging
import re
from io import StringIO

import structlog

from handover_policy.web.api import ROUTES
from handover_policy.web.log import log_lines
from handover_policy.web.pages.routes import PAGES
from handover_policy.web.paths import shown
from tests.service.api.serving import Served, hired


def test_a_request_is_a_line_with_its_name_and_its_key_and_nothing_of_what_was_told(served: Served) -> None:
    kept = StringIO()
    log_lines(kept)
    try:
        answer = served.post(hired("E1"), x_request_id="mine-1")
        served.client.get("/v1/nothing")
    finally:
        structlog.reset_defaults()
    first, second = (json.loads(line) for line in kept.getvalue().splitlines())
    assert answer.headers["x-request-id"] == "mine-1"
    assert (first["request"], first["method"], first["path"], first["status"]) == ("mine-1", "POST", "/v1/events", 200)
    assert (first["key"], first["company"], first["level"]) == (served.key.partition(".")[0], "acme", "info")
    assert (second["status"], "key" in second) == (404, False)
    assert served.key not in kept.getvalue()
    assert "张三" not in kept.getvalue()


def test_what_libraries_tell_is_a_line_like_all_others() -> None:
    kept = StringIO()
    log_lines(kept)
    try:
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    finally:
        structlog.reset_defaults()
    [line] = [json.loads(each) for each in kept.getvalue().splitlines()]
    assert (line["event"], line["said"], line["level"]) == ("library", "Invalid HTTP request received.", "warning")


def test_what_lets_somebody_in_is_in_no_line_of_the_log() -> None:
    paths = {each.path for each in (*ROUTES, *PAGES)}
    secret = {each for each in paths if "{token}" in each or "{secret}" in each}
    assert len(secret) >= 5
    assert [each for each in secret if "lets-in" in shown(re.sub(r"\{(token|secret)\}", "lets-in", each))] == []
