"""needed_contents: what the decisions of a case were made by, by digest: policies as resolved, and as read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handover_policy.evidence.dossier.case_dossier import DossierRow, objects

POLICY = "policy"


def needed_contents(rows: Sequence[DossierRow]) -> Mapping[str, int]:
    """Return by digest the contents that belong in a dossier, each with the row that first needs it."""
    found: dict[str, int] = {}
    for row in rows:
        digest = quoted(row)
        if digest is not None:
            found.setdefault(digest, row.position)
    for row in rows:
        for digest, files in versions_told(row):
            if digest in found:
                found.setdefault(files, row.position)
    return found


def quoted(row: DossierRow) -> str | None:
    """Return the digest of the policy that the decision of a row of the case was made by; None where there is none."""
    policy = row.decision.get("policy")
    return str(policy["digest"]) if row.own and isinstance(policy, dict) and policy.get("digest") else None


def versions_told(row: DossierRow) -> Iterator[tuple[str, str]]:
    """Yield of the versions of which a row of kind `policy` tells the digest, and that of their files as read."""
    for each in objects(row.body.get("versions")) if row.kind == POLICY else ():
        if each.get("digest") and each.get("files"):
            yield str(each["digest"]), str(each["files"])
