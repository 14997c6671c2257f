"""read_person: what a form or a row of a table says of an employee, as events tell it; and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from handover_policy.app.portal.leaving.days_told import FURTHEST
from handover_policy.policy.meant.values import day_meant
from handover_policy.policy.policy_set import PolicySet

NUMBER, NAME, ROLE, STAGE, MANAGER, HIRED, PHONE, MAIL = (
    "number",
    "name",
    "role",
    "stage",
    "manager",
    "hired",
    "phone",
    "mail",
)
COLUMNS = (NUMBER, NAME, ROLE, STAGE, MANAGER, HIRED, PHONE, MAIL)
DEPARTMENT, PRIVATE_PHONE, PRIVATE_MAIL = "department", "private_phone", "private_mail"
ACCOUNTS = ("dingtalk", "wecom", "feishu")
"""Ids by which an app of the company knows people."""
FIELDS = (*COLUMNS, DEPARTMENT, *ACCOUNTS, PRIVATE_PHONE, PRIVATE_MAIL)
REQUIRED = (NUMBER, NAME, ROLE, STAGE, HIRED)
ADDRESS_OF: Mapping[str, str] = MappingProxyType(
    {
        PHONE: "phone",
        MAIL: "email",
        **{name: name for name in ACCOUNTS},
        PRIVATE_PHONE: "private_phone",
        PRIVATE_MAIL: "private_email",
    }
)
"""By field the kind of address that it is, in the order in which pages show them."""
MAIL_FORM = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
PHONE_FORM = re.compile(r"\+?[0-9][0-9 ()\-]{2,30}")
ACCOUNT_FORM = re.compile(r"(?!@all$)[^\s|,;\uff0c\uff1b\u3001]+", re.IGNORECASE)
LONGEST = 200
FIRST_YEAR = 1940
FindPeople = Callable[[str], Sequence[str]]
"""Gives the ids of those who are meant by an id or a name."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field; `code` names its sentence, `what` is what was written, or the day it does not fit.

    `called` names the field where people read another name for it.
    """

    field: str
    code: str
    what: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRead:
    """An employee as they were read: id, attributes by the names events have for them, addresses; None is empty."""

    id: str
    attributes: Mapping[str, str]
    addresses: Mapping[str, str | None]


def read_person(
    told: Mapping[str, str], policy: PolicySet, meant: FindPeople, today: date
) -> tuple[PersonRead, tuple[Wrong, ...]]:
    """Return what is said of an employee, and everything that is wrong with it; fields not told stay untold.

    Args:
        told: by field what was written, as it was.
        policy: whose vocabulary counts.
        meant: gives whom an id or a name of a manager means.
        today: nobody is hired later than so far ahead of it, nor in another century.

    """
    texts = {name: " ".join(value.split()) for name, value in told.items()}
    wrong = [Wrong(name, "missing") for name in REQUIRED if name in texts and not texts[name]]
    wrong += [Wrong(name, "long") for name, value in texts.items() if len(value) > LONGEST]
    wrong += [Wrong(name, "unprintable") for name, value in texts.items() if not value.isprintable()]
    attributes: dict[str, str] = {name: texts[name] for name in (NAME, DEPARTMENT) if texts.get(name)}
    for name in (ROLE, STAGE):
        _take(attributes, wrong, name, _of_vocabulary(policy, name, texts.get(name, "")))
    _take(attributes, wrong, HIRED, _day(texts.get(HIRED, ""), today))
    _take(attributes, wrong, MANAGER, _manager(texts.get(MANAGER, ""), meant, texts.get(NUMBER, "")))
    if HIRED in attributes:
        attributes["hired_on"] = attributes.pop(HIRED)
    addresses: dict[str, str | None] = {}
    for name, kind in ADDRESS_OF.items():
        if name in texts:
            code, form = _form_of(name)
            addresses[kind] = texts[name] or None
            if texts[name] and not form.fullmatch(texts[name]):
                wrong.append(Wrong(name, code, texts[name][:60]))
    return PersonRead(id=texts.get(NUMBER, ""), attributes=attributes, addresses=addresses), tuple(wrong)


def _form_of(name: str) -> tuple[str, re.Pattern[str]]:
    """Return the code of what is wrong with an address of a field, and the form that it must have."""
    if name in ACCOUNTS:
        return "account", ACCOUNT_FORM
    return ("phone", PHONE_FORM) if "phone" in name else ("mail", MAIL_FORM)


def _take(attributes: dict[str, str], wrong: list[Wrong], name: str, found: str | Wrong | None) -> None:
    if isinstance(found, Wrong):
        wrong.append(found)
    elif found:
        attributes[name] = found


def _of_vocabulary(policy: PolicySet, name: str, told: str) -> str | Wrong | None:
    """Return a word of the vocabulary, told by itself or by its title; any text where the policy has no list."""
    words = policy.manifest.vocabulary.get(f"employee.{name}", {})
    if not told or not words or told in words:
        return told
    by_title = [value for value, title in words.items() if title == told]
    return by_title[0] if len(by_title) == 1 else Wrong(name, "word", told[:60])


def _day(told: str, today: date) -> str | Wrong | None:
    if not told:
        return None
    found = day_meant(told)
    if not found:
        return Wrong(HIRED, "day", told[:60])
    day = date.fromisoformat(found)
    return Wrong(HIRED, "year", told[:60]) if day.year < FIRST_YEAR or day > today + FURTHEST else found


def _manager(told: str, meant: FindPeople, own: str) -> str | Wrong | None:
    if not told:
        return None
    found = meant(told)
    if len(found) != 1:
        return Wrong(MANAGER, "several" if found else "nobody", told[:60])
    return Wrong(MANAGER, "himself") if found[0] == own else found[0]
