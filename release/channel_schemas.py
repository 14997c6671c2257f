"""channel_schema, webhook_schema: the shapes of channels in the settings, made of the kinds that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handover_policy.delivery.kind import Kind
from handover_policy.delivery.kinds import KINDS, OF_CHANNELS
from handover_policy.delivery.sms.reports import READERS
from handover_policy.model.effects import EFFECTS
from handover_policy.texts.bilingual import BETWEEN, COLON, WRITTEN_IN
from handover_policy.texts.texts import texts

Json = dict[str, Any]
WORD: Json = {"type": "string", "minLength": 1, "maxLength": 2000}
COUNT: Json = {"type": "integer", "minimum": 1}
NUMBERED = ("agent_id", "sdk_app_id")
"""Ids that are numbers of the vendors: whoever writes them without quotes is understood."""
TITLE_WITHIN = 12
"""Characters in which a Chinese description says what a key is called, where it does."""
TYPES: Mapping[type, Json] = {
    str: WORD,
    int: COUNT,
    float: {"type": "number", "exclusiveMinimum": 0, "maximum": 600},
    bool: {"type": "boolean"},
    list: {"type": "array", "items": WORD, "maxItems": 20},
}
OF_KEYS: Mapping[str, Json] = {
    "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    "templates": {
        "type": "object",
        "additionalProperties": {"anyOf": [WORD, COUNT]},
        "maxProperties": 1000,
    },
    "lengths": {"type": "object", "additionalProperties": COUNT, "maxProperties": 100},
    "address_kind": {"enum": ["phone", "email", "dingtalk", "wecom", "feishu"]},
    "effects": {"type": "array", "items": {"enum": list(EFFECTS)}, "maxItems": len(EFFECTS)},
    **{name: {"anyOf": [WORD, COUNT]} for name in NUMBERED},
}
"""Keys whose values are more than their type says."""


def channel_schema(written: Json) -> Json:
    """Return the shape of one channel: what its kind takes, all of it and nothing else; `written` says the rest."""
    kind = {
        **written["properties"]["kind"],
        "description": _both("schema.kind", untried=", ".join(_untried())),
        "enum": list(OF_CHANNELS),
    }
    for name in ("type", "minLength", "maxLength", "examples"):
        kind.pop(name, None)
    return {
        "title": written["title"],
        "description": written["description"],
        "type": "object",
        "properties": {"kind": kind},
        "required": ["kind"],
        "allOf": [_branch(each) for each in OF_CHANNELS.values()],
    }


def webhook_schema(written: Json) -> Json:
    """Return the shape of one receiver of decisions."""
    kind = KINDS["webhook"]
    return {
        **{name: written[name] for name in ("title", "description", "type")},
        "properties": dict(_keys(kind)),
        "required": list(kind.required),
        "additionalProperties": False,
    }


def inbound_schema(written: Json) -> Json:
    """Return the shape of one door for vendors; of those that are built yet all of it and nothing else."""
    properties = {**written["properties"], "kind": {**written["properties"]["kind"]}}
    branches = [
        {
            "if": _if(kind),
            "then": {"properties": properties, "required": list(properties), "additionalProperties": False},
        }
        for kind in READERS
    ]
    return {**written, "properties": properties, "required": ["kind"], "allOf": branches}


def _branch(kind: Kind) -> Json:
    own = {"title": "kind", "const": kind.name}
    said = {"description": _both("schema.untried", kind=kind.name)} if kind.untried else {}
    then = {
        "properties": {"kind": {**own, **said}, **dict(_keys(kind))},
        "required": list(kind.required),
        "additionalProperties": False,
    }
    return {"if": _if(kind.name), "then": then}


def _if(kind: str) -> Json:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


def _keys(kind: Kind) -> Iterator[tuple[str, Json]]:
    for name, type_ in {**dict.fromkeys(kind.required, str), **kind.optional}.items():
        told = {
            "title": name.replace("_", " "),
            "description": _described(kind.name, name),
            **OF_KEYS.get(name, TYPES.get(type_, {})),
        }
        if name in kind.defaults:
            told["default"] = kind.defaults[name]
        yield name, told


def _untried() -> list[str]:
    return [each.name for each in OF_CHANNELS.values() if each.untried]


def _described(kind: str, key: str) -> str:
    """Return what a key means, in both languages, behind what it is called in Chinese."""
    chinese, english = (texts(each).say(f"deliveries.settings.{kind}.{key}") for each in WRITTEN_IN)
    title = "" if COLON in chinese[:TITLE_WITHIN] else f"{key}{COLON}"
    return f"{title}{chinese}{BETWEEN}{english[0].upper()}{english[1:]}"


def _both(key: str, **values: object) -> str:
    return BETWEEN.join(texts(each).say(f"deliveries.{key}", **values) for each in WRITTEN_IN)
