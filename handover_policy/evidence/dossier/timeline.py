"""TimelineLine, timeline: what happened in a case, line by line, as people read it; made of the rows alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierRow, JsonObject, objects
from handover_policy.evidence.dossier.told_files import ToldFile, told_files
from handover_policy.texts.texts import Texts

DETAILS = ("task", "successor", "last_day", "on", "since", "form", "amount", "party", "method", "to")
SAID = ("reason", "remark", "opinion", "description")
"""What an event may tell besides its type, in the order in which it is read."""
SAID_AS = {"form": "words.forms", "party": "dossier.parties", "method": "dossier.methods"}
"""Which of them are words of the record, and where what they are called stands."""
OWN = "handover/"
"""How the parts of this system call themselves where nobody did something."""
NAMED_IN = ("employee", "recipient")
TAG, ENDS = re.compile(r"<[^>]*>"), re.compile(r"</dt>|</td>")
MARKS = re.compile(r"^\d+\. |[\s*#>_:\uff1a]+", re.MULTILINE)
"""Marks of Markdown, numbers of lists, and blanks: texts that differ in nothing else say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineMessage:
    """A message that was decided: to whom, its text on each channel, and what became of it."""

    to: str
    subject: str
    texts: Sequence[tuple[str, str]]
    deliveries: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFile:
    """A file that an event told of: its name, its digest, and where it lies; None where it is not in the dossier."""

    name: str
    sha256: str
    path: str | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One row: when it was recorded, what it is, who told it, and what followed from it."""

    position: int
    at: str
    told_at: str
    title: str
    actor: str
    details: Sequence[tuple[str, str]]
    effects: Sequence[str]
    messages: Sequence[TimelineMessage]
    files: Sequence[TimelineFile]


@dataclass(slots=True)
class _Telling:
    """Tells the rows of a dossier in one language."""

    dossier: CaseDossier
    words: Texts
    names: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    deliveries: dict[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, ToldFile] = field(default_factory=dict)

    def read(self) -> None:
        """Learn names and titles, and which deliveries belong to which message."""
        self.files = told_files(self.dossier.rows)
        for row in self.dossier.rows:
            for effect in row.effects:
                for named in (effect.get(each) for each in NAMED_IN):
                    self._name(named)
                for step in objects(effect.get("steps")):
                    self._name({"id": step.get("person"), "name": step.get("name")})
                if str(effect.get("effect")) in {"task", "gate"}:
                    self.titles[str(effect.get("id") or effect.get("gate"))] = str(effect.get("title", ""))
            if row.kind == "delivery":
                self.deliveries.setdefault(str(row.body.get("notice", "")), []).append(self._delivery(row))

    def lines(self) -> Iterator[TimelineLine]:
        """Yield the rows but for those of deliveries, which stand with their message."""
        for row in self.dossier.rows:
            if row.kind != "delivery":
                yield self._line(row)

    def _line(self, row: DossierRow) -> TimelineLine:
        data = row.body.get("data")
        data = data if isinstance(data, dict) else {}
        told_at = self._moment(row.body.get("time")) if row.kind == "event" else ""
        notices = [each for each in row.effects if each.get("effect") == "notice"]
        by = data.get("by") or row.body.get("by") or row.body.get("person")
        return TimelineLine(
            position=row.position,
            at=self._moment(row.envelope.get("received_at")),
            told_at=told_at,
            title=self._title(row),
            actor="" if not by else self._called(by),
            details=list(self._details(row, data)),
            effects=[told for each in row.effects if (told := self._effect(each))],
            messages=[self._message(each) for each in notices],
            files=[self._file(each) for each in self.files.values() if row.position in each.positions],
        )

    def _title(self, row: DossierRow) -> str:
        told = str(row.envelope.get("type") or "")
        if row.kind == "event":
            keys = (f"dossier.events.{told}", f"words.events.{told}")
            return next((self.words.say(key) for key in keys if self.words.has(key)), told)
        key = f"dossier.kinds.{row.kind}"
        title = self.words.say(key) if self.words.has(key) else row.kind
        beside = f"dossier.types.{told}"
        return f"{title}{self.words.say('reports.colon')}{self.words.say(beside)}" if self.words.has(beside) else title

    def _details(self, row: DossierRow, data: JsonObject) -> Iterator[tuple[str, str]]:
        for name in (*DETAILS, *SAID):
            if isinstance(data.get(name), str | int | float) and data[name] != "":
                value = self._named(SAID_AS[name], data[name]) if name in SAID_AS else self._called(data[name])
                yield self.words.say(f"dossier.details.{name.replace('_', '-')}"), value
        outcome = row.envelope.get("outcome")
        if outcome == "refused":
            refusal = row.decision.get("refusal")
            why = str(refusal.get("message", refusal.get("code", ""))) if isinstance(refusal, dict) else ""
            yield self.words.say("words.outcomes.refused"), why
        if row.kind in {"signature", "file"}:
            for name in ("name", "document", "version", "sha256", "size"):
                if row.body.get(name) is not None:
                    yield self.words.say(f"dossier.details.{name}"), self._named("dossier.documents", row.body[name])
            assurance = row.body.get("assurance")
            if isinstance(assurance, dict):
                how = self._named("dossier.assurances", assurance.get("how", ""))
                yield self.words.say("dossier.details.assurance"), how
        if row.kind == "policy":
            for each in objects(row.body.get("versions")):
                yield self.words.say("dossier.details.policy"), f"{row.body.get('id')} {each.get('version')}"
        if row.kind == "code":
            yield self.words.say("dossier.details.release"), str(row.body.get("version", ""))

    def _effect(self, effect: JsonObject) -> str:
        """Return what followed in a sentence; empty for what is told otherwise, or is no news."""
        kind = str(effect.get("effect"))
        if kind == "notice" or not self.words.has(f"dossier.effects.{kind}"):
            return ""
        told: dict[str, Any] = {name: effect.get(name) for name in ("title", "last_day", "due", "message", "version")}
        state, states = str(effect.get("state", "")), f"words.{kind}_states"
        known = f"{states}.{state}"
        told["state"] = self.words.say(known) if self.words.has(known) else state
        plain = {name: "" if value is None else str(value) for name, value in told.items()}
        key = f"dossier.effects.{kind}"
        if kind in {"case", "task"} and not (plain["last_day"] if kind == "case" else plain["due"]):
            key = f"{key}-undated"
        return self.words.say(key, **plain)

    def _message(self, notice: JsonObject) -> TimelineMessage:
        return TimelineMessage(
            to=self._called(notice.get("to")),
            subject=str(notice.get("subject", "")),
            texts=self._texts(notice.get("bodies")),
            deliveries=self.deliveries.get(str(notice.get("key")), []),
        )

    def _texts(self, bodies: object) -> Sequence[tuple[str, str]]:
        """Return the texts of a message by channel; channels that say the same stand together."""
        said: dict[str, tuple[list[str], str]] = {}
        for channel, body in bodies.items() if isinstance(bodies, dict) else ():
            text = as_read(str(body))
            channels, _ = said.setdefault(MARKS.sub("", text), ([], text))
            channels.append(self._channel(channel))
        return [(self.words.say("reports.listed").join(channels), text) for channels, text in said.values()]

    def _delivery(self, row: DossierRow) -> str:
        body = row.body
        state, told = str(body.get("state")), body.get("address")
        key = f"pages_deliveries.states.{state}"
        return self.words.say(
            "dossier.delivery" if told else "dossier.delivery-nowhere",
            at=self._moment(body.get("at")),
            channel=self._channel(str(body.get("channel"))),
            address=told,
            state=self.words.say(key) if self.words.has(key) else state,
            row=row.position,
        )

    def _file(self, told: ToldFile) -> TimelineFile:
        name = self._named("dossier.documents", told.name)
        if told.sha256 in self.dossier.held:
            return TimelineFile(name=name, sha256=told.sha256, path=told.path)
        why = self.dossier.standing.missing.get(told.sha256, "unknown")
        return TimelineFile(name=name, sha256=told.sha256, path=None, why=missing_said(self.words, why))

    def _channel(self, channel: str) -> str:
        name = channel.partition("-")[0]
        key = f"words.channels.{name}"
        return self.words.say(key) if self.words.has(key) else channel

    def _name(self, told: object) -> None:
        if isinstance(told, dict) and told.get("id") and told.get("name"):
            self.names[str(told["id"])] = str(told["name"])

    def _called(self, told: object) -> str:
        """Return a value for people: a person by name and number, a task by its title."""
        text = str(told)
        if text in self.names:
            return self.words.say("dossier.person", name=self.names[text], id=text)
        if text.startswith(OWN):
            return self.words.say("dossier.system", id=text)
        return self.titles.get(text, text)

    def _named(self, words: str, told: object) -> str:
        """Return what a word of the record is called in a table of words; as it stands where none has it."""
        key = f"{words}.{told}"
        return self.words.say(key) if self.words.has(key) else str(told)

    def _moment(self, told: object) -> str:
        return local(told, self.dossier.standing.zone)


def as_read(body: str) -> str:
    """Return the text of a message as people read it: without the marks of HTML, and without empty lines."""
    text = unescape(TAG.sub("", ENDS.sub("\n", body))) if body.lstrip().startswith("<") else body
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def timeline(dossier: CaseDossier, words: Texts) -> Sequence[TimelineLine]:
    """Return what happened, the first first."""
    telling = _Telling(dossier, words)
    telling.read()
    return list(telling.lines())


def local(told: object, zone: str) -> str:
    """Return a moment in a zone to the second, with its distance from UTC; as it stands where it is none."""
    try:
        moment = datetime.fromisoformat(str(told)).astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        return "" if told is None else str(told)
    return f"{moment:%Y-%m-%d %H:%M:%S %z}"


def missing_said(words: Texts, why: str) -> str:
    """Return why a file is not in a dossier, in words."""
    key = f"dossier.missing.{why}"
    return words.say(key) if words.has(key) else why
