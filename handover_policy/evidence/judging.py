"""CheckpointJudge: what is wrong with the checkpoints of a log, for whoever knows its name and its keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from handover_policy.evidence.checkpoints import Checkpoint, CheckpointUnreadable, read_checkpoint
from handover_policy.evidence.keys import VerifierKey
from handover_policy.evidence.notes import NoteUnreadable, SignedNote, read_note, signers_of

CLOCKS_APART = timedelta(minutes=10)
"""By how much the clock of a log and that of whoever stamps its checkpoints may differ."""
CheckpointFault: TypeAlias = Literal[
    "checkpoint-unreadable",
    "checkpoint-of-another-log",
    "signature-wrong",
    "key-unknown",
    "key-not-yet",
    "key-over",
    "time-backwards",
    "size-backwards",
    "root-otherwise",
    "clocks-apart",
]
"""What may be wrong with a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """A key that signs for a log, from a moment on and until another one; None where nobody says."""

    verifier: VerifierKey
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCheckpoint:
    """A checkpoint as it was read, and what is wrong with it; None where it could not be read."""

    checkpoint: Checkpoint | None
    note: SignedNote | None = None
    faults: tuple[CheckpointFault, ...] = ()


@dataclass(slots=True)
class CheckpointJudge:
    """Judges the checkpoints of a log in the order in which they were made.

    A key that a checkpoint names, signed by one that counts, counts from then on.
    """

    origin: str
    keys: Sequence[LogKey]
    _named: list[LogKey] = field(default_factory=list)
    _before: Checkpoint | None = None

    @property
    def known(self) -> tuple[VerifierKey, ...]:
        """The keys that count: those that were trusted, and those that checkpoints named."""
        return tuple(dict.fromkeys(each.verifier for each in (*self.keys, *self._named)))

    def judge(self, written: str, stamped: datetime | None = None) -> JudgedCheckpoint:
        """Return what is wrong with the next checkpoint.

        Args:
            written: the note.
            stamped: when a time-stamp authority saw it; None where none did.

        """
        try:
            note = read_note(written)
            checkpoint = read_checkpoint(note.text)
        except (NoteUnreadable, CheckpointUnreadable):
            return JudgedCheckpoint(checkpoint=None, faults=("checkpoint-unreadable",))
        found = tuple(self._faults(note, checkpoint, stamped))
        if not set(found) - {"clocks-apart"}:  # which says nothing of who signed it
            if checkpoint.key is not None:
                self._named.append(LogKey(verifier=checkpoint.key, since=checkpoint.at))
            self._before = checkpoint
        return JudgedCheckpoint(checkpoint=checkpoint, note=note, faults=found)

    def apart(self) -> CheckpointJudge:
        """Return a judge who knows the same keys, and no checkpoint before the one that comes."""
        return CheckpointJudge(self.origin, self.keys, list(self._named))

    def _faults(self, note: SignedNote, checkpoint: Checkpoint, stamped: datetime | None) -> Iterator[CheckpointFault]:
        if checkpoint.origin != self.origin:
            yield "checkpoint-of-another-log"
        yield from self._signed_wrong(note, checkpoint)
        before = self._before
        if before is not None and checkpoint.at < before.at:
            yield "time-backwards"
        if before is not None and checkpoint.size < before.size:
            yield "size-backwards"
        if before is not None and checkpoint.size == before.size and checkpoint.root != before.root:
            yield "root-otherwise"
        if stamped is not None and abs(stamped - checkpoint.at) > CLOCKS_APART:
            yield "clocks-apart"

    def _signed_wrong(self, note: SignedNote, checkpoint: Checkpoint) -> Iterator[CheckpointFault]:
        """Yield why no signature counts; one that does is enough, unless another one lies."""
        keys = {each.verifier: each for each in (*self._named, *self.keys)}
        signers = signers_of(note, tuple(keys))
        at = checkpoint.at
        if signers.bad:
            yield "signature-wrong"
            return
        signed = [keys[each] for each in signers.good]
        early = [each for each in signed if each.since is not None and at < each.since]
        late = [each for each in signed if each.until is not None and at > each.until]
        if len(early) + len(late) < len(signed):
            return
        yield "key-over" if late else "key-not-yet" if early else "key-unknown"
