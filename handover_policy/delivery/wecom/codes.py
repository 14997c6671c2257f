"""WECOM_ROBOT, WECOM_APP: what WeCom's codes mean.

They stand in its list of all codes (path/90313, 90455); `# unread` marks those that no source we read has.
"""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes

TOKEN_OLD = Code(outcome="for-now", advice="token", renew=True)
ACCEPTED = Code(outcome="accepted", advice="nothing")
PERSON_UNKNOWN = Code(outcome="for-good", advice="person-unknown")

_EACH: Codes = {
    "0": ACCEPTED,
    "-1": Code(outcome="for-now", advice="busy"),
    "6000": Code(outcome="for-now", advice="busy"),
    "40008": Code(outcome="for-good", advice="request-unfit"),
    "40035": Code(outcome="for-good", advice="request-unfit"),
    "45002": Code(outcome="for-good", advice="request-unfit"),  # unread: the text is too long
    "45009": Code(outcome="for-now", advice="too-many", wait=60.0),  # unread
    "45033": Code(outcome="for-now", advice="busy"),  # unread: too many requests at once
}

WECOM_ROBOT: Codes = {
    **_EACH,
    "93000": Code(outcome="for-now", advice="wecom-robot-key"),  # unread
}

WECOM_APP: Codes = {
    **_EACH,
    "40001": Code(outcome="for-now", advice="app-secret"),
    "40013": Code(outcome="for-now", advice="app-secret"),
    "40014": TOKEN_OLD,
    "41001": TOKEN_OLD,
    "42001": TOKEN_OLD,
    "40003": PERSON_UNKNOWN,
    "40031": PERSON_UNKNOWN,
    "60111": PERSON_UNKNOWN,  # unread
    "81013": PERSON_UNKNOWN,
    "invaliduser": PERSON_UNKNOWN,
    "unlicenseduser": Code(outcome="for-good", advice="no-license"),
    "40056": Code(outcome="for-now", advice="agent"),  # unread
    "301002": Code(outcome="for-now", advice="agent"),
    "48002": Code(outcome="for-now", advice="permission"),
    "60020": Code(outcome="for-now", advice="caller-address"),
}
"""`invaliduser` and `unlicenseduser` are names of lists beside `errcode: 0`, which is a success but for those in it."""
