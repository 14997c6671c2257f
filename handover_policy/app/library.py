"""Library: what ships with the product, read once for everything that a use case reads of policy sets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handover_policy.findings.finding import Finding
from handover_policy.sources.policy_folders import PolicyFolders
from handover_policy.sources.shipped import shipped_folder

if TYPE_CHECKING:
    from handover_policy.lint.statutes import StatutePack

TEMPLATE_ENDINGS = (".yaml", ".j2", ".css")
MESSAGE_FILE = "/notification.yaml"
STATUTES = "builtin:statutes/"


class Library:
    """The schemas, messages and statute packs that ship, each read when it is first asked for."""

    def __init__(
        self, *, schemas: dict[str, dict[str, Any]] | None = None, messages: dict[str, str] | None = None
    ) -> None:
        """Start with nothing read; `schemas` and `messages` that shipped once stand in the place of those of today."""
        self._folders = PolicyFolders()
        self._schemas, self._messages = schemas, messages

    @cached_property
    def schemas(self) -> dict[str, dict[str, Any]]:
        """The schemas, as `load_schemas` returns them."""
        return load_schemas() if self._schemas is None else self._schemas

    @cached_property
    def messages(self) -> dict[str, str]:
        """The message files by path below `notifications/`."""
        return load_messages() if self._messages is None else self._messages

    @property
    def packs(self) -> tuple[StatutePack, ...]:
        """The statute packs that can be used."""
        return self._statutes[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the files of the statute packs."""
        return self._statutes[1]

    @cached_property
    def citations(self) -> dict[str, str]:
        """How every law that a policy may name is cited, by id."""
        return citations(self.packs)

    def text_of(self, file: str) -> str | None:
        """Return the text of a statute file as findings name it; None where there is none of that name."""
        return self._folders.text_of(file) if file.startswith(STATUTES) else None

    def place_of(self, file: str) -> Path | None:
        """Return where a statute file lies that findings name; None where there is none of that name."""
        return self._folders.path_of(file) if file.startswith(STATUTES) else None

    @cached_property
    def _statutes(self) -> tuple[tuple[StatutePack, ...], tuple[Finding, ...]]:
        from handover_policy.lint.read_statutes import read_packs  # noqa: PLC0415 - who decides needs no statutes

        files = self._folders.read(shipped_folder("rules") / "statutes", STATUTES).files
        return read_packs(files, self.schemas["statutes"], STATUTES)


def load_schemas() -> dict[str, dict[str, Any]]:
    """Return the shipped schemas by the part of the file name before `.schema.json`; of events by `events/<type>`."""
    folder = shipped_folder("schemas")
    return {
        path.relative_to(folder).as_posix().removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.schema.json"))
    }


def load_messages() -> dict[str, str]:
    """Return the shipped message files by path below `notifications/`."""
    shipped = shipped_folder("notifications")
    return {
        path.relative_to(shipped).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(shipped.rglob("*"))
        if path.suffix in TEMPLATE_ENDINGS and path.is_file()
    }


def citations(packs: Iterable[StatutePack]) -> dict[str, str]:
    """Return how the laws and rules of statute packs are cited, by id."""
    laws = {name: law.cite for pack in packs for name, law in pack.laws.items()}
    return laws | {rule.id: rule.cite for pack in packs for rule in pack.rules}


def names_of(messages: Iterable[str]) -> frozenset[str]:
    """Return the names of messages whose files are given by their paths below `notifications/`."""
    return frozenset(path.split("/", 1)[0] for path in messages if path.endswith(MESSAGE_FILE))
