"""Declaration, Sms: what a notification.yaml lays down about a message in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handover_policy.model.words.channels import CHANNELS
from handover_policy.render.authoring.author_file import AuthorFile
from handover_policy.render.authoring.reading import Place
from handover_policy.render.views import ALWAYS, VARIABLES

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsParameter:
    """A value of the approved template: its name, the Jinja text that gives it, and how many characters fit."""

    name: str
    value: str
    longest: int
    path: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """The template approved by the provider; `text` is its wording, with `${name}` where values go."""

    template_code: str
    text: str
    longest: int
    parameters: tuple[SmsParameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A message's channels, the variables its texts may name, and its text message."""

    id: str
    channels: tuple[str, ...]
    variables: frozenset[str]
    sms: Sms | None


def read_declaration(name: str, file: AuthorFile) -> Declaration:
    """Return what a notification.yaml declares; what is wrong in it stands in the file's findings."""
    file.mapping(
        (),
        keys=("kind", "title", "description", "audience", "channels", "variables", "sms"),
        required=("title", "audience", "channels", "variables"),
    )
    for key in ("title", "description"):
        file.text((key,))
    file.texts(("audience",))
    channels = file.texts(("channels",))
    for index, channel in enumerate(channels):
        if channel not in CHANNELS:
            listed = ", ".join(CHANNELS)
            file.fault("template-channel-unknown", ("channels", index), channel, listed, known=tuple(CHANNELS))
    variables = file.texts(("variables",))
    for index, variable in enumerate(variables):
        if variable not in VARIABLES:
            file.fault("template-variable-unknown", ("variables", index), variable, known=VARIABLES)
    sms = read_sms(file)
    if "sms" in channels and sms is None:
        file.fault("template-key-missing", (), "sms")
    return Declaration(id=name, channels=channels, variables=ALWAYS | frozenset(variables), sms=sms)


def read_sms(file: AuthorFile) -> Sms | None:
    """Return the text message that a file lays down, None where it has none."""
    keys = ("template_code", "text", "max_length", "params")
    if not file.mapping(("sms",), keys=keys, required=keys):
        return None
    parameters = []
    for path in file.sequence(("sms", "params")):
        file.mapping(path, keys=("name", "value", "max"), required=("name", "value", "max"))
        longest = file.number((*path, "max"))
        value = (*path, "value")
        name = file.text((*path, "name"))
        parameters.append(SmsParameter(name=name, value=file.text(value), longest=longest, path=value))
    text = file.text(("sms", "text"))
    for name in sorted(set(PLACEHOLDER.findall(text)) ^ {parameter.name for parameter in parameters}):
        file.fault("template-sms-placeholder", ("sms", "text"), name)
    code = file.text(("sms", "template_code"))
    longest = file.number(("sms", "max_length"))
    reached = len(PLACEHOLDER.sub("", text)) + sum(parameter.longest for parameter in parameters)
    if longest and reached > longest:
        file.fault("template-sms-too-long", ("sms", "max_length"), str(reached), str(longest))
    return Sms(template_code=code, text=text, longest=longest, parameters=tuple(parameters))
