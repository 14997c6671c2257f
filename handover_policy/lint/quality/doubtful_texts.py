"""doubtful_texts: sentences that name what the law protects, and that only a person can tell to be a threat or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding
from handover_policy.lint.readings.reading import SettingReading
from handover_policy.lint.wording.claims import DEDUCTION, PENALTY, REPAYMENT, claims_in

LAWFUL_OF: Mapping[object, frozenset[str]] = {
    "penalty": frozenset({PENALTY, REPAYMENT}),
    "damages": frozenset({DEDUCTION}),
}
"""What the text of a clause may say because its own consequence, which rules of law look at, says it."""


def doubtful_texts(texts: Iterable[SettingReading], found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return a warning for each sentence of a set's texts that somebody has to read.

    Those are the doubtful ones, and those that take something from the leaver for which the law of the place has no
    rule; `found` are the findings of these rules, whose sentences nobody has to read again.
    """
    told = {(finding.location, finding.details.get("value")) for finding in found}
    noted = Collected()
    for reading in texts:
        lawful = LAWFUL_OF.get(reading.traits.get("consequence"), frozenset())
        for claim in claims_in(str(reading.value)):
            if claim.kind not in lawful and (reading.location, claim.sentence) not in told:
                told.add((reading.location, claim.sentence))
                noted.warning("to-read", reading.location, subject=reading.subject, sentence=claim.sentence)
    return noted.sorted()
