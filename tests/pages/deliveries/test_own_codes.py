"""Each code of our own says in both languages what to do about it."""

import pytest

from handover_policy.app.portal.deliveries.carried import is_own
from handover_policy.ledger.keeping.consequences import FROM_LEDGER
from handover_policy.ledger.outbox.claims import TOO_LATE
from handover_policy.ledger.outbox.receiving import NEVER_TAKEN
from handover_policy.ledger.outbox.releasing import CHANNEL_GONE, SENDER_DIED
from handover_policy.ledger.outbox.rows import NO_ADDRESS, NOT_SET_UP
from handover_policy.texts.texts import texts


@pytest.mark.parametrize(
    "code", [FROM_LEDGER, TOO_LATE, NEVER_TAKEN, CHANNEL_GONE, SENDER_DIED, NO_ADDRESS, NOT_SET_UP]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_of_ours_has_a_sentence(code: str, language: str) -> None:
    assert is_own(code, texts(language))
