"""TABLES: every table of words, by the name under which texts/<language>/words.yaml holds its titles."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.model.attribute import ATTRIBUTE_TYPES
from handover_policy.model.effects import EFFECTS
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
from handover_policy.model.words.anchors import ANCHOR_ROOMS, ANCHORS, TARGET_DAYS
from handover_policy.model.words.event_types import EVENT_TYPES
from handover_policy.model.words.joins import JOINS
from handover_policy.model.words.operators import OPERATORS
from handover_policy.model.words.word import Word, words

TABLES: Mapping[str, Mapping[str, Word]] = MappingProxyType(
    {
        "events": EVENT_TYPES,
        "triggers": messages.FOLLOWING,
        "recipients": messages.RECIPIENTS,
        "effects": words(*EFFECTS),
        "joins": JOINS,
        "operators": OPERATORS,
        "anchors": ANCHORS,
        "anchor_rooms": ANCHOR_ROOMS,
        "target_days": TARGET_DAYS,
        "channels": channels.CHANNELS,
        "controls": controls.CONTROLS,
        "causes": causes.CAUSES,
        "case_states": states.CASE_STATES,
        "task_states": states.TASK_STATES,
        "step_states": states.STEP_STATES,
        "gate_states": states.GATE_STATES,
        "claim_states": states.CLAIM_STATES,
        "duty_states": states.DUTY_STATES,
        "handover_states": states.HANDOVER_STATES,
        "outcomes": outcomes.OUTCOMES,
        "refusals": outcomes.REFUSALS,
        "severities": outcomes.SEVERITIES,
        "consequences": clauses.CONSEQUENCES,
        "measures": clauses.MEASURES,
        "signed_at": clauses.SIGNED_AT,
        "forms": counting.FORMS,
        "counted_from": counting.COUNTED_FROM,
        "counted_units": counting.COUNTED_UNITS,
        "rolls": counting.ROLLS,
        "sending_days": counting.SENDING_DAYS,
        "hits": counting.HITS,
        "attribute_types": ATTRIBUTE_TYPES,
        "consequence_triggers": clauses.CONSEQUENCE_TRIGGERS,
        "sheet_orders": controls.SHEET_ORDERS,
        "lengths": counting.LENGTHS,
        "duty_kinds": duties.DUTY_KINDS,
        "obligations": duties.OBLIGATIONS,
        "deductions": duties.DEDUCTIONS,
    }
)
