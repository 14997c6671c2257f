"""Events as an HTTP request tells them: structured, binary or in a batch (CloudEvents HTTP binding 1.0.2)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import orjson

from handover_policy.decide.intake.envelope import JSON_TYPE
from handover_policy.model.decision import Reason
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.web.problems import ApiProblem, Flaw

STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
ANY_STRUCTURED = "application/cloudevents"
PREFIX = "ce-"
MARK = f"{PREFIX}specversion"
MOST_EVENTS = 100
BLANK = " \t\r\n"
BLANKS = re.compile(f"[{BLANK}]*")
UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
NEVER_HEADERS = frozenset({"data", "data_base64", "datacontenttype"})
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")
BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
PRINTABLE = re.compile(r"[ -~]*")
_PLACES = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=len)
"""Finds where a JSON value ends; what it says is read strictly afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTexts:
    """The events of a request, each as its JSON text; `batch` tells whether they came as an array."""

    texts: tuple[str, ...]
    batch: bool = False

    def pointer(self, place: int) -> str:
        """Return the JSON pointer of an event within the request."""
        return f"/{place}" if self.batch else ""


def told_binary(headers: Mapping[str, str]) -> bool:
    """Return whether a request tells its event in headers."""
    return MARK in headers and not _media(headers)[0].startswith(ANY_STRUCTURED)


def event_texts(headers: Mapping[str, str], pairs: Iterable[tuple[bytes, bytes]], body: bytes) -> EventTexts:
    """Return the events of a request.

    Args:
        headers: of the request, by name.
        pairs: all headers, names in small letters.
        body: the whole of it.

    Raises:
        ApiProblem: it tells no events (400), is written in another form (415), or tells too many (413).

    """
    media, charset = _media(headers)
    if headers.get("content-encoding", "identity") != "identity":
        raise ApiProblem("media-type", Flaw(key="encoding", params={"told": headers["content-encoding"][:100]}))
    if media in {STRUCTURED, BATCH}:
        if charset not in UTF8:
            raise ApiProblem("media-type", Flaw(key="charset", params={"told": charset[:100]}))
        text = _text(body)
        return EventTexts(texts=_parts(text), batch=True) if media == BATCH else EventTexts(texts=(text,))
    if told_binary(headers):
        return EventTexts(texts=(_of_headers(pairs, media, charset, body),))
    if JSON_TYPE.fullmatch(media) and not media.startswith(ANY_STRUCTURED):
        raise ApiProblem("unreadable", Flaw(key="no-cloudevent"))
    raise ApiProblem("media-type", Flaw(key="media", params={"told": media[:100] or "—"}))


def _media(headers: Mapping[str, str]) -> tuple[str, str]:
    """Return the media type of a request, and the charset of its text."""
    media, _, rest = headers.get("content-type", "").partition(";")
    charset = "utf-8"
    for part in rest.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media.strip().lower(), charset


def _text(body: bytes) -> str:
    try:
        return body.decode().lstrip("\ufeff").strip(BLANK)
    except UnicodeDecodeError:
        raise ApiProblem("unreadable", Flaw(reason=Reason("not-utf8"))) from None


def _parts(text: str) -> tuple[str, ...]:
    """Return the text of each member of a JSON array."""
    if not text.startswith("["):
        raise ApiProblem("unreadable", Flaw(key="no-array"))
    found: list[str] = []
    place = _past_blanks(text, 1)
    while text[place : place + 1] != "]" or found:
        end = _end_of_value(text, place)
        found.append(text[place:end])
        if len(found) > MOST_EVENTS:
            raise ApiProblem("too-large", Flaw(key="events", params={"most": MOST_EVENTS}))
        place = _past_blanks(text, end)
        mark = text[place : place + 1]
        if mark == "]":
            break
        if mark != ",":
            raise _broken(place)
        place = _past_blanks(text, place + 1)
    if _past_blanks(text, place + 1) != len(text):
        raise _broken(place + 1)
    return tuple(found)


def _end_of_value(text: str, place: int) -> int:
    try:
        return _PLACES.raw_decode(text, place)[1]
    except RecursionError:
        raise ApiProblem("unreadable", Flaw(reason=Reason("too-deep"))) from None
    except json.JSONDecodeError as error:
        raise _broken(error.pos) from None


def _broken(place: int) -> ApiProblem:
    return ApiProblem("unreadable", Flaw(reason=Reason("not-json", params={"column": place + 1})))


def _past_blanks(text: str, place: int) -> int:
    found = BLANKS.match(text, place)
    return place if found is None else found.end()


def _of_headers(pairs: Iterable[tuple[bytes, bytes]], media: str, charset: str, body: bytes) -> str:
    """Return the structured form of an event whose attributes stand in headers."""
    attributes: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name = raw_name.decode("latin-1").lower()
        if not name.startswith(PREFIX):
            continue
        attribute = name.removeprefix(PREFIX)
        if attribute in attributes or attribute in NEVER_HEADERS:
            key = "header-twice" if attribute in attributes else "header-never"
            raise ApiProblem("unreadable", Flaw(pointer=f"/{attribute}", key=key, params={"header": name[:100]}))
        attributes[attribute] = _header_value(name, raw_value.decode("latin-1"))
    if media:
        attributes["datacontenttype"] = media
    envelope = orjson.dumps(attributes).decode()
    content = _content(attributes.get("type", ""), media, charset, body)
    return envelope if content is None else f"{envelope[:-1]},{content}}}"


def _content(kind: str, media: str, charset: str, body: bytes) -> str | None:
    """Return the member for the data of an event, None where it has none."""
    if not body:
        return None
    if not media or JSON_TYPE.fullmatch(media):
        if charset not in UTF8:
            raise ApiProblem("media-type", Flaw(key="charset", params={"told": charset[:100]}))
        text = _text(body)
        if _end_of_value(text, 0) != len(text):
            raise _broken(_end_of_value(text, 0))
        return f'"data":{text}'
    if kind in EVENT_TYPES:
        raise ApiProblem("media-type", Flaw(pointer="/datacontenttype", key="data-media", params={"told": media[:100]}))
    return _any_content(body, charset)


def _any_content(body: bytes, charset: str) -> str:
    """Return the member for data of a type that nobody knows: a text, or bytes."""
    if charset in UTF8:
        with suppress(UnicodeDecodeError):
            return f'"data":{orjson.dumps(body.decode()).decode()}'
    return f'"data_base64":"{base64.b64encode(body).decode()}"'


def _header_value(name: str, written: str) -> str:
    """Return what a header says: quotes taken away, then percent-encoding (HTTP binding, section 3.1.3.2)."""
    quoted = QUOTED.fullmatch(written)
    text = ESCAPED.sub(r"\1", quoted[1]) if quoted else written
    if PRINTABLE.fullmatch(text) and not BAD_PERCENT.search(text):
        with suppress(UnicodeDecodeError):
            return unquote_to_bytes(text).decode()
    shown = {"header": name[:100]}
    fault = Flaw(pointer=f"/{name.removeprefix(PREFIX)[:100]}", key="header-value", params=shown)
    raise ApiProblem("unreadable", fault)
