# ruff: noqa: INP001, S310 - a file to copy, and its address is that of the service
"""A client of the handover API for Python, on the standard library alone: tell events, follow decisions, ask gates.

>>> client = Handover("http://127.0.0.1:8080", key="hk_….…")            # doctest: +SKIP
>>> client.tell({"specversion": "1.0", "id": "e-1", "source": "hr/core", …})  # doctest: +SKIP
>>> for position, decision in client.decisions(after=0): …                # doctest: +SKIP
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

BATCH = "application/cloudevents-batch+json"
AGAIN = (408, 429, 500, 502, 503, 504)
WAIT = 30


class HandoverProblem(Exception):
    """The service did not answer as asked; `problem` is its problem+json."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        """Take the status and the problem."""
        super().__init__(f"{status}: {problem.get('detail')} {problem.get('errors')}")
        self.status, self.problem = status, problem


class Handover:
    """A company of a handover service, by one of its keys."""

    def __init__(self, url: str, key: str, *, tries: int = 8) -> None:
        """Take the address, the key, and how often a call is made before it fails."""
        self.url, self.key, self.tries = url.rstrip("/"), key, tries

    def tell(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what became of up to 100 events; telling them again changes nothing."""
        body = json.dumps(events, ensure_ascii=False).encode()
        results: list[dict[str, Any]] = self._call("/v1/events", body)["results"]
        return results

    def decisions(self, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield every decision beyond a position, for ever; keep the position of the last one you have dealt with."""
        while True:
            page = self._call(f"/v1/decisions?after={after}&wait={WAIT}")
            for each in page["decisions"]:
                yield each["position"], each["decision"]
            after = page["next"]

    def may(self, control: str, employee: str) -> bool:
        """Return whether what a control holds (severance, access_removal, …) may be done for an employee who leaves."""
        asked = urllib.parse.urlencode({"control": control, "employee": employee})
        return bool(self._call(f"/v1/gates?{asked}")["control"] == "open")

    def _call(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"} | ({"Content-Type": BATCH} if body else {})
        for attempt in range(1, self.tries + 1):
            request = urllib.request.Request(self.url + path, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=WAIT + 10) as answer:
                    told: dict[str, Any] = json.load(answer)
                    return told
            except urllib.error.HTTPError as error:
                problem = _problem_of(error)
                beyond = str(problem.get("type")).endswith(":undecidable")  # no repeat mends that
                if error.code not in AGAIN or beyond or attempt == self.tries:
                    raise HandoverProblem(error.code, problem) from None
                told_wait = error.headers.get("Retry-After", "")
                time.sleep(float(told_wait) if told_wait.isdigit() else min(2.0**attempt / 4, 30))
            except (OSError, http.client.HTTPException, ValueError):  # no answer, or half of one
                if attempt == self.tries:
                    raise
                time.sleep(min(2.0**attempt / 4, 30))
        raise AssertionError


def _problem_of(error: urllib.error.HTTPError) -> dict[str, Any]:
    """Return what an answer tells; something between may have given another one."""
    content = error.read()
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"detail": content[:200].decode(errors="replace")}
