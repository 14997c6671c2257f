"""write_package: a package as a ZIP, file by file, so that large ones take no memory; the same contents, same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from handover_policy.app.packaging.contents import PackageContents, words_in
from handover_policy.app.packaging.names import PackedPlaces, fit_name
from handover_policy.app.packaging.tables import as_csv, tables_of
from handover_policy.app.packaging.workbook import workbook
from handover_policy.ports.blobs import BlobBroken, BlobMissing
from handover_policy.texts.texts import languages, texts

CHUNK = 1024 * 1024
EARLIEST = 1980
"""Before this year no file in a ZIP can be from."""
UNIX, FILE_MODE = 3, 0o100644
SUMS, README = "SHA256SUMS.txt", "README.txt"
RULE = "\r\n" + "-" * 40 + "\r\n\r\n"


def write_package(contents: PackageContents, read: Callable[[str], BinaryIO], into: BinaryIO) -> Sequence[str]:
    """Write a package, and return the digests of files that the archive should hold, and does not.

    Nothing is packed smaller, for what does that is not the same on every machine.

    Args:
        contents: what goes into it.
        read: gives a file of the archive by its digest, every byte of it checked.
        into: where it is written, from where it stands.

    Raises:
        Unfillable: a template that a set brings along does not fit the case.
        OSError: it could not be written.

    """
    sums, lost = dict[str, str](), list[str]()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as packed:
        for each in contents.files:
            if each.held is None:
                continue
            try:
                opened = read(each.sha256)
            except (BlobMissing, BlobBroken):
                lost.append(each.sha256)
                continue
            with opened:
                _copy(packed, _info(each.place, each.at, each.held.size), opened)
            sums[each.place] = each.sha256
        for name, content in _texts(contents, lost):
            packed.writestr(_info(name, contents.at, len(content)), content)
            sums[name] = hashlib.sha256(content).hexdigest()
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        packed.writestr(_info(SUMS, contents.at, len(listed.encode())), listed)
    return lost


def name_of_package(case: str, language: str) -> str:
    """Return the name under which the package of a case is kept and saved, in the language of the policy."""
    return f"{words_in(language).say('package.name')}-{fit_name(case.replace('/', '-'))}.zip"


def _texts(contents: PackageContents, lost: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what is written of a package besides its files: page, tables, and what it is."""
    words, places = contents.words, PackedPlaces()
    name, tables = words.say("package.name"), tables_of(contents, lost)
    yield f"{name}.html", contents.page.written("html")
    yield f"{name}.xlsx", workbook(tables)
    folder = words.say("package.tables")
    for number, table in enumerate(tables, 1):
        yield places.place(folder, f"{number:02d} {fit_name(table.title)}.csv"), as_csv(table)
    yield README, _readme(contents, lost).encode("utf-8-sig")


def _readme(contents: PackageContents, lost: Sequence[str]) -> str:
    """Return what a package is, in every language of ours: whoever opens it may read another than the policy's."""
    told, parts = contents.told, list[str]()
    for language in languages():
        words = texts(language)
        elsewhere = sum(1 for each in contents.files if each.held is None or each.sha256 in lost)
        parts.append(
            words.say(
                "package.readme",
                leaver=told.leaver.name,
                successor=told.successor.name or words.say("package.nobody"),
                case=contents.case.id,
                company=told.head.company,
                at=told.head.at,
                page=contents.words.say("package.name"),
                tables=contents.words.say("package.tables"),
                folder=contents.words.say("package.files.folder"),
                older=contents.words.say("package.files.older"),
                sums=SUMS,
                count=len(contents.files),
                missing=elsewhere,
            ).strip()
        )
    return RULE.join(each.replace("\n", "\r\n") for each in parts) + "\r\n"


def _copy(packed: zipfile.ZipFile, info: zipfile.ZipInfo, opened: BinaryIO) -> None:
    with packed.open(info, "w") as target:
        while chunk := opened.read(CHUNK):
            target.write(chunk)


def _info(name: str, at: datetime, size: int) -> zipfile.ZipInfo:
    """Return what stands of a file in the list of a ZIP: the same wherever it is written."""
    local = at if at.year >= EARLIEST else at.replace(year=EARLIEST)
    info = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    info.create_system, info.external_attr, info.file_size = UNIX, FILE_MODE << 16, size
    return info
