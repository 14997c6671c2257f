"""send_out: a checkpoint sent by mail to those who are to keep it: only what lies outside reveals another ledger."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from handover_policy.app.serving.company import Company
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.outbox.tokens import SharedTokens
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint
from handover_policy.ports.channels import Accepted, Attachment, Parcel
from handover_policy.texts.texts import Texts, languages, texts

CHANNEL = "email"
NAME, MEDIA_TYPE = "checkpoint.txt", "text/plain"
STAMP, STAMP_TYPE = "checkpoint.tsr", "application/timestamp-reply"
KEY_DIGITS = 32


class NotSent(RuntimeError):
    """A checkpoint that somebody who is to keep it was not sent."""


def send_out(engine: Engine, data: Path, company: Company, checkpoint: WrittenCheckpoint, now: datetime) -> None:
    """Send a checkpoint to everybody whom the settings name.

    Args:
        engine: on the database, where tokens of channels are kept.
        data: the folder of the service.
        company: whose log it is of.
        checkpoint: which.
        now: the moment.

    Raises:
        NotSent: there is no channel `email`, or somebody was not reached: the others were.
        EnvelopeUnfit, OSError: the installation's key cannot be read.

    """
    told = company.settings.channels.get(CHANNEL)
    if told is None:
        raise NotSent("no channel email is set up")
    tokens = SharedTokens(engine, envelope_in(data), company.id)
    channel = KINDS[told.kind].make(told.values, tokens)
    manifest = company.run.books.zone_owner.manifest
    spoken = manifest.language.partition("-")[0]
    words = texts(spoken if spoken in languages() else languages()[0])
    try:
        answers = [
            (address, channel.send(_parcel(company, address, checkpoint, words), now))
            for address in company.settings.checkpoints_to
        ]
    finally:
        channel.close()
    failed = [f"{address}: {answer.code}" for address, answer in answers if not isinstance(answer, Accepted)]
    if failed:
        raise NotSent(", ".join(failed))


def _parcel(company: Company, address: str, checkpoint: WrittenCheckpoint, words: Texts) -> Parcel:
    """Return the letter to one of them; the note is attached, for a letter may break its lines."""
    key = hashlib.sha256(f"{company.id}\n{address}\n{checkpoint.note}".encode()).hexdigest()[:KEY_DIGITS]
    size, at, called = checkpoint.size, checkpoint.at, company.run.books.zone_owner.manifest.company or company.id
    files = [Attachment(name=NAME, media_type=MEDIA_TYPE, content=checkpoint.note.encode())]
    if checkpoint.stamp is not None:
        files.append(Attachment(name=STAMP, media_type=STAMP_TYPE, content=checkpoint.stamp))
    return Parcel(
        key=key,
        company=company.id,
        to=address,
        name=address,
        address=address,
        title=words.say("serving.checkpoint.title", company=called, at=at),
        text=words.say("serving.checkpoint.text", company=called, at=at, size=size, note=checkpoint.note),
        language=words.say("pages.language.tag"),
        attachments=tuple(files),
    )
