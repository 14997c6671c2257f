"""signing_of: what signs the documents of a company, as its settings name it."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.serving.settings import SigningSettings
from handover_policy.findings.collected import Collected
from handover_policy.policy.meant.choices import choices_told
from handover_policy.policy.yaml_source.node import MappingNode, Node, text_of

OF_TOKEN = ("module", "token", "pin", "key", "certificate")
TOKEN, LOCAL = "pkcs11", "local"


def signing_of(node: Node | None, folder: Path, found: Collected) -> SigningSettings:
    """Return what signs; what does not fit is a finding, or was one by its shape, and is read as absent.

    Args:
        node: what the settings say.
        folder: from which files are looked for.
        found: takes findings.

    """
    if not isinstance(node, MappingNode):
        return SigningSettings()
    kind = text_of(node.get("kind"))
    if kind != TOKEN:
        for entry in node.entries:
            if entry.key in OF_TOKEN:
                known = choices_told(("kind",))
                found.error("unknown-key", entry.key_location, subject=entry.key, suggestion="", **known)
        return SigningSettings(kind=kind or LOCAL)
    told = {name: text for name in OF_TOKEN if (text := text_of(node.get(name))) is not None}
    certificate = told.pop("certificate", None)
    return SigningSettings(kind=TOKEN, certificate=None if certificate is None else folder / certificate, **told)
