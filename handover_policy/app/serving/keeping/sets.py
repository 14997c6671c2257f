"""KeptPolicy, kept_policy, reopened: what a company decided by, as a row of its ledger with the contents it names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from handover_policy.app.library import Library
from handover_policy.app.load import Opened, open_policies
from handover_policy.decide.rulebook import Rulebooks
from handover_policy.model.dates.calendar import calendar_for
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.kept_sets import KeptSet, KeptSource, kept_set

POLICY, MESSAGES, SCHEMAS = "policy", "messages", "schemas"


class PolicyLost(LookupError):
    """What a ledger was decided by cannot be had any more; `what` names the content that is missing or has errors."""

    def __init__(self, what: str) -> None:
        """Take the content."""
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPolicy:
    """The versions of a company's policy: the body of a row of kind `policy`, and what it names by digest.

    Args:
        body: id, zone and, of each version, the digest that decisions quote and that of its files as they were read;
            digests of the messages that shipped and of the schemas, by which both were read.
        digest: of the newest version, as decisions quote it.
        contents: kind and text by digest.

    """

    body: str
    digest: str
    contents: Mapping[str, tuple[str, str]]


def kept_policy(opened: Opened, books: Rulebooks) -> KeptPolicy:
    """Return what decisions are made by from now on."""
    contents: dict[str, tuple[str, str]] = {}

    def kept(kind: str, text: str) -> str:
        digest = digest_of(text)
        contents[digest] = (kind, text)
        return digest

    digests = books.digests()
    versions = []
    for policy, read in zip(opened.policies, opened.sets, strict=True):
        version = policy.manifest.version
        files = KeptSet(folders=read.folders, messages=read.own).text()
        told = {"digest": digests[version], "files": kept(POLICY, files), "calendar": _calendar(policy)}
        versions.append({"version": version, **told})
    owner = books.zone_owner.manifest
    body = {
        "id": owner.id,
        "zone": owner.timezone.key,
        "versions": versions,
        "messages": kept(MESSAGES, orjson.dumps(dict(opened.shipped), option=orjson.OPT_SORT_KEYS).decode()),
        "schemas": kept(SCHEMAS, orjson.dumps(opened.schemas).decode()),
    }
    return KeptPolicy(body=orjson.dumps(body).decode(), digest=digests[owner.version], contents=contents)


def reopened(body: str, content: Callable[[str], str | None]) -> Opened:
    """Return the versions of a policy as they were once opened.

    Args:
        body: of the row of kind `policy`.
        content: gives a content by its digest.

    Raises:
        PolicyLost: a content is missing, was altered, or makes no policy any more.

    """

    def found(digest: str) -> str:
        text = content(digest)
        if text is None or digest_of(text) != digest:
            raise PolicyLost(digest)
        return text

    told: Mapping[str, Any] = orjson.loads(body)
    library = Library(schemas=orjson.loads(found(told["schemas"])), messages=orjson.loads(found(told["messages"])))
    sources = [KeptSource(kept_set(found(each["files"])), each["version"]) for each in told["versions"]]
    opened = open_policies(sources, library)
    if not opened.policies or opened.templates is None:
        raise PolicyLost(", ".join(dict.fromkeys(f"{each.location}: {each.code}" for each in opened.findings)))
    return opened


def digest_of(text: str) -> str:
    """Return the digest under which a content is kept."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def named_in(body: str) -> tuple[str, ...]:
    """Return the digests of the contents that a row of kind `policy` names, each once."""
    told: Mapping[str, Any] = orjson.loads(body)
    return tuple(dict.fromkeys([*(each["files"] for each in told["versions"]), told["messages"], told["schemas"]]))


def _calendar(policy: PolicySet) -> str:
    return calendar_for(policy.manifest.calendar).version()
