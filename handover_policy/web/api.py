"""application: the HTTP API of a service, as an ASGI application."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from handover_policy.app.serving.demo.folder import DemoFolder
from handover_policy.app.serving.service import Service
from handover_policy.ledger.envelope import Envelope, envelope_in
from handover_policy.web.access import KeyRing, RateLimit
from handover_policy.web.describing.description import get_openapi
from handover_policy.web.doors import Doors
from handover_policy.web.filing.files import get_file_of_archive, post_files
from handover_policy.web.filing.links import get_file_link, get_linked_file
from handover_policy.web.gate import RequestGate
from handover_policy.web.health import get_healthz, get_metrics, get_readyz
from handover_policy.web.metrics import Metrics
from handover_policy.web.pages.routes import PAGES
from handover_policy.web.pages.signing_in.desk import SignInDesk
from handover_policy.web.pages.unknown import reads_pages, unknown_page
from handover_policy.web.problems import ApiProblem, problem_answer
from handover_policy.web.reads.cases import get_case, get_cases, get_gates, get_history, get_tasks
from handover_policy.web.reads.decisions import get_decisions
from handover_policy.web.reads.documents import get_document
from handover_policy.web.reads.proofs import get_checkpoint, get_proof
from handover_policy.web.telling.events import get_event, post_events
from handover_policy.web.telling.inbound import post_inbound

METHOD, MISSING = 405, 404
ROUTES: Sequence[Route] = (
    Route("/v1/events", post_events, methods=["POST"]),
    Route("/v1/events/{receipt}", get_event, methods=["GET"]),
    Route("/v1/decisions", get_decisions, methods=["GET"]),
    Route("/v1/cases", get_cases, methods=["GET"]),
    Route("/v1/cases/{employee}/{number}", get_case, methods=["GET"]),
    Route("/v1/cases/{employee}/{number}/history", get_history, methods=["GET"]),
    Route("/v1/documents/{employee}/{number}/{document}", get_document, methods=["GET"]),
    Route("/v1/tasks", get_tasks, methods=["GET"]),
    Route("/v1/gates", get_gates, methods=["GET"]),
    Route("/v1/inbound/{id}/{secret}", post_inbound, methods=["POST"]),
    Route("/v1/files", post_files, methods=["POST"]),
    Route("/v1/files/{sha256}", get_file_of_archive, methods=["GET"]),
    Route("/v1/files/{sha256}/link", get_file_link, methods=["GET"]),
    Route("/v1/links/{token}", get_linked_file, methods=["GET"]),
    Route("/v1/checkpoint", get_checkpoint, methods=["GET"]),
    Route("/v1/proofs/{position}", get_proof, methods=["GET"]),
    Route("/v1/openapi.json", get_openapi, methods=["GET"]),
    Route("/healthz", get_healthz, methods=["GET"]),
    Route("/readyz", get_readyz, methods=["GET"]),
    Route("/metrics", get_metrics, methods=["GET"]),
)


def application(
    service: Service,
    *,
    envelope: Envelope | None = None,
    limit: RateLimit | None = None,
    demo: DemoFolder | None = None,
) -> Starlette:
    """Return the API of a service; it may be made before the service starts.

    Args:
        service: whose companies are told of events and asked about them.
        envelope: keeps the secrets of keys; by default the one in the service's folder, made where it is missing.
        limit: how often a key may be used.
        demo: the folder of a demo, where it is one.

    Raises:
        OSError: the installation's key cannot be read or made.

    """
    companies = tuple(each.id for each in service.settings.companies)
    own = envelope or envelope_in(service.settings.data)
    ring = KeyRing(service.engine, own, companies, service.now, limit or RateLimit())
    metrics = Metrics(service)
    app = Starlette(routes=[*ROUTES, *PAGES])
    app.state.demo = demo
    app.router.redirect_slashes = False
    app.state.doors = Doors(service, ring)
    app.state.envelope, app.state.metrics = own, metrics
    app.state.sign_in = SignInDesk()
    inside: ASGIApp = ExceptionMiddleware(app.router, handlers={ApiProblem: _problem, HTTPException: _http})
    app.middleware_stack = RequestGate(inside, metrics, {route.endpoint: route.path for route in (*ROUTES, *PAGES)})
    return app


async def _problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiProblem):
        raise error
    return problem_answer(error, request.headers.get("accept-language", ""))


async def _http(request: Request, error: Exception) -> Response:
    """Answer what Starlette refuses by itself: a path or a method that there is none of."""
    headers = error.headers if isinstance(error, HTTPException) else None
    missing = isinstance(error, HTTPException) and error.status_code == MISSING
    if missing and reads_pages(request):
        return await unknown_page(request)
    code = "method" if isinstance(error, HTTPException) and error.status_code == METHOD else "not-found"
    problem = ApiProblem(code, headers=headers or {}, method=request.method)
    return problem_answer(problem, request.headers.get("accept-language", ""))
