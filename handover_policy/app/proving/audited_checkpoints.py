"""AuditedCheckpoints: the checkpoints of a log, each judged by itself, and the roots that the log must have had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cryptography.x509 import Certificate

from handover_policy.app.proving.checkpointing import log_keys
from handover_policy.app.serving.keeping.checking import Difference
from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.judging import CheckpointJudge, JudgedCheckpoint, LogKey
from handover_policy.evidence.keys import KeyUnfit
from handover_policy.evidence.stamps import Stamp, StampUnfit, read_stamp
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint, WrittenKey

CHECKPOINTS, KEYS, GIVEN = "log_checkpoints", "log_keys", "checkpoint"


@dataclass(slots=True)
class AuditedCheckpoints:
    """Checkpoints as they are judged, and what each says that the log was."""

    judge: CheckpointJudge
    authorities: Sequence[Certificate] = ()
    _roots: dict[int, list[tuple[str, str, bytes]]] = field(default_factory=dict)
    _place: int = 0

    def written(self, written: WrittenCheckpoint) -> Iterator[Difference]:
        """Yield what is wrong with the next checkpoint of the table."""
        row = str(written.place)
        if written.place != self._place + 1:
            yield Difference(code="row-missing", table=CHECKPOINTS, row=str(self._place + 1))
        self._place = written.place
        stamp: Stamp | None = None
        if written.stamp is not None:
            try:
                stamp = read_stamp(written.stamp, written.note.encode(), self.authorities)
            except StampUnfit:
                yield Difference(code="stamp-unfit", table=CHECKPOINTS, row=row, column="stamp")
        judged = self.judge.judge(written.note, None if stamp is None else stamp.at)
        if judged.checkpoint is not None:
            for name in _otherwise(written, judged.checkpoint):
                yield Difference(code="row-altered", table=CHECKPOINTS, row=row, column=name)
        yield from self._taken(CHECKPOINTS, row, judged)

    def given(self, name: str, note: str) -> Iterator[Difference]:
        """Yield what is wrong with a checkpoint that somebody has kept outside."""
        yield from self._taken(GIVEN, name, self.judge.apart().judge(note))

    def signed_here(self, name: str, note: str) -> Iterator[Difference]:
        """Yield what is wrong with the checkpoint that was signed last here, unless it is of a ledger before this."""
        judged = self.judge.apart().judge(note)
        if "checkpoint-of-another-log" not in judged.faults:
            yield from self._taken(GIVEN, name, judged)

    def looks_at(self, size: int) -> bool:
        """Return whether a checkpoint saw the log at a size."""
        return size in self._roots

    def at(self, size: int, root: bytes) -> Iterator[Difference]:
        """Yield the checkpoints that saw another log when it had a size."""
        for table, row, told in self._roots.pop(size, ()):
            if told != root:
                yield Difference(code="log-forked", table=table, row=row)

    def left(self) -> Iterator[Difference]:
        """Yield the checkpoints that saw more of the log than there is."""
        for size in sorted(self._roots):
            for table, row, _ in self._roots[size]:
                yield Difference(code="log-shorter", table=table, row=row)

    def _taken(self, table: str, row: str, judged: JudgedCheckpoint) -> Iterator[Difference]:
        """Yield the faults of a checkpoint, and note its root; one of another log says nothing of this one."""
        for fault in judged.faults:
            yield Difference(code=fault, table=table, row=row)
        told = judged.checkpoint
        if told is not None and told.size and "checkpoint-of-another-log" not in judged.faults:
            self._roots.setdefault(told.size, []).append((table, row, told.root))


def keys_in(rows: Sequence[WrittenKey]) -> tuple[tuple[LogKey, ...], tuple[Difference, ...]]:
    """Return the keys of a log as the table has them, and what of that table cannot be read."""
    keys, wrong = list[LogKey](), list[Difference]()
    for each in rows:
        try:
            keys += log_keys((each,))
        except (KeyUnfit, ValueError):
            wrong.append(Difference(code="row-altered", table=KEYS, row=each.key, column="key | since | until"))
    return tuple(keys), tuple(wrong)


def _otherwise(written: WrittenCheckpoint, told: Checkpoint) -> Iterator[str]:
    """Yield the columns that say something else than the note beside them, which is signed."""
    if written.size != told.size:
        yield "size"
    if f"\ntime {written.at}\n" not in written.note:
        yield "at"
