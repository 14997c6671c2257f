"""schema_keys: the keys of policy files, explained with examples of the default set."""

from __future__ import annotations

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.policy.names import KINDS
from handover_policy.reference.keys import Key, keys_of
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.shipped import shipped_folder


def schema_keys() -> dict[str, tuple[Key, ...]]:
    """Return the keys of every kind of policy file, with examples from the default set."""
    library = Library()
    policy = read_set(FolderSource(shipped_folder("rules") / "default"), library).reading.policy
    documents = policy.document if policy is not None else {}
    return {kind: keys_of(kind, library.schemas[kind], documents.get(kind)) for kind in (*KINDS, "test")}
