"""Assurance: how somebody who signed was recognised, and what they were shown: kept with the event, beside its data."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

import orjson

from handover_policy.app.portal.acting import SOURCE as PORTAL
from handover_policy.evidence.canonical import JsonValue

KEY = "assurance"
"""The attribute of the event that holds it, as JSON: part of the row's body, erasable with it, and in no decision."""
LONGEST_AGENT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """How a person was recognised.

    Args:
        how: `code` (a one-time code that went to their private phone or mail), `sign-in`, `private-link` (of somebody
            who has left), or `told` (by a system, through the API: nobody was recognised here).
        since: when their session began.
        consent: SHA-256 of the sentences beside the button, one a line.
        language: in which they were read.
        agent: what their browser called itself.
        address: from which they came, as this machine saw it.
        forwarded: what a proxy before it said of that; anybody may say so where there is none.

    """

    how: str
    since: str
    consent: str = ""
    language: str = ""
    agent: str = ""
    address: str = ""
    forwarded: str = ""

    def written(self) -> str:
        """Return it as the event holds it."""
        told = {name: value for name, value in asdict(self).items() if value}
        return orjson.dumps(told).decode()


def consent_digest(*sentences: str) -> str:
    """Return the digest of a text that stood beside a button, a sentence a line."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


def assurance_read(written: str, source: str) -> dict[str, JsonValue]:
    """Return an assurance as the row of a revision tells it; of a signature that came by the API only its source.

    Whatever a system writes under this name nobody was recognised here: the pages alone say how somebody was.
    """
    if not written or source != PORTAL:
        return {"how": "told", "source": source}
    try:
        told = orjson.loads(written)
    except ValueError:
        return {"how": "told", "source": source}
    return dict(told) if isinstance(told, dict) else {"how": "told", "source": source}
