"""Questions: what a provider is asked within one sign-in, all of it within some seconds; what comes back is read."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from handover_policy.web.pages.signing_in.provider import SignInFailed

if TYPE_CHECKING:  # a service by which nobody signs in starts without it
    import httpx

SECONDS = 10.0
"""For all that one sign-in asks."""
LARGEST = 256 * 1024
SERVER_FAILED, REDIRECTED, FAILED = 500, 300, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A JSON object that came back, and the status with which it came; `place` names who was asked, for the log."""

    status: int
    told: Mapping[str, Any]
    place: str

    def code(self, name: str) -> str:
        """Return a code of the answer as a text: vendors write 0 and "0", and leave out the code of a success."""
        return str(self.told.get(name, 0))

    def inner(self, name: str) -> Mapping[str, Any]:
        """Return an object within the answer; an empty one where there is none."""
        value = self.told.get(name)
        return value if isinstance(value, Mapping) else {}

    def seconds(self, name: str) -> float:
        """Return for how many seconds something counts; none where nothing fit is said."""
        value = self.told.get(name)
        return max(0.0, float(value)) if isinstance(value, int | float) else 0.0

    def text(self, name: str) -> str:
        """Return a text that has to be there, as a header may carry it."""
        value = self.told.get(name)
        if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
            raise SignInFailed(f"{self.place}: no {name}")
        return value


@dataclass(slots=True, kw_only=True)
class Questions:
    """Questions, as long as there is time for them."""

    client: httpx.Client
    until: float

    def get(
        self, address: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask by GET."""
        return self._asked("GET", address, params=params, headers=headers)

    def post(
        self,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        told: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask by POST, with JSON or a form."""
        return self._asked("POST", address, params=params, json=told, data=form)

    def _asked(self, method: str, address: str, **parts: Any) -> Answer:  # noqa: ANN401 - as httpx takes them
        import httpx  # noqa: PLC0415 - see above

        place = place_of(address)
        left = self.until - time.monotonic()
        if left <= 0:
            raise SignInFailed(f"{place}: no time left", "away")
        try:
            with self.client.stream(method, address, timeout=left, **parts) as came:
                body = self._body(came, place)
        except (httpx.HTTPError, httpx.InvalidURL) as error:  # its text may hold the address, and that a secret
            raise SignInFailed(f"{place}: {type(error).__name__}", "away") from None
        return _read(came, body, place)

    def _body(self, came: httpx.Response, place: str) -> bytes:
        body = bytearray()
        for part in came.iter_raw():  # nothing packed was asked for
            body += part
            if len(body) > LARGEST:
                raise SignInFailed(f"{place}: HTTP {came.status_code}, more than {LARGEST} bytes")
            if time.monotonic() > self.until:
                raise SignInFailed(f"{place}: HTTP {came.status_code}, too slow", "away")
        return bytes(body)


@contextmanager
def asking() -> Iterator[Questions]:
    """Give questions that have to be answered within SECONDS; redirects are not followed."""
    import httpx  # noqa: PLC0415 - see above

    with httpx.Client(verify=_trusted(), follow_redirects=False, headers={"accept-encoding": "identity"}) as client:
        yield Questions(client=client, until=time.monotonic() + SECONDS)


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed; to read them takes long."""
    import httpx  # noqa: PLC0415 - see above

    return httpx.create_ssl_context()


def place_of(address: str) -> str:
    """Return an address as the log names it: without what is asked, where secrets stand."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that is none"
    return f"{parts.hostname}{parts.path}"


def _read(came: httpx.Response, body: bytes, place: str) -> Answer:
    what = f"{place}: HTTP {came.status_code}, {len(body)} bytes of {came.headers.get('content-type', 'no type')[:80]}"
    if REDIRECTED <= came.status_code < FAILED:
        raise SignInFailed(f"{what}: redirects are not followed")
    if came.status_code >= SERVER_FAILED:
        raise SignInFailed(what, "away")
    try:
        told = orjson.loads(body)
    except ValueError:
        raise SignInFailed(what) from None
    if not isinstance(told, dict):
        raise SignInFailed(what)
    return Answer(status=came.status_code, told=told, place=place)
