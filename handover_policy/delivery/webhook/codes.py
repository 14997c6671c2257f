"""WEBHOOK: what receivers of events answer, and our own reasons not to call them, as one of the three answers."""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes

WEBHOOK: Codes = {
    "http-410": Code(outcome="for-good", advice="webhook.gone"),
    "event-unfit": Code(outcome="for-good", advice="webhook.event"),
    "private-address": Code(outcome="for-now", advice="webhook.private"),
    "host-unknown": Code(outcome="for-now", advice="webhook.host"),
}
REFUSED = Code(outcome="for-now", advice="webhook.refused")
"""Any status but 2xx and 410: a receiver that is being mended takes the event later; telling it twice does no harm."""
