"""Filling: which template of the vendor a message is, and what stands in its blanks, no longer than is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handover_policy.delivery.answering import answered
from handover_policy.delivery.codes import Code, Codes
from handover_policy.delivery.sms.phones import e164
from handover_policy.ports.channels import Failed, Parcel, SmsText, Unknown

FILLING: Codes = {
    "address-unfit": Code(outcome="for-good", advice="sms.number"),
    "no-template": Code(outcome="for-good", advice="sms.no_template"),
    "parameter-too-long": Code(outcome="for-good", advice="sms.too_long"),
    "template-unknown": Code(outcome="for-now", advice="sms.template_unknown"),
    "link-missing": Code(outcome="for-good", advice="sms.link"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSettings:
    """What the settings say of templates.

    Args:
        templates: the vendor's code by the id of the notification, or by the code that the policy names; each with
            `/en` behind it where texts of a language have a template of their own.
        link_parameter: the blank that takes the link; the policy's own parameter of that name, or one at the end.
        link_else: what stands there where no link may be told; without it such a message is not sent.
        lengths: characters at most by blank, as the vendor approved them.
        length: characters at most of any other blank.

    """

    templates: Mapping[str, str] = field(default_factory=dict)
    link_parameter: str | None = None
    link_else: str | None = None
    lengths: Mapping[str, int] = field(default_factory=dict)
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMessage:
    """What is sent: to which number, by which template of the vendor, with what in its blanks."""

    number: str
    template: str
    parameters: Sequence[tuple[str, str]]


def filled(parcel: Parcel, settings: TemplateSettings) -> ReadyMessage | Failed | Unknown:
    """Return what is sent for a parcel, or why nothing is."""
    number = e164(parcel.address)
    if number is None:
        return answered(FILLING, "address-unfit")
    if parcel.sms is None:
        return answered(FILLING, "no-template")
    parameters: Sequence[tuple[str, str]] | None = parcel.sms.parameters
    if parcel.sms.linked:
        parameters = _linked(parcel.sms.parameters, parcel.link, settings)
    if parameters is None:
        return answered(FILLING, "link-missing")
    for name, value in parameters:
        most = settings.lengths.get(name, None if name == settings.link_parameter else settings.length)
        if most is not None and len(value) > most:
            return answered(FILLING, "parameter-too-long", f"{name}: {len(value)} > {most}")
    template = _template(parcel.sms, parcel.language, settings.templates)
    return ReadyMessage(number=number, template=template, parameters=parameters)


def _template(sms: SmsText, language: str, templates: Mapping[str, str]) -> str:
    """Return the vendor's template: that of the notification in the text's language, else the policy's own code."""
    names = [each for each in (sms.notice, sms.template) if each]
    spoken = language.partition("-")[0]
    keys = [f"{name}/{each}" for name in names for each in (language, spoken)] + names
    return next((templates[key] for key in keys if key in templates), sms.template)


def unknown_template(template: str) -> Failed | Unknown:
    """Return the answer for a template that cannot be one of the vendor's: the settings do not map it."""
    return answered(FILLING, "template-unknown", template)


def _linked(
    parameters: Sequence[tuple[str, str]], link: str | None, settings: TemplateSettings
) -> Sequence[tuple[str, str]] | None:
    """Return parameters with the link in its blank; None where there is neither a link nor what stands for it."""
    name = settings.link_parameter
    if name is None:
        return tuple(parameters)
    told = link or settings.link_else
    if told is None:
        return None
    if any(each == name for each, _ in parameters):
        return tuple((each, told if each == name else value) for each, value in parameters)
    return (*parameters, (name, told))
