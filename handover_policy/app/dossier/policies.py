"""policy_contents: what the decisions of a case were made by, as contents under the digests by which rows name them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection

from handover_policy.app.serving.keeping.sets import PolicyLost, reopened
from handover_policy.evidence.dossier.case_dossier import DossierRow
from handover_policy.evidence.dossier.needed import needed_contents, versions_told
from handover_policy.ledger.policy_sets import texts_of
from handover_policy.policy.digest import resolved_text

GONE, OTHERWISE = "policy-gone", "policy-otherwise"


def policy_contents(
    connection: Connection, company: str, rows: Sequence[DossierRow]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return contents by digest, and by digest why others are not to be had.

    Args:
        connection: of a transaction that sees one state.
        company: its id.
        rows: of the case, those of kind `policy` among them.

    """
    needed, contents = needed_contents(rows), dict[str, str]()
    read = texts_of(connection, company)
    for row in rows:
        if not any(digest in needed and digest not in contents for digest, _ in versions_told(row)):
            continue
        contents |= {files: text for _, files in versions_told(row) if (text := read(files)) is not None}
        contents |= _resolved(row, connection, company)
    found = {digest: text for digest, text in contents.items() if digest in needed and digest == _digest(text)}
    return found, {digest: OTHERWISE if digest in contents else GONE for digest in needed if digest not in found}


def _resolved(row: DossierRow, connection: Connection, company: str) -> Mapping[str, str]:
    """Return the versions of which a row tells as they are resolved, by the digest that it has for each."""
    try:
        opened = reopened(orjson.dumps(dict(row.body)).decode(), texts_of(connection, company))
    except PolicyLost:
        return {}
    texts = {
        policy.manifest.version: resolved_text(policy, str(told["calendar"]))
        for policy, told in zip(opened.policies, row.body["versions"], strict=True)
    }
    return {str(told["digest"]): texts[told["version"]] for told in row.body["versions"] if told["version"] in texts}


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
