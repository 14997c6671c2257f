"""blobs_of, encryption_of: where files are kept and what they are encrypted with, as the settings name it."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.serving.settings import EncryptionSettings
from handover_policy.app.serving.settings_file.filling import MADE_LATER
from handover_policy.archive.s3 import S3Place, s3_place
from handover_policy.findings.collected import Collected
from handover_policy.ledger.envelope import PLACE
from handover_policy.policy.yaml_source.node import MappingNode, Node, ScalarNode, SequenceNode, text_of

ELSEWHERE = "://"
"""What an address has and no folder."""
TOLD = ("endpoint", "region", "access_key_id", "secret_access_key")
SHORTEST = 32
"""Characters of a key at least."""


def blobs_of(node: Node | None, folder: Path, found: Collected) -> Path | S3Place | None:
    """Return the folder, or the bucket, of files; None where none is named.

    Args:
        node: what the settings say: a folder, `s3://bucket/prefix`, or that as `url` with how it is reached.
        folder: from which folders are looked for.
        found: takes the finding of an address that is none.

    """
    at = node.get("url") if isinstance(node, MappingNode) else node
    address = text_of(at)
    if at is None or address is None:
        return None
    if ELSEWHERE not in address and node is at:
        return folder / address
    told = {name: text_of(node.get(name)) for name in TOLD} if isinstance(node, MappingNode) else {}
    place = s3_place(address, **told)
    if place is None and not _is_broken(at):
        found.error("address-unfit", at.location, subject="blobs")
    return place


def encryption_of(node: Node | None, data: Path, found: Collected) -> EncryptionSettings | None:
    """Return what files are encrypted with; None where nothing is said.

    The installation's own key, which the first start makes, may be named before it is there.

    Args:
        node: what the settings say.
        data: the folder of the service.
        found: takes the findings.

    """
    if not isinstance(node, MappingNode):
        return None
    older = node.get("older_keys")
    keys = [node.get("key"), *(older.items if isinstance(older, SequenceNode) else ())]
    told: list[str] = []
    for place, each in enumerate(keys):
        text = text_of(each)
        if each is None or text is None or _is_broken(each):
            continue  # of these the shape was told of, or what is missing
        if text.startswith(MADE_LATER):
            if place or Path(text.removeprefix(MADE_LATER)).absolute() != (data / PLACE).absolute():
                found.error("secret-file-missing", each.location, subject=text.removeprefix(MADE_LATER))
                continue
            text = ""
        elif len(text) < SHORTEST:
            found.error("secret-short", each.location, subject="encryption.key", least=SHORTEST)
        told.append(text)
    return EncryptionSettings(keys=tuple(told)) if told else None


def _is_broken(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and node.broken
