"""CheckpointChecks: the checkpoints of a dossier held against their keys, their stamps, each other and others' own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from handover_policy.evidence.checkpoints import Checkpoint
from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierCheckpoint
from handover_policy.evidence.dossier.checked import BroughtAlong, Findings
from handover_policy.evidence.dossier.layout import GROWTHS, KEYS, note_path, stamp_path
from handover_policy.evidence.dossier.timeline import local
from handover_policy.evidence.judging import CheckpointJudge, JudgedCheckpoint, LogKey
from handover_policy.evidence.keys import KeyUnfit, VerifierKey, verifier_key
from handover_policy.evidence.stamps import Stamp, StampUnfit, read_stamp
from handover_policy.evidence.verifying import goes_on


@dataclass(slots=True)
class CheckpointChecks:
    """Looks at the checkpoints of a dossier; `sound` are those with which nothing is wrong, as they were made."""

    dossier: CaseDossier
    brought: BroughtAlong
    findings: Findings
    judge: CheckpointJudge = field(init=False)
    sound: list[Checkpoint] = field(default_factory=list)

    def look(self) -> None:
        """Look at all of them, and at those that somebody was sent."""
        keys = self.brought.keys
        if keys:
            self.findings.holds(KEYS, "key-given")
        else:
            keys = tuple(self._own_keys())
            self.findings.unchecked(KEYS, "key-own")
        self.judge = CheckpointJudge(self.dossier.standing.log, keys)
        for each in self.dossier.checkpoints:
            self._look_at(each)
        if not self.sound:
            self.findings.wrong("", "no-checkpoint")
            return
        for each in self.dossier.checkpoints:
            self._look_at_growth(each)
        for name, note in self.brought.checkpoints.items():
            self._look_at_outside(name, note)

    @property
    def known(self) -> Sequence[VerifierKey]:
        """The keys that count."""
        return self.judge.known

    @property
    def newest(self) -> Checkpoint | None:
        """The checkpoint by which rows are proven."""
        return self.sound[-1] if self.sound else None

    def first_over(self, size: int) -> Checkpoint | None:
        """Return the first checkpoint that saw at least so many leaves."""
        return next((each for each in self.sound if each.size >= size), None)

    def _own_keys(self) -> Iterator[LogKey]:
        for each in self.dossier.keys:
            try:
                since, until = (
                    None if told is None else datetime.fromisoformat(told) for told in (each.since, each.until)
                )
                yield LogKey(verifier=verifier_key(each.key), since=since, until=until)
            except (KeyUnfit, ValueError, TypeError):
                self.findings.wrong(KEYS, "key-broken")

    def _look_at(self, each: DossierCheckpoint) -> None:
        path = note_path(each)
        stamp = self._stamp(path, each)
        judged = self.judge.judge(each.note, None if stamp is None else stamp.at)
        self._note_faults(path, judged, stamp)
        if judged.checkpoint is not None and not judged.faults:
            self.sound.append(judged.checkpoint)
            at = self._local(judged.checkpoint.at)
            self.findings.holds(path, "checkpoint-right", size=each.size, at=at)
        if each.stamp is None:
            self.findings.unchecked(path, "no-stamp")

    def _note_faults(self, path: str, judged: JudgedCheckpoint, stamp: Stamp | None) -> None:
        stamped = "" if stamp is None else self._local(stamp.at)
        for fault in judged.faults:
            self.findings.wrong(path, fault, stamped=stamped)

    def _stamp(self, path: str, each: DossierCheckpoint) -> Stamp | None:
        """Return what an authority says of a checkpoint, once its answer was held against it."""
        if each.stamp is None:
            return None
        try:
            found = read_stamp(each.stamp, each.note.encode(), self.brought.roots)
        except StampUnfit:
            self.findings.wrong(stamp_path(path), "stamp-unfit")
            return None
        note = self.findings.holds if found.trusted else self.findings.unchecked
        note(stamp_path(path), "stamp-right" if found.trusted else "stamp-seen", at=self._local(found.at))
        return found

    def _look_at_growth(self, each: DossierCheckpoint) -> None:
        newest = self.sound[-1]
        told = next((known for known in self.sound if known.size == each.size), None)
        if told is None:
            return
        if goes_on(told.size, told.root, newest.size, newest.root, each.growth):
            self.findings.holds(note_path(each), "growth-right")
        else:
            self.findings.wrong(GROWTHS, "growth-wrong")

    def _look_at_outside(self, name: str, note: bytes) -> None:
        """Hold a checkpoint that somebody was sent against that of the same size in the dossier."""
        judge = CheckpointJudge(self.dossier.standing.log, [LogKey(verifier=each) for each in self.known])
        judged = judge.judge(note.decode("utf-8", "replace").replace("\r\n", "\n"))
        self._note_faults(name, judged, None)
        told = judged.checkpoint
        if told is None or judged.faults:
            return
        same = next((each for each in self.sound if each.size == told.size), None)
        if same is None:
            self.findings.wrong(name, "outside-unlinked", size=told.size)
        elif same.root != told.root:
            self.findings.wrong(name, "outside-forked")
        else:
            self.findings.holds(name, "outside-right")

    def _local(self, at: datetime) -> str:
        return local(at.isoformat(), self.dossier.standing.zone)
