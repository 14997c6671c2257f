"""ALIYUN: codes of Aliyun's text messages, and of its gateway, as one of the three answers."""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes
from handover_policy.delivery.sms.filling import FILLING

_NUMBER = Code(outcome="for-good", advice="aliyun.number")
_TEMPLATE = Code(outcome="for-good", advice="aliyun.template")
_PARAMETERS = Code(outcome="for-good", advice="aliyun.parameters")
_CONTENT = Code(outcome="for-good", advice="aliyun.content")
_SIGN = Code(outcome="for-now", advice="aliyun.sign")
_ACCOUNT = Code(outcome="for-now", advice="aliyun.account")
_KEY = Code(outcome="for-now", advice="aliyun.key")
_CLOCK = Code(outcome="for-now", advice="aliyun.clock", wait=60.0)
_PERMISSION = Code(outcome="for-now", advice="aliyun.permission")
_LIMIT = Code(outcome="for-now", advice="aliyun.limit", wait=60.0)
_DAY = Code(outcome="for-now", advice="aliyun.day_limit", until_midnight=True)
UNKNOWN = Code(outcome="unknown", advice="aliyun.unknown")

ALIYUN: Codes = {
    **FILLING,
    "OK": Code(outcome="accepted", advice="nothing"),
    "isv.MOBILE_NUMBER_ILLEGAL": _NUMBER,
    "isv.MOBILE_COUNT_OVER_LIMIT": _NUMBER,
    "isv.SMS_TEMPLATE_ILLEGAL": _TEMPLATE,
    "isv.TEMPLATE_MISSING_PARAMETERS": _PARAMETERS,
    "isv.TEMPLATE_PARAMS_ILLEGAL": _PARAMETERS,
    "isv.INVALID_PARAMETERS": _PARAMETERS,
    "isv.INVALID_JSON_PARAM": _PARAMETERS,
    "isv.PARAM_LENGTH_LIMIT": _PARAMETERS,
    "isv.PARAM_NOT_SUPPORT_URL": _PARAMETERS,
    "isv.BLACK_KEY_CONTROL_LIMIT": _CONTENT,
    "isv.SMS_CONTENT_ILLEGAL": _CONTENT,
    "isv.SMS_SIGNATURE_ILLEGAL": _SIGN,
    "isv.SMS_SIGN_ILLEGAL": _SIGN,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": _SIGN,
    "isv.OUT_OF_SERVICE": _ACCOUNT,
    "isv.AMOUNT_NOT_ENOUGH": _ACCOUNT,
    "isv.PRODUCT_UN_SUBSCRIPT": _ACCOUNT,
    "isv.PRODUCT_UNSUBSCRIBE": _ACCOUNT,
    "isv.ACCOUNT_NOT_EXISTS": _ACCOUNT,
    "isv.ACCOUNT_ABNORMAL": _ACCOUNT,
    "isv.BUSINESS_LIMIT_CONTROL": _LIMIT,
    "isv.DAY_LIMIT_CONTROL": _DAY,
    "isv.MONTH_LIMIT_CONTROL": _DAY,
    "isv.SMS_TEST_NUMBER_LIMIT": _NUMBER,
    "isv.DENY_IP_RANGE": _PERMISSION,
    "isp.RAM_PERMISSION_DENY": _PERMISSION,
    "isp.SYSTEM_ERROR": UNKNOWN,
    "isp.UNKNOWN": UNKNOWN,
    "isp.GATEWAY_ERROR": UNKNOWN,
    "InternalError": UNKNOWN,
    "ServiceUnavailable": UNKNOWN,
    "Throttling": _LIMIT,
    "Throttling.User": _LIMIT,
    "Throttling.Api": _LIMIT,
    "NoPermission": _PERMISSION,
    "Forbidden.RAM": _PERMISSION,
    "InvalidAccessKeyId.NotFound": _KEY,
    "InvalidAccessKeyId.Inactive": _KEY,
    "SignatureDoesNotMatch": _KEY,
    "IncompleteSignature": _KEY,
    "InvalidTimeStamp.Expired": _CLOCK,
    "SignatureNonceUsed": _CLOCK,
}
"""What concerns number, template or content is for good: another channel is tried. What concerns us is for now.

A code that stands nowhere: with a status of 4xx the gateway let nothing through, and it is tried again; else nobody
knows, and the provider is asked before anything is sent again.
"""
