"""opened_archive: the archive of a service, kept where and encrypted as its settings say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib.util import find_spec

from sqlalchemy import Engine

from handover_policy.app.filing.archive import Archive, unsaid
from handover_policy.app.serving.settings import Settings
from handover_policy.archive.content import EncryptedBlobs, PlainBlobs
from handover_policy.archive.folder import FolderShelf
from handover_policy.archive.s3 import S3Place, S3Shelf
from handover_policy.archive.wrapping import WrappingKeys
from handover_policy.ledger.envelope import key_in
from handover_policy.ledger.files.keys import FileKeys
from handover_policy.ports.blobs import Blobs, BlobShelf

EXTRA, NEEDED = "s3", ("obstore", "boto3")


class ExtraMissing(ImportError):
    """Something that the settings ask for needs an extra that is not installed; `extra` names it."""

    def __init__(self, extra: str, missing: tuple[str, ...]) -> None:
        """Take the extra, and what of it is missing."""
        super().__init__(f"the extra {extra} is not installed: {', '.join(missing)}")
        self.extra, self.missing = extra, missing


def opened_archive(
    settings: Settings, engine: Engine, retained_until: Callable[[str, datetime], date | None] = unsaid
) -> Archive:
    """Return the archive of a service.

    Args:
        settings: of the service.
        engine: on its database.
        retained_until: says of a company until when a file must be there that is brought at a moment.

    Raises:
        ExtraMissing: files are in S3, and what that needs is not installed.
        EnvelopeUnfit: the file of the installation's own key is empty.
        OSError: the installation's own key cannot be read or written.

    """
    blobs = opened_blobs(settings, engine)
    return Archive(engine, blobs, settings.uploads, settings.scanner, retained_until)


def opened_blobs(settings: Settings, engine: Engine) -> Blobs:
    """Return what keeps the contents of a service's files; raises what `opened_archive` does."""
    shelf = _shelf(settings)
    if settings.encryption is None:
        return PlainBlobs(shelf)
    own = any(not each for each in settings.encryption.keys)
    keys = [each or key_in(settings.data) for each in settings.encryption.keys] if own else settings.encryption.keys
    return EncryptedBlobs(shelf, FileKeys(engine), WrappingKeys(keys))


def _shelf(settings: Settings) -> BlobShelf:
    if not isinstance(settings.blobs, S3Place):
        return FolderShelf(settings.files)
    missing = tuple(each for each in NEEDED if find_spec(each) is None)
    if missing:
        raise ExtraMissing(EXTRA, missing)
    return S3Shelf(settings.blobs)
