"""FEISHU_BOT, FEISHU_APP: what Feishu's codes mean.

Codes without a remark stand in its documentation; `# unread` marks those that no source we read has.
"""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes

TOKEN_OLD = Code(outcome="for-now", advice="token", renew=True)
ACCEPTED = Code(outcome="accepted", advice="nothing")
BUSY = Code(outcome="for-now", advice="busy", wait=60.0)

FEISHU_BOT: Codes = {
    "0": ACCEPTED,
    "9499": Code(outcome="for-good", advice="request-unfit"),
    "11232": BUSY,
    "19001": Code(outcome="for-now", advice="feishu-bot-token"),  # unread
    "19021": Code(outcome="for-now", advice="feishu-sign"),
    "19022": Code(outcome="for-now", advice="feishu-ip"),
    "19024": Code(outcome="for-now", advice="feishu-keyword"),
}

FEISHU_APP: Codes = {
    "0": ACCEPTED,
    "10003": Code(outcome="for-now", advice="app-secret"),  # unread
    "10014": Code(outcome="for-now", advice="app-secret"),  # unread
    "11232": BUSY,
    "99991400": BUSY,  # unread: too many requests
    "99991661": TOKEN_OLD,  # unread: no token
    "99991663": TOKEN_OLD,
    "99991664": TOKEN_OLD,
    "99991668": TOKEN_OLD,  # unread
    "99991671": TOKEN_OLD,
    "99991672": Code(outcome="for-now", advice="permission"),  # unread
    "230001": Code(outcome="for-good", advice="request-unfit"),
    "230002": Code(outcome="for-good", advice="person-unknown"),
    "230006": Code(outcome="for-now", advice="feishu-bot-off"),
    "230013": Code(outcome="for-good", advice="feishu-reach"),  # unread
    "230020": BUSY,  # unread
    "230022": Code(outcome="for-good", advice="content"),  # unread
    "230025": Code(outcome="for-good", advice="text-too-long"),  # unread
    "230027": Code(outcome="for-now", advice="permission"),
    "230034": Code(outcome="for-good", advice="person-unknown"),  # unread
    "230049": Code(outcome="unknown", advice="nobody-knows"),  # unread: it is being sent at this moment
    "230101": BUSY,
}
