"""read_settings: the settings of a service from its file, with every finding at its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handover_policy.app.serving.settings import (
    DATA,
    DATABASE_FILE,
    DEFAULT_REF,
    DEFAULT_SET,
    MIRRORS,
    CodeSettings,
    CompanySettings,
    ContactSettings,
    GitPlace,
    PolicyPlace,
    Settings,
    StatedAt,
    UploadSettings,
    sqlite_address,
)
from handover_policy.app.serving.settings_file.archive import blobs_of, encryption_of
from handover_policy.app.serving.settings_file.channels import channels_of, lenient, quiet_hours_of, webhooks_of
from handover_policy.app.serving.settings_file.filling import Filler
from handover_policy.app.serving.settings_file.inbound import inbound_of
from handover_policy.app.serving.settings_file.retention import retention_of
from handover_policy.app.serving.settings_file.sign_in import sign_in_of
from handover_policy.app.serving.settings_file.timestamps import timestamps_of
from handover_policy.archive.clamd import Clamd, clamd_at
from handover_policy.archive.kinds import FILE_KINDS
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location, Severity
from handover_policy.ledger.envelope import PLACE
from handover_policy.policy.inherit.folder import SourceFile, read_document
from handover_policy.policy.shape.check import ShapeChecker
from handover_policy.policy.yaml_source.node import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    mappings_in,
    text_of,
)
from handover_policy.policy.yaml_source.text import readable
from handover_policy.sources.service_files import KIND, content_of
from handover_policy.sources.shipped import BUILTIN

NOT_YET_OF_COMPANIES = ("signing",)
"""Keys that nothing reads yet: each is told of, for nobody may believe it to count."""
SQLITE = "sqlite:///"
ENCRYPTION = "encryption"
SERVER = re.compile(r"postgresql(\+psycopg)?://([^:/]*(:[^@]*)?@)?(\[[^]/?]+\]|[^]:/?@[]*)(:[0-9]*)?([/?].*)?")
PUBLIC = re.compile(r"https?://[^\s?#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """A settings file as it was read; `draft` is what could be read of it, whatever is wrong."""

    file: Path
    draft: Settings | None
    findings: tuple[Finding, ...]
    content: bytes

    @property
    def settings(self) -> Settings | None:
        """The settings; None where an error stands in the way."""
        wrong = any(each.severity is Severity.ERROR for each in self.findings)
        return None if wrong else self.draft

    def text_of(self, file: str) -> str | None:
        """Return the text of the file as it is written; None for another file."""
        return readable(self.content) if file == self.file.name else None


def read_settings(
    file: Path,
    schemas: Mapping[str, dict[str, Any]],
    environment: Mapping[str, str] = os.environ,
    data: Path | None = None,
) -> SettingsRead:
    """Return what a settings file says, its placeholders filled in.

    Args:
        file: where it lies; what it names is looked for from its folder.
        schemas: as `load_schemas` returns them.
        environment: where `${ENV:NAME}` is looked for.
        data: the data folder, whatever the file says.

    Raises:
        OSError: the file cannot be read.

    """
    content = content_of(file)
    found = Collected()
    document = read_document(SourceFile(file.name, content), "", found, (KIND,))
    settings = None
    if document is not None:
        ShapeChecker({KIND: lenient(schemas[KIND])}, found).check(KIND, document.root)
        _tell_not_yet(document.root, found)
        filler = Filler(environment=environment, folder=file.parent, found=found)
        later = replace(filler, made_later=PLACE)
        root = MappingNode(
            entries=tuple(
                replace(each, value=(later if each.key == ENCRYPTION else filler).filled(each.value))
                for each in document.root.entries
            ),
            location=document.root.location,
        )
        settings = _Reader(folder=file.parent, found=found, data=data).settings(root)
    return SettingsRead(file=file, draft=settings, findings=found.sorted(), content=content)


def _tell_not_yet(root: MappingNode, found: Collected) -> None:
    for node in mappings_in(root.get("companies")):
        for entry in node.entries:
            if entry.key in NOT_YET_OF_COMPANIES:
                found.error("setting-not-yet", entry.key_location, subject=entry.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads the values of a file whose shape was looked at; what does not fit was noted and is read as absent."""

    folder: Path
    found: Collected
    data: Path | None

    def settings(self, root: MappingNode) -> Settings:
        """Return the settings."""
        data, database = self._kept(root)
        companies: dict[str, CompanySettings] = {}
        doors = set[str]()
        for node in mappings_in(root.get("companies")):
            company = self._company(node, data / MIRRORS, doors)
            if company.id in companies:
                self.found.error("company-twice", _place(node, "id"), subject=company.id)
            companies[company.id] = company
        return Settings(
            data=data,
            database=database,
            companies=tuple(companies.values()),
            public_url=self._public_url(root),
            blobs=blobs_of(root.get("blobs"), self.folder, self.found),
            encryption=encryption_of(root.get(ENCRYPTION), data, self.found),
            uploads=_uploads(root.get("uploads")),
            scanner=self._scanner(root),
        )

    def _scanner(self, root: MappingNode) -> Clamd | None:
        """Return the virus scanner; None where none is set."""
        node = root.get("scanner")
        told = text_of(node.get("clamd")) if isinstance(node, MappingNode) else None
        if told is None or not isinstance(node, MappingNode):
            return None
        found = clamd_at(told)
        if found is None and not _is_broken(node.get("clamd")):
            self.found.error("address-unfit", _place(node, "clamd"), subject="scanner.clamd")
        return found

    def _kept(self, root: MappingNode) -> tuple[Path, str]:
        """Return the data folder and the address of the database."""
        told, address = text_of(root.get("data")), text_of(root.get("database"))
        data = self.data or (None if told is None else self.folder / told)
        if address is None:
            data = data or self.folder / DATA
            return data, sqlite_address(data / DATABASE_FILE)
        if address.startswith(SQLITE) and len(address) > len(SQLITE):
            file = self.folder / address.removeprefix(SQLITE)
            return data or file.parent, sqlite_address(file)
        if SERVER.fullmatch(address) is None and not _is_broken(root.get("database")):
            self.found.error("address-unfit", _place(root, "database"), subject="database")
        return data or self.folder / DATA, address

    def _public_url(self, root: MappingNode) -> str | None:
        url = text_of(root.get("public_url"))
        node = root.get("public_url")
        if url is not None and PUBLIC.fullmatch(url) is None and not _is_broken(node) and "${" in _written(node):
            self.found.error("address-unfit", _place(root, "public_url"), subject="public_url")
        return None if url is None else url.rstrip("/")

    def _company(self, node: MappingNode, mirrors: Path, doors: set[str]) -> CompanySettings:
        places = tuple(self._policies(node.get("policy")))
        hr = tuple(_texts(node.get("hr")))
        people = node.get("people")
        channels = dict(channels_of(node, self.found))
        return CompanySettings(
            id=text_of(node.get("id")) or "",
            policy=tuple(place for place, _ in places) or (DEFAULT_SET,),
            hr=tuple(name for name, _ in hr),
            auditors=tuple(name for name, _ in _texts(node.get("auditors"))),
            people=MappingProxyType(
                {
                    entry.key: _contact(entry.value)
                    for entry in (people.entries if isinstance(people, MappingNode) else ())
                    if isinstance(entry.value, MappingNode)
                }
            ),
            sign_in=tuple(sign_in_of(node.get("sign_in"), self.found)),
            channels=MappingProxyType(channels),
            webhooks=tuple(webhooks_of(node, self.found)),
            inbound=tuple(inbound_of(node, channels, doors, self.found)),
            quiet_hours=quiet_hours_of(node, self.found),
            codes=_codes(node.get("codes")),
            timestamps=timestamps_of(node.get("timestamps"), self.folder, self.found),
            mirrors=mirrors,
            evidence_stored=_is_true(node.get("evidence"), "must_be_stored"),
            checkpoints_to=_keepers(node.get("evidence")),
            retention=retention_of(node.get("retention")),
            stated=StatedAt(policy=tuple(at for _, at in places) or (node.location,), hr=tuple(at for _, at in hr)),
        )

    def _policies(self, node: Node | None) -> Iterator[tuple[PolicyPlace, Location]]:
        """Yield where the versions of a policy lie, folders as they are seen from here."""
        for each in node.items if isinstance(node, SequenceNode) else () if node is None else (node,):
            if isinstance(each, MappingNode):
                repository = text_of(each.get("git")) or ""
                place = GitPlace(
                    repository=repository if _is_address(repository) else str(self.folder / repository),
                    ref=text_of(each.get("ref")) or DEFAULT_REF,
                    path=(text_of(each.get("path")) or "").strip("/"),
                )
                yield place, each.location
            elif (told := text_of(each)) is not None:
                yield (told if told.startswith(BUILTIN) else str(self.folder / told)), each.location


def _is_address(repository: str) -> bool:
    """Return whether a repository is named by its address, `https://…` or `git@host:path`, and not by a path."""
    host, colon, _ = repository.partition(":")
    return bool(colon) and "/" not in host


def _uploads(node: Node | None) -> UploadSettings:
    """Return which files are taken; what is not said is as it is without settings."""
    otherwise = UploadSettings()
    if not isinstance(node, MappingNode):
        return otherwise
    most = getattr(node.get("max_mb"), "value", None)
    types = tuple(name for name, _ in _texts(node.get("types")) if name in FILE_KINDS)
    return UploadSettings(
        max_mb=most if isinstance(most, int) and not isinstance(most, bool) else otherwise.max_mb,
        types=types or otherwise.types,
    )


def _is_true(node: Node | None, key: str) -> bool:
    return isinstance(node, MappingNode) and getattr(node.get(key), "value", None) is True


def _keepers(node: Node | None) -> tuple[str, ...]:
    """Return the addresses of those who keep checkpoints."""
    return tuple(told for told, _ in _texts(node.get("checkpoints_to"))) if isinstance(node, MappingNode) else ()


def _codes(node: Node | None) -> CodeSettings:
    if not isinstance(node, MappingNode):
        return CodeSettings()
    sheet, acts = (isinstance(each := node.get(key), ScalarNode) and each.value is True for key in ("sheet", "acts"))
    return CodeSettings(sheet=sheet, acts=acts)


def _contact(node: MappingNode) -> ContactSettings:
    addresses = node.get("addresses")
    told = addresses.entries if isinstance(addresses, MappingNode) else ()
    return ContactSettings(
        name=text_of(node.get("name")) or "",
        language=text_of(node.get("language")),
        addresses=MappingProxyType({entry.key: text for entry in told if (text := text_of(entry.value)) is not None}),
    )


def _texts(node: Node | None) -> Iterator[tuple[str, Location]]:
    for each in node.items if isinstance(node, SequenceNode) else ():
        if (told := text_of(each)) is not None:
            yield told, each.location


def _place(node: MappingNode, key: str) -> Location:
    value = node.get(key)
    return node.location if value is None else value.location


def _is_broken(node: Node | None) -> bool:
    return bool(getattr(node, "broken", False))


def _written(node: Node | None) -> str:
    return str(getattr(node, "written", ""))
