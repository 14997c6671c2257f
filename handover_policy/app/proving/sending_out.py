"""send_out: a checkpoint sent by mail to those who are to keep it: only what lies outside reveals another ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from handover_policy.app.asking.view import view_of
from handover_policy.app.proving.sealing import checkpoint_files
from handover_policy.app.sending.reached import address_for
from handover_policy.app.serving.company import Company
from handover_policy.app.serving.people import hr_of
from handover_policy.delivery.kinds import KINDS
from handover_policy.ledger.database import reading
from handover_policy.ledger.envelope import envelope_in
from handover_policy.ledger.outbox.tokens import SharedTokens
from handover_policy.ledger.proofs.checkpoints import WrittenCheckpoint
from handover_policy.ports.channels import Accepted, Parcel
from handover_policy.texts.texts import Texts, languages, texts

CHANNEL = "email"
KEY_DIGITS = 32


class NotSent(RuntimeError):
    """A checkpoint that somebody who is to keep it was not sent; all but those who are `left` were, where any are."""

    def __init__(self, why: str, left: Sequence[str]) -> None:
        """Take why, and the addresses."""
        super().__init__(why)
        self.left = tuple(left)


def keepers_of(engine: Engine, company: Company, now: datetime) -> tuple[str, ...]:
    """Return to whom a checkpoint is sent each day: whom the settings name, and hr where a mail reaches them."""
    named = company.settings.checkpoints_to
    if CHANNEL not in company.settings.channels:
        return named
    with reading(engine) as connection:
        view = view_of(connection, company, now)
        hr = [address_for(view, each, "email", own=False) for each in hr_of(company.settings, view.policy)]
    return tuple(dict.fromkeys((*named, *(each for each in hr if each is not None))))


def send_out(
    engine: Engine,
    data: Path,
    company: Company,
    checkpoint: WrittenCheckpoint,
    *,
    keepers: Sequence[str],
    now: datetime,
) -> None:
    """Send a checkpoint to those who keep it.

    Args:
        engine: on the database, where tokens of channels are kept.
        data: the folder of the service.
        company: whose log it is of.
        checkpoint: which.
        keepers: their mail addresses.
        now: the moment.

    Raises:
        NotSent: there is no channel `email`, or somebody was not reached: the others were.
        EnvelopeUnfit, OSError: the installation's key cannot be read.

    """
    told = company.settings.channels.get(CHANNEL)
    if told is None:
        raise NotSent("no channel email is set up", ())
    tokens = SharedTokens(engine, envelope_in(data), company.id)
    channel = KINDS[told.kind].make(told.values, tokens)
    manifest = company.run.books.zone_owner.manifest
    spoken = manifest.language.partition("-")[0]
    words = texts(spoken if spoken in languages() else languages()[0])
    try:
        answers = [(address, channel.send(_parcel(company, address, checkpoint, words), now)) for address in keepers]
    finally:
        channel.close()
    failed = {address: answer.code for address, answer in answers if not isinstance(answer, Accepted)}
    if failed:
        raise NotSent(", ".join(f"{address}: {code}" for address, code in failed.items()), tuple(failed))


def _parcel(company: Company, address: str, checkpoint: WrittenCheckpoint, words: Texts) -> Parcel:
    """Return the letter to one of them; the note is attached, for a letter may break its lines."""
    key = hashlib.sha256(f"{company.id}\n{address}\n{checkpoint.note}".encode()).hexdigest()[:KEY_DIGITS]
    size, at, called = checkpoint.size, checkpoint.at, company.run.books.zone_owner.manifest.company or company.id
    return Parcel(
        key=key,
        company=company.id,
        to=address,
        name=address,
        address=address,
        title=words.say("serving.checkpoint.title", company=called, at=at),
        text=words.say("serving.checkpoint.text", company=called, at=at, size=size, note=checkpoint.note),
        language=words.say("pages.language.tag"),
        attachments=tuple(checkpoint_files(checkpoint)),
    )
