"""DemoFolder: a data folder that holds a demo: when it began, how far its clock was moved, its key of the API."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handover_policy.app.serving.settings import (
    DATABASE_FILE,
    ChannelSettings,
    CompanySettings,
    ContactSettings,
    Settings,
    embedded,
)
from handover_policy.texts.texts import FIRST, texts

MARKER = "demo.json"
COMPANY = "demo"
HR, AUDITOR = "U-HR", "U-AUD"
CONTACTS = (HR, "U-ADM", "U-IT", AUDITOR)
FOLDER_MODE, FILE_MODE = 0o700, 0o600
POLICY = "policy"
POLICY_TEXT = """\
# yaml-language-server: $schema=policy.schema.json
kind: policy
id: demo
title: {title}
company: {company}
version: 1.0.0
effective: {{from: 2026-01-01}}
extends: builtin:default
plain: {{employee.track: frontline}}
contacts:
  hr: {{id: U-HR, name: {hr}, phone: "{phone}"}}
"""
"""What a demo's company has beside the set that ships: its name, whom the front line calls, and its plain pages."""


SINK = "sink"
"""The folder of what would have been sent."""
REACHED_BY = {"sms": "phone", "wecom": "wecom", "dingtalk": "dingtalk", "feishu": "feishu", "email": "email"}
"""By its name which address a channel needs."""
ADDRESSES = ("phone", "email", "dingtalk", "wecom", "private_phone", "private_email")
"""Those that everybody in a demo has."""


def demo_address(person: str, kind: str) -> str:
    """Return where somebody is reached in a demo: nowhere in the world (RFC 2606; 138 0000 is given to nobody)."""
    if kind.endswith("phone"):
        digits = "".join(each for each in person if each.isdigit())
        return f"138{'1' if kind.startswith('private') else '0'}000{digits:0>4}"
    if kind.endswith("email"):
        return f"{person.lower()}@{'home' if kind.startswith('private') else 'demo'}.example"
    return person.lower()


class FolderMixed(ValueError):
    """The data of a demo and of a real company never lie in one folder."""


LONGEST_STEP = timedelta(days=3660)
"""How far the clock of a demo goes at once: it never goes back, so a slip of the pen would stay."""


class NeverBack(ValueError):
    """The clock of a demo only goes forward."""


class TooFar(ValueError):
    """The clock of a demo goes ten years at once, no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoState:
    """What a demo keeps beside its database: when it began, by how much its clock is ahead, and its key."""

    began: datetime
    ahead: timedelta = timedelta()
    key: str = ""


@dataclass(slots=True)
class DemoFolder:
    """The folder of a demo; any thread may ask its clock."""

    place: Path
    state: DemoState
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, place: Path, *, demo: bool) -> DemoFolder | None:
        """Return the folder of a demo, made where it is missing or empty; None where no demo is wanted.

        Raises:
            FolderMixed: the folder holds the other of the two.
            OSError: it cannot be read or written.

        """
        marker = place / MARKER
        if not demo:
            if marker.exists():
                raise FolderMixed(str(place))
            return None
        if marker.exists():
            return cls(place, _read(marker))
        if (place / DATABASE_FILE).exists():
            raise FolderMixed(str(place))
        place.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        made = cls(place, DemoState(began=datetime.now(UTC).replace(microsecond=0)))
        made._write_policy()
        made._write()
        return made

    def now(self) -> datetime:
        """Return the moment it is in the demo."""
        return datetime.now(UTC) + self.state.ahead

    def advance(self, to: datetime) -> None:
        """Let the clock go forward to a moment.

        Raises:
            NeverBack: it is past already.
            TooFar: it is more than ten years ahead.

        """
        with self._lock:
            step = to - self.now()
            if step < timedelta():
                raise NeverBack(to.isoformat())
            if step > LONGEST_STEP:
                raise TooFar(to.isoformat())
            self.state = replace(self.state, ahead=self.state.ahead + step)
            self._write()

    def keep_key(self, key: str) -> None:
        """Keep the key of the API: of a demo it may be shown again."""
        with self._lock:
            self.state = replace(self.state, key=key)
            self._write()

    def _write_policy(self) -> None:
        words = texts(FIRST)
        told = {name: words.say(f"demo.policy.{name}") for name in ("title", "company", "phone")}
        (self.place / POLICY).mkdir(mode=FOLDER_MODE, exist_ok=True)
        text = POLICY_TEXT.format(**told, hr=words.say(f"demo.people.{HR}"))
        (self.place / POLICY / "policy.yaml").write_text(text, encoding="utf-8")

    def _write(self) -> None:
        told = {
            "began": self.state.began.isoformat(),
            "ahead": self.state.ahead.total_seconds(),
            "key": self.state.key,
        }
        trial = self.place / f"{MARKER}.{os.getpid()}"
        with os.fdopen(os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w") as written:
            json.dump(told, written)
        trial.replace(self.place / MARKER)


def _read(marker: Path) -> DemoState:
    told = json.loads(marker.read_text(encoding="utf-8"))
    return DemoState(
        began=datetime.fromisoformat(told["began"]), ahead=timedelta(seconds=told["ahead"]), key=told["key"]
    )


def demo_settings(data: Path) -> Settings:
    """Return the settings of a demo in a folder."""
    words = texts(FIRST)
    people = {
        name: ContactSettings(
            name=words.say(f"demo.people.{name}"),
            language="zh-CN",
            addresses={kind: demo_address(name, kind) for kind in ("email", "dingtalk", "wecom")},
        )
        for name in CONTACTS
    }
    company = CompanySettings(
        id=COMPANY,
        policy=(str(data / POLICY),),
        hr=(HR,),
        auditors=(AUDITOR,),
        people=people,
        channels={name: _sink(data / SINK / name, name, kind) for name, kind in REACHED_BY.items()},
        quiet_hours="22:00-08:00",
    )
    return replace(embedded(data), companies=(company,))


def _sink(folder: Path, name: str, kind: str) -> ChannelSettings:
    return ChannelSettings(kind="sink", values={"folder": str(folder), "stands_for": name, "address_kind": kind})
