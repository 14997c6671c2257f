"""PackageContents, contents_of: what goes into the package of a case: its page, and the files of duties and tasks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from handover_policy.app.asking.view import View
from handover_policy.app.packaging.names import PackedPlaces, fit_name, segments_of
from handover_policy.app.portal.case.written import document_for
from handover_policy.app.portal.files import upload_place
from handover_policy.app.render import PreparedDocument
from handover_policy.ledger.files.versions import HeldFile, held_files, versions_at
from handover_policy.model.case import Case
from handover_policy.render.documents.casefile import digits
from handover_policy.render.documents.contents.package import HandoverPackage
from handover_policy.render.documents.document import content_json
from handover_policy.texts.texts import Texts, languages, texts

DOCUMENT = "handover-package"
STANDING = ("at", "created", "day", "digest", "version", "policy", "policy_title", "cause")
"""Of the head of the page: what is another one each day, though nothing of the contents is, or nobody's to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A version of a file: what it was brought for, its name, where it lies in the package, and what is kept of it.

    `place` is empty where the archive does not hold it; `version` counts those of a name, from 1.
    """

    group: str
    path: str
    version: int
    newest: bool
    at: datetime
    sha256: str
    held: HeldFile | None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContents:
    """What goes into a package, gathered in one read and written afterwards."""

    page: PreparedDocument
    files: Sequence[PackedFile]
    words: Texts

    @property
    def told(self) -> HandoverPackage:
        """What the page says."""
        return cast("HandoverPackage", self.page.content)

    @property
    def case(self) -> Case:
        """Whose package it is."""
        return self.page.file.case

    @property
    def at(self) -> datetime:
        """The moment the case stands at, where the employer is."""
        return self.page.file.local(self.page.file.at)

    def digest(self, lost: Sequence[str] = ()) -> str:
        """Return what is the same for the same contents, whenever they are exported.

        `lost` are digests of files that the archive should hold, and does not.
        """
        page = cast("dict[str, dict[str, object]]", content_json(self.told))
        page["head"] = {name: value for name, value in page["head"].items() if name not in STANDING}
        files = [
            [each.place, each.path, each.version, each.sha256, each.at.isoformat(), each.held is not None]
            for each in self.files
        ]
        whole = {"page": page, "files": files, "lost": sorted(lost), "language": self.words.language}
        written = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """A file as it was told of, or brought to the archive."""

    duty: str
    group: str
    path: str
    at: datetime
    sha256: str


def contents_of(view: View, case: Case) -> PackageContents:
    """Return what goes into the package of a case as it stands, in the language of the policy.

    Nothing of a person goes in but their work: neither addresses nor wages nor what they signed, and of tasks those of
    the handover alone.

    Raises:
        KeyError: nobody knows whose case it is.

    """
    page = document_for(view, case, DOCUMENT)
    words = words_in(view.policy.manifest.language)
    brought = [*_uploads(view, case, page, words), *_handed_in(case)]
    held = held_files(view.connection, view.company.id, {each.sha256 for each in brought})
    files = [
        replace(each, held=held.get(each.sha256), at=each.at.astimezone(view.now.tzinfo)) for each in _versions(brought)
    ]
    return PackageContents(page=page, files=_placed(files, words), words=words)


def words_in(language: str) -> Texts:
    """Return the words in which a package is written where policies speak a language."""
    spoken = language.partition("-")[0]
    return texts(spoken if spoken in languages() else languages()[0])


def _uploads(view: View, case: Case, page: PreparedDocument, words: Texts) -> Iterator[_Brought]:
    """Yield what was uploaded: what the archive has for a duty, and what was only told of."""
    titles = {rule.id: rule.title for rule in page.file.policy.uploads}
    told = page.file.dossier.uploads
    duties = dict.fromkeys((*titles, *(each.duty or "" for each in told)))
    for duty in duties:
        group = titles.get(duty) or duty or words.say("package.files.other")
        kept = versions_at(view.connection, view.company.id, upload_place(case.employee, duty)) if duty else ()
        for version in kept:
            at = datetime.fromisoformat(version.at)
            yield _Brought(duty=duty, group=group, path=version.name, at=at, sha256=version.file.sha256)
        known = {each.file.sha256 for each in kept}
        for each in told:
            if (each.duty or "") == duty and each.sha256 not in known:
                yield _Brought(duty=duty, group=group, path=each.path, at=each.at, sha256=each.sha256)


def _handed_in(case: Case) -> Iterator[_Brought]:
    """Yield what was handed in with the tasks of the handover; not with those by which the employer pays and issues."""
    for task in case.handover_tasks:
        for step in task.steps:
            for item in step.done.evidence if step.done is not None else ():
                at = step.done.at if step.done is not None else case.now
                sha256 = digits(str(item["sha256"]))
                yield _Brought(duty=task.id, group=task.title, path=str(item["path"]), at=at, sha256=sha256)


def _versions(brought: Sequence[_Brought]) -> Iterator[PackedFile]:
    """Yield every version of each file, the newest first; the same content twice on end is one."""
    found: dict[tuple[str, str], list[_Brought]] = {}
    for each in brought:
        found.setdefault((each.duty, each.path), []).append(each)
    for several in found.values():
        told = list[_Brought]()
        for each in sorted(several, key=lambda each: each.at):
            if not told or told[-1].sha256 != each.sha256:
                told.append(each)
        for number in range(len(told), 0, -1):
            each = told[number - 1]
            yield PackedFile(
                group=each.group,
                path=each.path,
                version=number,
                newest=number == len(told),
                at=each.at,
                sha256=each.sha256,
                held=None,
            )


def _placed(files: Sequence[PackedFile], words: Texts) -> Sequence[PackedFile]:
    """Return files with where they lie: the newest of each name by itself, older ones in a folder of their own."""
    places, folder, older = PackedPlaces(), words.say("package.files.folder"), words.say("package.files.older")
    placed = dict[int, PackedFile]()
    for number in sorted(range(len(files)), key=lambda number: not files[number].newest):
        each = files[number]
        *folders, name = segments_of(each.path)
        inside = (folder, fit_name(each.group), *folders, name)
        if not each.newest:
            day = f"{each.at:%Y-%m-%d %H%M}"
            inside = (folder, older, fit_name(each.group), *folders, f"v{each.version} {day} {name}")
        placed[number] = replace(each, place=places.place(*inside)) if each.held is not None else each
    return [placed[number] for number in range(len(files))]
