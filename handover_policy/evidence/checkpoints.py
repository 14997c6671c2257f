"""Checkpoint: what a log was at a moment, in the form of C2SP tlog-checkpoint: its name, its size, its root."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from handover_policy.evidence.keys import KeyUnfit, VerifierKey, is_key_name, verifier_key
from handover_policy.evidence.merkle import HASH_BYTES

TIME, KEY = "time ", "key "
"""Begin the lines that we add to the three there always are: when it was made, and a key that signs from then on."""
NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
LEAST_LINES = 3


class CheckpointUnreadable(ValueError):
    """A text that is no checkpoint of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log: `origin` names it, `root` stands for all its leaves.

    Args:
        origin: names the log; no other has the name.
        size: how many leaves it has.
        root: of its tree.
        at: when it was made, by the clock of whoever made it.
        key: a key that signs for the log from now on, beside the one that signed this; None where none begins.

    """

    origin: str
    size: int
    root: bytes
    at: datetime
    key: VerifierKey | None = None

    @property
    def text(self) -> str:
        """The checkpoint as it is signed."""
        time = self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), TIME + time]
        if self.key is not None:
            lines.append(KEY + self.key.text)
        return "\n".join(lines) + "\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Return a checkpoint from the text of a note; lines beyond those that we know are left alone.

    Raises:
        CheckpointUnreadable: it is none.

    """
    lines = text.split("\n")
    if len(lines) <= LEAST_LINES or lines[-1] or not is_key_name(lines[0]) or NUMBER.fullmatch(lines[1]) is None:
        raise CheckpointUnreadable("it does not begin with name, size and root")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != HASH_BYTES:
        raise CheckpointUnreadable("its root is none")
    times = [each.removeprefix(TIME) for each in lines[LEAST_LINES:] if each.startswith(TIME)]
    keys = [each.removeprefix(KEY) for each in lines[LEAST_LINES:] if each.startswith(KEY)]
    if len(times) != 1 or len(keys) > 1:
        raise CheckpointUnreadable("it says not, or more than once, when it was made, or which key begins")
    try:
        at = datetime.fromisoformat(times[0])
        at.astimezone(UTC)
        key = verifier_key(keys[0]) if keys else None
    except (ValueError, OverflowError, KeyUnfit):
        raise CheckpointUnreadable("its time or its key is none") from None
    if at.tzinfo is None:
        raise CheckpointUnreadable("its time is of no zone")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root, at=at, key=key)


def origin_of(company: str, first_leaf: bytes) -> str:
    """Return the name of a company's log: no two begin with the same leaf, for each has a salt of its own."""
    return f"handover-policy/{company}/{first_leaf[:8].hex()}"
