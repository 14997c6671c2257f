"""spoken, unserved_language: which language there is for one that is asked for, by BCP 47 (contract 1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.policy.policy_set import PolicySet


def spoken(there: Collection[str], language: str) -> str | None:
    """Return the language that serves the one asked for, None where none does.

    A tag is looked up without regard to case, then without its last parts (RFC 4647, section 3.4: `en-US` is served
    by `en`); at last by one of the same tongue (`zh` by `zh-CN`).

    >>> spoken(["en", "zh-CN"], "en-US"), spoken(["en", "zh-CN"], "zh"), spoken(["en", "zh-CN"], "fr")
    ('en', 'zh-CN', None)

    """
    known = {name.lower(): name for name in sorted(there)}
    tag = language.lower().replace("_", "-")
    tongue = tag.partition("-")[0]
    while tag:
        if tag in known:
            return known[tag]
        tag = tag.rpartition("-")[0]
    return next((name for lower, name in known.items() if lower.partition("-")[0] == tongue), None)


def unserved_language(policy: PolicySet, texts: Mapping[str, Collection[str]]) -> tuple[Finding, ...]:
    """Return a warning where none of a set's messages is written in its language; `texts` by message and language."""
    language = policy.manifest.language
    sent = [texts[rule.notification] for rule in policy.notices if rule.notification in texts]
    if not sent or any(spoken(there, language) is not None for there in sent):
        return ()
    found = Collected()
    found.warning("unserved-language", policy.manifest.location, subject=language, there=_all(sent))
    return found.sorted()


def _all(sent: Iterable[Collection[str]]) -> tuple[str, ...]:
    return tuple(sorted({language for there in sent for language in there}))
