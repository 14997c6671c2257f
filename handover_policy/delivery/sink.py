"""Sink: writes each parcel into a folder instead of sending it, for demos and for looking before sending."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import orjson

from handover_policy.delivery.answering import answered
from handover_policy.delivery.codes import Code, Codes
from handover_policy.delivery.given import taken
from handover_policy.ports.channels import (
    Accepted,
    AddressKind,
    Answer,
    Asked,
    Attachment,
    Limit,
    Parcel,
    Receipt,
    SentParcel,
    Tokens,
)

KIND = "sink"
KEPT = ".kept"
"""The folder within the sink's of parcels by key: what tells a repeat."""
ASK_AFTER = 1.0
FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""Whoever runs the service reads what it sent, and the links in it; nobody else does."""
KEY = re.compile(r"[0-9A-Za-z_-]{1,128}")
SINK: Codes = {
    "sink-unwritable": Code(outcome="for-now", advice="sink.folder"),
    "key-unfit": Code(outcome="for-good", advice="sink.key"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkSettings:
    """The folder, what it is in place of (`sms`, `email`), and which address that one would need."""

    folder: str
    stands_for: str = ""
    address_kind: AddressKind | None = None

    def __post_init__(self) -> None:
        """Refuse an address that nobody has."""
        if self.address_kind is not None and self.address_kind not in get_args(AddressKind):
            raise ValueError(f"no such address: {self.address_kind}")


class SinkChannel:
    """A folder of parcels: `<time>-<key>.json` each, whole or not there; what came before is told by its key."""

    kind = KIND
    tells_repeats = True
    limits: Sequence[Limit] = ()

    def __init__(self, settings: SinkSettings) -> None:
        """Take the folder; it is made once something is sent."""
        self._settings = settings
        self._folder = Path(settings.folder)
        self.address_kind = settings.address_kind

    def send(self, parcel: Parcel, now: datetime) -> Answer:
        """Write a parcel, once."""
        if not KEY.fullmatch(parcel.key):
            return answered(SINK, "key-unfit")
        try:
            name = self._written(parcel, now)
        except OSError as error:
            return answered(SINK, "sink-unwritable", f"{type(error).__name__} {error.errno}")
        return Accepted(provider_id=name, ask_after=ASK_AFTER)

    def ask(self, sent: Sequence[SentParcel], now: datetime) -> Asked:  # noqa: ARG002 - a folder needs no time
        """Return for each parcel whether its file is there: that is all that arriving means here."""
        there = {each.key: self._told(each.key) for each in sent}
        return Asked(
            receipts=tuple(Receipt(key=key, state="delivered", at=at) for key, at in there.items() if at is not None),
            unsent=tuple(key for key, at in there.items() if at is None),
        )

    def close(self) -> None:
        """Hold nothing."""

    def _written(self, parcel: Parcel, now: datetime) -> str:
        """Return the name of a parcel's file, which lies there now; the one that came first counts."""
        kept = self._folder / KEPT
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        kept.mkdir(mode=FOLDER_MODE, exist_ok=True)
        aside = kept / f".{secrets.token_hex(16)}"
        try:
            aside.touch(FILE_MODE, exist_ok=False)
            with aside.open("wb") as opened:
                opened.write(orjson.dumps(self._request(parcel, now), option=orjson.OPT_INDENT_2))
                opened.flush()
                os.fsync(opened.fileno())
            _linked(aside, kept / parcel.key)
        finally:
            aside.unlink(missing_ok=True)
        name = f"{self._told(parcel.key) or now:%Y%m%dT%H%M%S.%fZ}-{parcel.key}.json"
        _linked(kept / parcel.key, self._folder / name)
        return name

    def _told(self, key: str) -> datetime | None:
        """Return when a parcel was written, as it tells itself; None where it was not."""
        try:
            told = orjson.loads((self._folder / KEPT / key).read_bytes()) if KEY.fullmatch(key) else None
        except FileNotFoundError:
            return None
        return datetime.fromisoformat(told["at"]) if told else None

    def _request(self, parcel: Parcel, now: datetime) -> Mapping[str, Any]:
        told = asdict(parcel) | {"attachments": [_attachment(each) for each in parcel.attachments]}
        if parcel.sms is not None:
            told["sms"] = {
                "template": parcel.sms.template,
                "parameters": [list(each) for each in parcel.sms.parameters],
            }
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        return {"at": at, "kind": KIND, "channel": self._settings.stands_for or KIND, **told}


def make(values: Mapping[str, Any], tokens: Tokens) -> SinkChannel:  # noqa: ARG001 - a folder needs no token
    """Return a sink of its settings."""
    return SinkChannel(taken(SinkSettings, values))


def _linked(file: Path, name: Path) -> None:
    """Give a file a name, unless something has it."""
    try:
        os.link(file, name)
    except FileExistsError:
        return


def _attachment(attachment: Attachment) -> Mapping[str, Any]:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": len(attachment.content),
        "sha256": hashlib.sha256(attachment.content).hexdigest(),
        "content": base64.b64encode(attachment.content).decode("ascii"),
    }
