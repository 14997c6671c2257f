"""Writes what the schemas say of words: enums, the comparison of conditions, the schema of all events.

`make schemas` runs it. Everything else in schemas/ is written by hand, and kept as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from handover_policy.model.attribute import ATTRIBUTE_TYPES
from handover_policy.model.effects import EFFECTS
from handover_policy.model.items import COLUMN_TYPES
from handover_policy.model.words import (
    causes,
    channels,
    clauses,
    controls,
    counting,
    duties,
    messages,
    outcomes,
    states,
)
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.joins import JOINS, Join
from handover_policy.model.words.operators import OPERATORS, Operator
from handover_policy.model.words.word import title
from handover_policy.texts.bilingual import BETWEEN, WRITTEN_IN, titled
from handover_policy.texts.texts import FIRST, SECOND, texts
from release.channel_schemas import channel_schema, inbound_schema, webhook_schema

SCHEMAS = Path(__file__).parent.parent / "schemas"
ENDING = ".schema.json"
ALL_EVENTS = "events"

CONDITIONS = ("archive", "clauses", "gates", "notice_days", "notices", "obligations", "policy", "tasks")
"""The kinds of files in which conditions stand."""
CLAUSE, OBLIGATION = "properties/clauses/items/properties", "properties/{}/properties/roll"
COLUMN = "properties/tasks/items/properties/items/properties/columns/additionalProperties/anyOf/1/properties"
NOTICE, TEST = "properties/notices/items/properties", "properties/cases/items/properties"
FINDINGS_OF_DIFF = ("findings/items", "changes/items", "changes/items/properties/hides/items", "settled/items")
RULES_OF_STATUTES = ("patch/additionalProperties", "rules/items")
EFFECTS_TESTED = (*EFFECTS, "refusal")

# Where a schema lists words: file and place, and the words. The order is that of the tables.
ENUMS: Mapping[str, Mapping[str, Iterable[str]]] = {
    "clauses": {
        f"{CLAUSE}/consequence/properties/kind": clauses.CONSEQUENCES,
        f"{CLAUSE}/consequence/properties/measure": clauses.MEASURES,
        f"{CLAUSE}/consequence/properties/trigger": clauses.CONSEQUENCE_TRIGGERS,
        f"{CLAUSE}/consequence/properties/exclude/items": causes.EXCLUDABLE,
        f"{CLAUSE}/sign": clauses.SIGNED_AT,
    },
    "decision": {
        "properties/outcome": outcomes.OUTCOMES,
        "properties/refusal/properties/code": outcomes.REFUSALS,
        "$defs/case/properties/state": states.CASE_STATES,
        "$defs/case/properties/cause": causes.CAUSES,
        "$defs/task/properties/state": states.TASK_STATES,
        "$defs/step/properties/state": states.STEP_STATES,
        "$defs/gate/properties/state": states.GATE_STATES,
        "$defs/gate/properties/control": states.GATE_STATES,
        "$defs/claim/properties/state": states.CLAIM_STATES,
        "$defs/task/properties/items/properties/columns/items/properties/type": COLUMN_TYPES,
        "$defs/claim/properties/kind": clauses.CONSEQUENCES,
        "$defs/claim/properties/measure": clauses.MEASURES,
        "$defs/duty/properties/state": states.DUTY_STATES,
        "$defs/duty/properties/kind": duties.DUTY_KINDS,
        "$defs/notice/properties/channels/items": channels.CHANNELS,
        "$defs/notice/properties/bodies/propertyNames": channels.CHANNELS,
        "$defs/notice/properties/texts/propertyNames": channels.WITH_TEXT_BESIDE,
        "$defs/problem/properties/severity": outcomes.SEVERITIES,
    },
    "diff": {f"properties/{place}/properties/severity": outcomes.SEVERITIES for place in FINDINGS_OF_DIFF},
    "events/departure.declared": {"properties/cause": causes.CAUSES},
    "events/resignation.submitted": {"properties/cause": causes.BY_LEAVER, "properties/form": counting.FORMS},
    "findings": {"properties/findings/items/properties/severity": outcomes.SEVERITIES},
    "gates": {"properties/gates/items/properties/controls/anyOf/0": controls.CONTROLS},
    "notice_days": {
        "properties/counting/properties/from": counting.COUNTED_FROM,
        "properties/counting/properties/unit": counting.COUNTED_UNITS,
        "properties/counting/properties/roll": counting.NOTICE_ROLLS,
        "properties/hit": counting.HITS,
        "properties/accepts/additionalProperties/items": counting.FORMS,
    },
    "notices": {
        f"{NOTICE}/channels/items": channels.CHANNELS,
        f"{NOTICE}/send_on": counting.SENDING_DAYS,
        f"{NOTICE}/on/anyOf/0": messages.TRIGGERS,
        f"{NOTICE}/on/anyOf/1/items": messages.TRIGGERS,
    },
    "notification": {"properties/channels/items": channels.CHANNELS},
    "obligations": {
        "properties/deductions/items/properties/kind": duties.DEDUCTIONS,
        **{OBLIGATION.format(kind): counting.ROLLS for kind in ("certificate", "final_pay", "transfer")},
    },
    "policy": {
        "properties/send_on": counting.SENDING_DAYS,
        "properties/attributes/additionalProperties/properties/type": ATTRIBUTE_TYPES,
        "properties/sheet/properties/order": controls.SHEET_ORDERS,
    },
    "tasks": {f"{COLUMN}/type": COLUMN_TYPES},
    "statutes": {f"properties/{place}/properties/severity": outcomes.SEVERITIES for place in RULES_OF_STATUTES},
    "test": {
        f"{TEST}/events/items/properties/type": EVENT_TYPES,
        f"{TEST}/expect/items/properties/effect": EFFECTS_TESTED,
        f"{TEST}/never/items/properties/effect": EFFECTS_TESTED,
    },
}

# Where a schema offers words beside names that a set makes up: file and place, and the words.
EXAMPLES: Mapping[str, Mapping[str, Iterable[str]]] = {
    "decision": {"$defs/gate/properties/controls": controls.CONTROLS},
}

# Where a description lists words with what they are called: file and place, and the table of texts.
DESCRIBED: Mapping[str, Mapping[str, str]] = {
    "decision": {
        "properties/outcome": "outcomes",
        "$defs/case/properties/state": "case_states",
        "$defs/task/properties/state": "task_states",
        "$defs/step/properties/state": "step_states",
        "$defs/gate/properties/state": "gate_states",
        "$defs/claim/properties/state": "claim_states",
        "$defs/duty/properties/kind": "duty_kinds",
    },
}


def written() -> dict[str, str]:
    """Return the text of every schema by its path below schemas/, as it should be."""
    files = {path.relative_to(SCHEMAS).as_posix().removesuffix(ENDING): path for path in SCHEMAS.rglob(f"*{ENDING}")}
    schemas = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in files.items()}
    for name, places in ENUMS.items():
        for place, words in places.items():
            _at(schemas[name], place)["enum"] = list(words)
    for name, places in EXAMPLES.items():
        for place, words in places.items():
            _at(schemas[name], place)["examples"] = list(words)
    for name, described in DESCRIBED.items():
        for place, table in described.items():
            rule = _at(schemas[name], place)
            rule["description"] = _listed(rule, table)
    for name in CONDITIONS:
        definitions = schemas[name]["$defs"]
        definitions["comparison"] = comparison()
        facts = {key: rule for key, rule in definitions["condition"]["properties"].items() if "." in key}
        definitions["condition"]["properties"] = {key: _join(row) for key, row in JOINS.items()} | facts
    company = _at(schemas["service"], "properties/companies/items/properties")
    definitions = schemas["service"]["$defs"]
    definitions["channel"] = channel_schema(definitions["channel"])
    for name, shape in (("webhooks", webhook_schema), ("inbound", inbound_schema)):
        company[name]["items"] = shape(company[name]["items"])
    schemas[ALL_EVENTS] = all_events(schemas)
    return {f"{name}{ENDING}": _json(schemas[name]) for name in sorted(schemas)}


def comparison() -> dict[str, Any]:
    """Return the one definition of how a condition compares a fact: a property an operator."""
    return {
        "title": "comparison",
        "description": _both("schemas.comparison"),
        "type": "object",
        "minProperties": 1,
        "properties": {name: _operator(row) for name, row in OPERATORS.items()},
        "patternProperties": {r"^\d{4}-\d{2}-\d{2}$": {"type": "number"}},
        "additionalProperties": False,
    }


def _operator(row: Operator) -> dict[str, Any]:
    said = _both(f"asks.{row.asks}{'.list' if row.takes_list else ''}")
    told: dict[str, Any] = {"title": row.name.replace("_", " "), "description": said}
    if row.asks == "presence":
        return {**told, "type": "boolean"}
    if row.ordered:
        return told
    if row.takes_list:
        return {**told, "type": "array", "items": {"$ref": "#/$defs/scalar"}, "minItems": 1}
    return {**told, "$ref": "#/$defs/scalar"}


def _join(row: Join) -> dict[str, Any]:
    told = {"title": row.name, "description": _both(f"joins.{row.name}")}
    one = {"$ref": "#/$defs/condition"}
    return {**told, "type": "array", "items": one, "minItems": 1} if row.takes_list else {**told, **one}


def _both(text: str, *, titles: str = "") -> str:
    """Return a text in both languages; `titles` names the word that fills it."""
    said = (texts(each).say(f"words.{text}", called=title(titles, each) if titles else "") for each in WRITTEN_IN)
    return BETWEEN.join(said)


def all_events(schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of any event: a branch a type, the envelope and the data of each in one."""
    envelope = schemas["event"]
    branches: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for name, row in EVENT_TYPES.items():
        branches[row.data.__name__] = _branch(envelope, name, row.data.__name__)
        told = {key: rule for key, rule in schemas[f"events/{name}"].items() if key not in {"$schema", "$id"}}
        data[f"{row.data.__name__}Data"] = _for_programs({**told, "title": f"{row.data.__name__}Data"})
    for each in list(data.values()):
        evidence = each["properties"].get("evidence")
        if evidence is not None:
            data["Evidence"] = {**evidence["items"], "title": "Evidence"}
            each["properties"]["evidence"] = {**evidence, "items": {"$ref": "#/$defs/Evidence"}}
    for name, branch in branches.items():
        branch["required"] = [*envelope["required"], *(["data"] if data[f"{name}Data"].get("required") else [])]
    return {
        "$schema": envelope["$schema"],
        "$id": f"{ALL_EVENTS}{ENDING}",
        "title": "AnyEvent",
        "description": _both("schemas.any_event"),
        "type": "object",
        "discriminator": {"propertyName": "type"},
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in branches],
        "$defs": {**branches, **data},
    }


def _branch(envelope: Mapping[str, Any], kind: str, name: str) -> dict[str, Any]:
    properties = _without_unions(envelope["properties"])
    properties["type"] = {
        "title": "Type",
        "description": _both("schemas.type", titles=f"events.{kind}"),
        "const": kind,
    }
    properties["data"] = {"$ref": f"#/$defs/{name}Data"}
    return {
        "title": name,
        "description": _both("schemas.event", titles=f"events.{kind}"),
        "type": "object",
        "required": [],
        "properties": properties,
        "patternProperties": envelope["patternProperties"],
        "additionalProperties": False,
    }


def _for_programs(rule: dict[str, Any]) -> dict[str, Any]:
    """Return the rule of an object as generators of code read it: without lists of types, with any further keys.

    What further keys must be is asked by a pattern: an interface of TypeScript cannot say it of all keys but its own.
    """
    plain: dict[str, Any] = _without_unions(rule)
    further = plain["additionalProperties"]
    if not isinstance(further, dict):
        return plain
    others = f"^(?!({'|'.join(plain['properties'])})$)"
    return {**plain, "patternProperties": {others: further}, "additionalProperties": True}


def _without_unions(rule: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a rule with a choice in the place of a list of types: generators of code read no lists."""
    if isinstance(rule, list):
        return [_without_unions(each) for each in rule]
    if not isinstance(rule, dict):
        return rule
    types = rule.get("type")
    if not isinstance(types, list) or ("null" in types and len(types) == 2):  # noqa: PLR2004 - a type, or null
        return {key: _without_unions(value) for key, value in rule.items()}
    about = {key: rule[key] for key in ("title", "description") if key in rule}
    limits = {key: value for key, value in rule.items() if key not in {*about, "type"}}
    return {**about, "anyOf": [{"type": each, **(limits if each == "string" else {})} for each in types]}


def _listed(rule: Mapping[str, Any], table: str) -> str:
    """Return a description that lists the words of a rule, behind what the rule is called in Chinese."""
    chinese = [f"{name} {title(f'{table}.{name}', FIRST)}" for name in rule["enum"]]
    english = [title(f"{table}.{name}", SECOND) for name in rule["enum"]]
    told = texts(FIRST).say("words.schemas.listed", called=titled(rule, FIRST), values="，".join(chinese))
    return f"{told}{BETWEEN}{', '.join(english)}."


def _at(schema: Any, place: str) -> Any:  # noqa: ANN401 - any JSON value
    for step in place.split("/"):
        schema = schema[int(step)] if isinstance(schema, list) else schema[step]
    return schema


def _json(schema: object) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def outdated() -> Iterator[str]:
    """Yield the paths of the schemas that are not as they should be."""
    for name, text in written().items():
        path = SCHEMAS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield name


def main() -> None:
    """Write the schemas that are not as they should be, and say which."""
    made = written()
    for name in list(outdated()):
        (SCHEMAS / name).write_text(made[name], encoding="utf-8")
        print(f"schemas/{name}")


if __name__ == "__main__":
    main()
