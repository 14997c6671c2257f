"""TENCENT: codes of Tencent Cloud's text messages, and of its gateway, as one of the three answers."""

from __future__ import annotations

from handover_policy.delivery.codes import Code, Codes
from handover_policy.delivery.sms.filling import FILLING

_NUMBER = Code(outcome="for-good", advice="tencent.number")
_TEMPLATE = Code(outcome="for-good", advice="tencent.template")
_PARAMETERS = Code(outcome="for-good", advice="tencent.parameters")
_CONTENT = Code(outcome="for-good", advice="tencent.content")
_REQUEST = Code(outcome="for-good", advice="tencent.request")
_SIGN = Code(outcome="for-now", advice="tencent.sign")
_ACCOUNT = Code(outcome="for-now", advice="tencent.account")
_KEY = Code(outcome="for-now", advice="tencent.key")
_CLOCK = Code(outcome="for-now", advice="tencent.clock", wait=60.0)
_PERMISSION = Code(outcome="for-now", advice="tencent.permission")
_LIMIT = Code(outcome="for-now", advice="tencent.limit", wait=60.0)
_HOUR = Code(outcome="for-now", advice="tencent.limit", wait=1800.0)
_DAY = Code(outcome="for-now", advice="tencent.day_limit", until_midnight=True)
UNKNOWN = Code(outcome="unknown", advice="tencent.unknown")

TENCENT: Codes = {
    **FILLING,
    "Ok": Code(outcome="accepted", advice="nothing"),
    "FailedOperation.PhoneNumberInBlacklist": _NUMBER,
    "FailedOperation.PhoneNumberParseFail": _NUMBER,
    "InvalidParameterValue.IncorrectPhoneNumber": _NUMBER,
    "LimitExceeded.PhoneNumberCountLimit": _NUMBER,
    "LimitExceeded.AppCountryOrRegionInBlacklist": _NUMBER,
    "UnsupportedOperation.UnsupportedRegion": _NUMBER,
    "UnsupportedOperation.UnsuportedRegion": _NUMBER,
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": _NUMBER,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": _NUMBER,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": _NUMBER,
    "FailedOperation.TemplateIncorrectOrUnapproved": _TEMPLATE,
    "FailedOperation.TemplateUnapprovedOrNotExist": _TEMPLATE,
    "FailedOperation.TemplateIdNotExist": _TEMPLATE,
    "FailedOperation.MissingTemplateList": _TEMPLATE,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _PARAMETERS,
    "InvalidParameterValue.TemplateParameterFormatError": _PARAMETERS,
    "InvalidParameterValue.TemplateParameterLengthLimit": _PARAMETERS,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": _PARAMETERS,
    "InvalidParameterValue.ContentLengthLimit": _PARAMETERS,
    "FailedOperation.ContainSensitiveWord": _CONTENT,
    "InvalidParameter.DirtyWordFound": _CONTENT,
    "FailedOperation.MarketingSendTimeConstraint": _TEMPLATE,
    "FailedOperation.FailResolvePacket": _REQUEST,
    "FailedOperation.JsonParseFail": _REQUEST,
    "FailedOperation.ParametersOtherError": _REQUEST,
    "InvalidParameter": _REQUEST,
    "InvalidParameter.InvalidParameters": _REQUEST,
    "InvalidParameterValue": _REQUEST,
    "MissingParameter": _REQUEST,
    "MissingParameter.EmptyPhoneNumberSet": _REQUEST,
    "UnknownParameter": _REQUEST,
    "UnsupportedOperation": _REQUEST,
    "FailedOperation.SignatureIncorrectOrUnapproved": _SIGN,
    "FailedOperation.MissingSignature": _SIGN,
    "FailedOperation.MissingSignatureList": _SIGN,
    "FailedOperation.SignIdNotExist": _SIGN,
    "InvalidParameterValue.SignNameLengthTooLong": _SIGN,
    "FailedOperation.InsufficientBalanceInSmsPackage": _ACCOUNT,
    "UnauthorizedOperation.ServiceSuspendDueToArrears": _ACCOUNT,
    "UnauthorizedOperation.SdkAppIdIsDisabled": _ACCOUNT,
    "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny": _TEMPLATE,
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": _KEY,
    "InvalidParameterValue.SdkAppIdNotExist": _KEY,
    "InvalidParameter.AppidAndBizId": _KEY,
    "UnauthorizedOperation.RequestIpNotInWhitelist": _PERMISSION,
    "UnauthorizedOperation.RequestPermissionDeny": _PERMISSION,
    "UnauthorizedOperation": _PERMISSION,
    "AuthFailure": _KEY,
    "AuthFailure.UnauthorizedOperation": _PERMISSION,
    "AuthFailure.InvalidAuthorization": _KEY,
    "AuthFailure.InvalidSecretId": _KEY,
    "AuthFailure.SecretIdNotFound": _KEY,
    "AuthFailure.SignatureFailure": _KEY,
    "AuthFailure.MFAFailure": _KEY,
    "AuthFailure.TokenFailure": _KEY,
    "AuthFailure.SignatureExpire": _CLOCK,
    "InternalError.RequestTimeException": _CLOCK,
    "LimitExceeded": _LIMIT,
    "RequestLimitExceeded": _LIMIT,
    "LimitExceeded.DeliveryFrequencyLimit": _LIMIT,
    "LimitExceeded.GlobalSmsSendingRateLimit": _LIMIT,
    "LimitExceeded.PhoneNumberThirtySecondLimit": _LIMIT,
    "LimitExceeded.PhoneNumberOneHourLimit": _HOUR,
    "LimitExceeded.AppDailyLimit": _DAY,
    "LimitExceeded.AppGlobalDailyLimit": _DAY,
    "LimitExceeded.AppMainlandChinaDailyLimit": _DAY,
    "LimitExceeded.AppCountryOrRegionDailyLimit": _DAY,
    "LimitExceeded.DailyLimit": _DAY,
    "LimitExceeded.PhoneNumberDailyLimit": _DAY,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": _DAY,
    "InternalError.SigFieldMissing": _KEY,
    "InternalError.SigVerificationFail": _KEY,
    "InternalError.RestApiInterfaceNotExist": _REQUEST,
    "FailedOperation": UNKNOWN,
    "FailedOperation.OtherError": UNKNOWN,
    "InternalError": UNKNOWN,
    "InternalError.JsonParseFail": UNKNOWN,
    "InternalError.OtherError": UNKNOWN,
    "InternalError.ParseBackendResponseFail": UNKNOWN,
    "InternalError.SendAndRecvFail": UNKNOWN,
    "InternalError.Timeout": UNKNOWN,
    "InternalError.UnknownError": UNKNOWN,
}
"""What concerns number, template or content is for good: another channel is tried. What concerns us is for now.

What went wrong within Tencent, and a code whose family stands nowhere: nobody knows, and nothing is sent again blindly.
"""
