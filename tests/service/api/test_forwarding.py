"""Requests handed on to the process that writes for a company: as they came, and the answers back."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handover_policy.web.problems import ApiProblem, problem_answer
from handover_policy.web.telling.forwarding import MARK, forwarded
from tests.service.api.serving import STRUCTURED, Served, bearer, hired


@contextmanager
def beside(address: str | None) -> Iterator[httpx.Client]:
    """Give a client of a server that hands everything on to an address."""
    limiter: list[CapacityLimiter] = []

    async def hand_on(request: Request) -> Response:
        limiter.append(CapacityLimiter(2))
        try:
            return await forwarded(request, await request.body(), address, limiter[-1])
        except ApiProblem as problem:
            return problem_answer(problem)

    app = Starlette(routes=[Route("/v1/events", hand_on, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    host, port = server.servers[0].sockets[0].getsockname()
    with httpx.Client(base_url=f"http://{host}:{port}", timeout=20) as client:
        yield client
    server.should_exit = True
    thread.join()


def test_what_is_handed_on_is_answered_as_if_it_had_been_told_there(served: Served) -> None:
    headers = {**bearer(served.key), "content-type": STRUCTURED, "prefer": "return=minimal"}
    with beside(served.server.address) as client:
        told = client.post("/v1/events", json=hired("E1"), headers=headers)
        again = served.post(hired("E1"), prefer="return=minimal")
        assert told.json()["results"] == [{**again.json()["results"][0], "replayed": False}]
        assert told.headers["preference-applied"] == "return=minimal"
        unknown = client.post("/v1/events", json=hired("E1"), headers={"content-type": STRUCTURED})
        assert (unknown.status_code, "www-authenticate" in unknown.headers) == (401, True)
        other = client.post("/v1/events?company=other", json=hired("E1"), headers=headers)
        assert other.status_code == 404
        binary = {f"ce-{name}": value for name, value in hired("E2").items() if name != "data"}
        kind = {**bearer(served.key), "content-type": "application/json"}
        assert client.post("/v1/events", json=hired("E2")["data"], headers={**binary, **kind}).status_code == 200


def test_what_was_handed_on_once_is_handed_on_no_further(served: Served) -> None:
    with beside(served.server.address) as client:
        headers = {**bearer(served.key), "content-type": STRUCTURED, MARK: "1"}
        assert client.post("/v1/events", json=hired("E1"), headers=headers).status_code == 503


def test_a_process_that_is_not_there_is_told(served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    headers = {**bearer(served.key), "content-type": STRUCTURED}
    for address in (None, f"http://127.0.0.1:{port}", "nowhere"):
        with beside(address) as client:
            answer = client.post("/v1/events", json=hired("E1"), headers=headers)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
