"""DingtalkTodo: one todo for each task and person, closed when the task is done."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from handover_policy.delivery.addressing import one_person
from handover_policy.delivery.dingtalk.app import NEWER, OLDER, DingtalkApp, DingtalkAppSettings, other_host
from handover_policy.delivery.dingtalk.codes import DINGTALK_TODO, TASK_EXISTS
from handover_policy.delivery.dingtalk.reading import told_code, told_reason
from handover_policy.delivery.given import taken
from handover_policy.delivery.reading import object_under
from handover_policy.delivery.wire import ANSWER_SECONDS, WireAnswer
from handover_policy.delivery.wording.fitting import cut_to_units
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Failed,
    Limit,
    Parcel,
    SentParcel,
    Tokens,
    Unknown,
    WorkItem,
)

MOST_SUBJECT = 1024
MOST_REMEMBERED = 20_000
PRIORITY = 20
"""As DingTalk counts: 10 low, 20 usual, 30 urgent, 40 very urgent."""
OK = 200
NO_TODO = re.compile(r"task[ .]?not ?exist", re.IGNORECASE)
"""How DingTalk's todos say that there is no such one; any other 404 is a wrong path, or somebody else's."""
NOBODY = frozenset({"33012", "60121"})
"""Codes by which DingTalk says that it does not know a person, or any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkTodoSettings:
    """The app, the two hosts, and the userid of whoever all todos come from; each person themselves where none is."""

    app_key: str
    app_secret: str = field(repr=False)
    corp_id: str | None = None
    creator: str | None = None
    base_url: str = NEWER
    oapi_url: str | None = None
    seconds: float = ANSWER_SECONDS


SETTINGS = DingtalkTodoSettings


def make(values: Mapping[str, Any], tokens: Tokens) -> DingtalkTodo:
    """Return the channel of these settings."""
    return DingtalkTodo(taken(DingtalkTodoSettings, values), tokens)


class DingtalkTodo:
    """The todos of an app. People are known to it by another id, which is looked up once."""

    kind = "dingtalk_todo"
    address_kind: AddressKind = "dingtalk"
    tells_repeats = True
    limits: Sequence[Limit] = ()

    def __init__(self, settings: DingtalkTodoSettings, tokens: Tokens) -> None:
        """Take the settings, and where tokens are kept."""
        app = DingtalkAppSettings(
            app_key=settings.app_key,
            app_secret=settings.app_secret,
            corp_id=settings.corp_id,
            older=other_host(settings.base_url, NEWER, settings.oapi_url, OLDER),
            newer=settings.base_url,
            seconds=settings.seconds,
        )
        self._creator = settings.creator
        self._app = DingtalkApp(app, DINGTALK_TODO, tokens)
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()

    def send(self, parcel: Parcel, now: datetime) -> Answer:  # noqa: ARG002 - as every channel
        """Make the todo of a task, bring it up to date, or close it where the task is done."""
        person = one_person(parcel)
        if isinstance(person, Failed):
            return person
        item = parcel.item
        if item is None:
            return Failed(code="item-missing", reason="", lasting=True)
        if parcel.link is None and not item.done:
            return Failed(code="link-missing", reason="", lasting=True)
        for left in item.before:
            closed = self._closed(item, left)
            if not isinstance(closed, Accepted):
                return closed
        if item.done:
            return self._closed(item, person)
        executor = self._union_id(person)
        owner = self._union_id(self._creator) if self._creator else executor
        if isinstance(executor, Failed):
            return executor
        if isinstance(owner, Failed):
            return owner
        return self._make(owner, executor, source_id(item.source, person), item, str(parcel.link))

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - as every channel
        """Return nothing: a todo that was made is there."""
        return Asked()

    def close(self) -> None:
        """Close its connections."""
        self._app.close()

    def _closed(self, item: WorkItem, person: str) -> Answer:
        """Close what somebody has of an item; whoever is not there any more has nothing."""
        owner = self._union_id(self._creator or person)
        if isinstance(owner, Failed):
            gone = self._creator is None and owner.code in NOBODY
            return Accepted(provider_id=None) if gone else owner
        return self._close(owner, source_id(item.source, person))

    def _make(self, owner: str, executor: str, source: str, item: WorkItem, link: str) -> Answer:
        told: dict[str, Any] = {
            "sourceId": source,
            **_says(item),
            "creatorId": owner,
            "executorIds": [executor],
            "detailUrl": {"appUrl": link, "pcUrl": link},
            "isOnlyShowExecutor": True,
            "priority": PRIORITY,
            "notifyConfigs": {"dingNotify": "1"},
        }
        answered = self._app.request("POST", _tasks(owner), told, {"operatorId": owner})
        if not isinstance(answered, WireAnswer):
            return answered
        made = _made(answered)
        if made is not None:
            return Accepted(provider_id=made)
        return self._renew(owner, source, item) if _exists(answered) else self._app.refusal(answered, self._app.newer)

    def _renew(self, owner: str, source: str, item: WorkItem) -> Answer:
        """Let a todo that is there say what the item says; one that was ticked off is open again."""
        answered = self._find(owner, source)
        if not isinstance(answered, WireAnswer):
            return answered
        made, there = _made(answered), answered.json() or {}
        if made is None:
            return self._app.refusal(answered, self._app.newer)
        wanted = {**_says(item), "done": False}
        told = {name: value for name, value in wanted.items() if there.get(name) != value}
        return self._change(owner, made, told) if told else Accepted(provider_id=made)

    def _find(self, owner: str, source: str) -> WireAnswer | Failed | Unknown:
        return self._app.request("GET", f"{_tasks(owner)}/sources/{source}", None, {})

    def _change(self, owner: str, made: str, told: Mapping[str, Any]) -> Answer:
        path = f"{_tasks(owner)}/{quote(made, safe='')}"
        answered = self._app.request("PUT", path, told, {"operatorId": owner})
        if not isinstance(answered, WireAnswer):
            return answered
        if answered.status == OK and (answered.json() or {}).get("result") is True:
            return Accepted(provider_id=made)
        return self._app.refusal(answered, self._app.newer)

    def _close(self, owner: str, source: str) -> Answer:
        answered = self._find(owner, source)
        if not isinstance(answered, WireAnswer):
            return answered
        made = _made(answered)
        if _is_gone(answered):
            return Accepted(provider_id=None)  # there is nothing to close
        if made is None:
            return self._app.refusal(answered, self._app.newer)
        return self._change(owner, made, {"done": True})

    def _union_id(self, person: str) -> str | Failed:
        with self._lock:
            if person in self._known:
                return self._known[person]
        answered = self._app.post("/topapi/v2/user/get", {"userid": person})
        found: object = None
        if isinstance(answered, WireAnswer):
            found = object_under(answered, "result").get("unionid") if told_code(answered) == "0" else None
            answered = self._app.refusal(answered, self._app.older) if found is None else answered
        if not isinstance(found, str):
            return _asked_in_vain(answered)
        with self._lock:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[person] = found
        return found


def source_id(source: str, person: str) -> str:
    """Return what names a todo for ever: a task that goes on to somebody else is a todo of theirs, too."""
    return hashlib.sha256(f"{person}\n{source}".encode()).hexdigest()[:32]


def _says(item: WorkItem) -> dict[str, Any]:
    """Return what a todo says: its title, cut where it is long, and its day."""
    told: dict[str, Any] = {"subject": cut_to_units(item.title, MOST_SUBJECT)}
    return told if item.due is None else told | {"dueTime": int(item.due.timestamp() * 1000)}


def _tasks(owner: str) -> str:
    return f"/v1.0/todo/users/{quote(owner, safe='')}/tasks"


def _made(answered: WireAnswer) -> str | None:
    made = (answered.json() or {}).get("id") if answered.status == OK else None
    return made if isinstance(made, str) and made else None


def _exists(answered: WireAnswer) -> bool:
    of_making = (told_code(answered) or "").startswith("todo.taskCreate.paramError")
    return of_making and TASK_EXISTS in told_reason(answered).casefold()


def _is_gone(answered: WireAnswer) -> bool:
    code = told_code(answered) or ""
    return code.startswith("todo.") and NO_TODO.search(f"{code} {told_reason(answered)}") is not None


def _asked_in_vain(answer: WireAnswer | Failed | Unknown) -> Failed:
    """Return why a person is not known: no todo was on its way, so silence is a failure for now."""
    if isinstance(answer, Failed):
        return answer
    code, reason = (answer.code, answer.reason) if isinstance(answer, Unknown) else ("answer-unreadable", "")
    return Failed(code=code, reason=reason, lasting=False)
