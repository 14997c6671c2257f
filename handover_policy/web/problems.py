"""ApiProblem: why a request is not answered as asked, as problem+json (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import orjson
from starlette.responses import Response

from handover_policy.decide.wording import reason_sentence
from handover_policy.model.decision import Reason
from handover_policy.texts.texts import FIRST, SECOND, Texts, texts
from handover_policy.web.answers import PRIVATE

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:handover-policy:problem:"
RETRY_AFTER = "retry-after"
CLOSE: Mapping[str, str] = MappingProxyType({"connection": "close"})
NOTHING: Mapping[str, object] = MappingProxyType({})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
STATUS: Mapping[str, int] = MappingProxyType(
    {
        "unreadable": 400,
        "parameter": 400,
        "no-http": 400,
        "unauthorized": 401,
        "forbidden": 403,
        "not-found": 404,
        "no-case": 404,
        "no-document": 404,
        "no-checkpoint": 404,
        "no-proof": 404,
        "method": 405,
        "slow": 408,
        "conflict": 409,
        "too-large": 413,
        "media-type": 415,
        "unfit": 422,
        "unfit-file": 422,
        "too-many": 429,
        "internal": 500,
        "undecidable": 500,
        "unprintable": 501,
        "busy": 503,
        "unwritten": 503,
        "elsewhere": 503,
        "clock-ahead": 503,
    }
)
"""Every problem of the API, and the status it comes with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing wrong with a request.

    Args:
        pointer: a JSON pointer (RFC 6901) into the events told, in their JSON form; of a parameter its name after `?`.
        reason: why an event is none, where that is it.
        key: of the sentence in the area `api`, where there is no reason.
        params: what fills the sentence.

    """

    pointer: str = ""
    reason: Reason | None = None
    key: str = ""
    params: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    def sentence(self, words: Texts) -> str:
        """Return what is wrong, in a language."""
        if self.reason is not None:
            return reason_sentence(replace(self.reason, at=None), words)
        return words.say(f"api.faults.{self.key}", **self.params)


class ApiProblem(Exception):
    """A request is not answered as asked; `code` names why, `errors` tell each thing that is wrong."""

    def __init__(self, code: str, *errors: Flaw, headers: Mapping[str, str] = NO_HEADERS, **params: object) -> None:
        """Take a code of STATUS, what is wrong, headers of the answer, and what fills the sentence."""
        super().__init__(code)
        self.code, self.errors, self.headers, self.params = code, errors, headers, params

    @property
    def status(self) -> int:
        """The status of the answer."""
        return STATUS[self.code]


def busy(code: str, seconds: int, **params: object) -> ApiProblem:
    """Return the problem of who has to ask again in some seconds."""
    return ApiProblem(code, headers={RETRY_AFTER: str(seconds)}, seconds=seconds, **params)


def parameter(name: str, key: str, **params: object) -> ApiProblem:
    """Return the problem of a parameter that cannot be what it is."""
    return ApiProblem("parameter", Flaw(pointer=f"?{name}", key=key, params={"name": name, **params}))


def problem_answer(problem: ApiProblem, accepted: str = "") -> Response:
    """Return the answer that tells a problem; `accepted` is the header Accept-Language."""
    words = texts(language_of(accepted))
    content = {
        "type": TYPE + problem.code,
        "title": words.say(f"api.titles.{problem.code}"),
        "status": problem.status,
        "detail": words.say(f"api.details.{problem.code}", **problem.params),
        "errors": errors_told(problem.errors, words),
    }
    headers = {"content-language": words.language, **PRIVATE, **problem.headers}
    return Response(orjson.dumps(content), problem.status, headers, MEDIA_TYPE)


def errors_told(errors: Iterable[Flaw], words: Texts) -> list[dict[str, str]]:
    """Return what is wrong as the answer writes it."""
    return [{"pointer": each.pointer, "detail": each.sentence(words)} for each in errors]


def language_of(accepted: str) -> str:
    """Return the language of an answer: Chinese for who asks for it first, else English."""
    first = accepted.partition(",")[0].partition(";")[0].strip().lower()
    return FIRST if first == FIRST or first.startswith(f"{FIRST}-") else SECOND
