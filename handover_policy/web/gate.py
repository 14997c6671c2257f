"""Gate: what every request passes: a name of its own in answer and log, its path as it came, and no traceback out."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handover_policy.web.metrics import Metrics
from handover_policy.web.paths import as_it_came, shown
from handover_policy.web.problems import CLOSE, ApiProblem, problem_answer

REQUEST_ID = "x-request-id"
NO_GUESSING = "x-content-type-options"
FIT = re.compile(r"[A-Za-z0-9._-]{1,64}")
ID_BYTES = 8
GONE, NO_METHOD = 499, 405
"""What the log says of a client that went before its answer, and the status of a method that there is not."""
OTHER = "other"
LOG = structlog.get_logger("handover.web")


@dataclass(slots=True)
class _Passage:
    """A request on its way."""

    name: str
    status: int = 0
    told: bool = False
    began: float = field(default_factory=time.perf_counter)


class RequestGate:
    """Names each request, tells of it in log and figures, and answers what went wrong inside."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Mapping[object, str]) -> None:
        """Take what is behind the gate, the figures, and the paths of endpoints as the figures name them."""
        self.app, self.metrics, self.routes = app, metrics, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        wanted = headers.get(REQUEST_ID, "")
        passage = _Passage(wanted if FIT.fullmatch(wanted) else new_name())
        inner = as_it_came(scope)
        inner["state"] = {**scope.get("state", {}), "name": passage.name}

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                passage.status = message["status"]
                told = MutableHeaders(scope=message)
                told[REQUEST_ID], told[NO_GUESSING] = passage.name, "nosniff"
            elif not message.get("more_body", False):
                self._tell(inner, passage)  # before the client can know: who asks for figures next finds this one
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=passage.name)
        try:
            await self.app(inner, receive, named)
        except ClientDisconnect:
            passage.status = passage.status or GONE
        except Exception:
            LOG.exception("failed", path=shown(inner["path"]))
            if passage.status:
                raise
            answer = problem_answer(ApiProblem("internal", headers=CLOSE), headers.get("accept-language", ""))
            await answer(inner, receive, named)
        finally:
            self._tell(inner, passage)

    def _tell(self, scope: Scope, passage: _Passage) -> None:
        if passage.told:
            return
        passage.told = True
        seconds = time.perf_counter() - passage.began
        path = self.routes.get(scope.get("endpoint"), OTHER)
        method = OTHER if path == OTHER or passage.status == NO_METHOD else scope["method"]
        self.metrics.requests.labels(path, method, str(passage.status)).inc()
        self.metrics.seconds.labels(path).observe(seconds)
        key = scope["state"].get("key")
        LOG.info(
            "request",
            method=scope["method"],
            path=shown(scope["path"]),
            status=passage.status,
            milliseconds=round(seconds * 1000, 2),
            **({} if key is None else {"key": key.id, "company": key.company}),
        )


def new_name() -> str:
    """Return a name for a request that brought none."""
    return secrets.token_hex(ID_BYTES)
