"""refusal_json, refusal_from, params_json: why an event was refused, and what fills its sentence, as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover_policy.model.decision import Reason, Refusal
from handover_policy.model.written.scalars import Json


def refusal_json(refusal: Refusal) -> Json:
    """Return a refusal as contract section 4 writes it."""
    return {"code": refusal.code, "message": refusal.message, "params": params_json(refusal.params)}


def params_json(params: Mapping[str, object]) -> Json:
    """Return what fills a sentence as JSON: texts and numbers as they are, tuples as arrays, reasons as objects."""
    return {
        name: [_reason(each) for each in value] if isinstance(value, tuple) else value for name, value in params.items()
    }


def _reason(told: object) -> object:
    if not isinstance(told, Reason):
        return told
    return {"code": told.code, "at": told.at, "params": params_json(told.params)}


def refusal_from(written: Mapping[str, Any]) -> Refusal:
    """Return the refusal that a decision's JSON tells of."""
    return Refusal(code=written["code"], message=written["message"], params=_params_from(written["params"]))


def _params_from(written: Mapping[str, Any]) -> Mapping[str, object]:
    return {
        name: tuple(_reason_from(each) for each in value) if isinstance(value, list) else value
        for name, value in written.items()
    }


def _reason_from(written: object) -> object:
    if not isinstance(written, dict):
        return written
    return Reason(code=written["code"], at=written["at"], params=_params_from(written["params"]))
