"""schema_keys, finding_examples: the keys of policy files and the kinds of findings, with examples."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.policy.names import KINDS
from handover_policy.reference.examples import EXAMPLES, Example, read_examples
from handover_policy.reference.keys import Key, keys_of
from handover_policy.sources.page_texts import page_texts
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.sources.shipped import shipped_folder

EVENTS = "events/"
BESIDE = ("test", "notification")
"""Kinds of files that authors write beside the rules."""


def finding_examples() -> Mapping[str, Example]:
    """Return a wrong and a right example for every code of the catalogue."""
    return read_examples(page_texts("handover_policy.findings", (EXAMPLES,))[EXAMPLES])


def schema_keys() -> dict[str, tuple[Key, ...]]:
    """Return the keys of every kind of policy file, with examples from the default set."""
    library = Library()
    policy = read_set(FolderSource(shipped_folder("rules") / "default"), library).reading.policy
    documents = policy.document if policy is not None else {}
    return {kind: keys_of(kind, library.schemas[kind], documents.get(kind)) for kind in (*KINDS, *BESIDE, "service")}


def event_keys() -> dict[str, tuple[Key, ...]]:
    """Return the keys of the data of every type of event."""
    types = {name.removeprefix(EVENTS): rule for name, rule in Library().schemas.items() if name.startswith(EVENTS)}
    return {name: keys_of(name, schema) for name, schema in types.items()}
