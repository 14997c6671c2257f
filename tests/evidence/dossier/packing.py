"""files_in, packed: a dossier taken apart and put together again, as somebody does who means to alter it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from handover_policy.evidence.dossier.container import Member, ending
from handover_policy.evidence.dossier.layout import SEAL, SUMS

Files = dict[str, bytes]


def files_in(content: bytes) -> Files:
    """Return the files of a dossier by name."""
    with zipfile.ZipFile(BytesIO(content)) as read:
        return {name: read.read(name) for name in read.namelist()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a container of the right form."""
    members = [Member(name, zlib.crc32(content), len(content)) for name, content in files.items()]
    whole = b"".join(each.before + files[each.name] for each in members)
    return whole + ending(members)


def summed(files: Files) -> Files:
    """Return files whose list of digests is theirs, as somebody makes it who has altered some."""
    listed = [name for name in files if name not in {SUMS, SEAL}]
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in listed)
    return {name: sums.encode() if name == SUMS else content for name, content in files.items()}
