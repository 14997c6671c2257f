"""assured: how whoever signs on a page was recognised, and what stood beside the button: told beside the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handover_policy.app.signing.assurance import KEY, LONGEST_AGENT, Assurance, consent_digest
from handover_policy.web.pages.visit import Visit

CODE, PRIVATE, SESSION = "code", "private-link", "sign-in"
LONGEST_ADDRESS = 200


def assured(visit: Visit, consent: Sequence[str], *, code: bool) -> Mapping[str, str]:
    """Return what is told beside the event of a signature.

    Args:
        visit: of whoever signs.
        consent: the sentences that stood beside the button, as they were read.
        code: whether they told a one-time code that went to them alone.

    """
    request, signed = visit.request, visit.signed
    client = "" if request.client is None else request.client.host
    assurance = Assurance(
        how=CODE if code else PRIVATE if signed.kind == "private" else SESSION,
        since=signed.began_at,
        consent=consent_digest(*consent),
        language=visit.words.language,
        agent=request.headers.get("user-agent", "")[:LONGEST_AGENT],
        address=client[:LONGEST_ADDRESS],
        forwarded=request.headers.get("x-forwarded-for", "")[:LONGEST_ADDRESS],
    )
    return {KEY: assurance.written()}
