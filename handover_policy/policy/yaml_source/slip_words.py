"""What Chinese keyboards type instead of the plain characters of YAML, and the keys by which both are told apart."""

from __future__ import annotations

from handover_policy.model.words.joins import JOINS
from handover_policy.model.words.operators import OPERATORS

WIDE_SPACE = "\u3000"
NO_BREAK = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
"""Blanks that text processors and web pages put in the place of the plain one."""
SPACE = WIDE_SPACE + NO_BREAK
WIDE = "\uff01-\uff5e\u3002" + SPACE
"""Full-width forms, the full stop and blanks that are none in YAML, inside a class of a regular expression."""
DASHES = "\uff0d\u2014\u2013\u2012\u2010\u2212\u2022\u00b7"
"""What stands at the beginning of items where word processors made a list of them."""
OPENING = {"［": "[", "【": "[", "｛": "{", "「": "{"}
CLOSING = {"］": "]", "】": "]", "｝": "}", "」": "}"}
QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'"}
COMMAS = "，、"
PLAIN = {**OPENING, **CLOSING, **QUOTES, "、": ",", "。": "."}
"""The plain character for each that is not simply its full-width form."""

UNITS_IN_CHINESE = {
    "个工作日": "workdays",
    "工作日": "workdays",
    "天": "days",
    "日": "days",
    "周": "weeks",
    "星期": "weeks",
    "个月": "months",
    "月": "months",
    "年": "years",
}
"""The unit that was meant, by what people write in its place."""

_PROSE = """
approver basis body cite company description do en message name note reason remark source text title trigger
where zh
"""
_MACHINE = """
absence accepted_after accepts acknowledgement add addressee after adoption amount approvals art40_notice_days as_of
at audience audit automation biometric_consent bound burden_of_proof by calendar cap cap_percent_of_month cases causes
certificate channels checks clauses columns compensation_percent components consent consequence consulted contacts
contract_text controls counting currency data days deductions deposit dispatch due duties effect effective else
employee employer_exit events every evidence exclude expect expires extends extra_fields fallback_days fields file
final_pay finding fingerprint fix floor for for_each formula from gates grade handover handover_evidence health_check
held_documents hit human_review id in in_force items jurisdiction key kind language law laws leaving_prediction
mass_threshold_percent max max_length max_multiple_of_notice_pay measure missing monthly_compensation months
months_per_year moved never never_silent notice notices notification of on opens_when paid_on params parties party
patch penalty_multiple percent personal_info persons prior_written_notice probation_reason profile prominent
proof_required protected_check published reads release_by remove repeat required requires retention reviewed roll
route rows rules sections send_at send_on severance severity sheet sign signature sms social_insurance start steps
subject tasks template_code times timezone to together transfer type unemployment_report union_notice unit unless
until untold update_every uploads value variables version vocabulary wage_records waivers when within without_leaver
"""
PROSE_KEYS = frozenset(_PROSE.split())
"""Keys whose values are prose: any character may stand there."""
MACHINE_KEYS = frozenset({*_MACHINE.split(), *OPERATORS, *JOINS})
"""All other keys of policy files: their values are words that a machine reads."""

KEYS = PROSE_KEYS | MACHINE_KEYS


def plain_character(wide: str) -> str:
    """Return the character that was meant; a wide blank is left to those who know how many blanks it stands for."""
    return PLAIN.get(wide) or chr(ord(wide) - 0xFEE0)


def narrowed(word: str) -> str:
    """Return a word with its wide characters made plain."""
    return "".join(plain_character(each) if each == "。" or each >= "！" else each for each in word)


def is_machine_key(name: str) -> bool:
    """Return whether the values of a key are read by a machine: keys of policy files, facts and dates."""
    return name in MACHINE_KEYS or "." in name or name[:4].isdigit()
