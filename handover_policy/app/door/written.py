"""to_json, report: decisions and findings written as the command line writes them."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import orjson

from handover_policy.findings.finding import Finding
from handover_policy.findings.reporting.report import Report, TextOf
from handover_policy.findings.reporting.reporters import REPORTERS
from handover_policy.model.decision import Decision
from handover_policy.render.line import decision_line


class WithFindings(Protocol):
    """Whatever found something: a policy, what `lint` or `check` returned, a PolicyInvalid."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""

    @property
    def text_of(self) -> TextOf:
        """What gives the text of a file as findings name it."""


def to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as the JSON that `handover run` writes (schemas/decision.schema.json)."""
    written: dict[str, Any] = orjson.loads(decision_line(decision))
    return written


def report(found: WithFindings, *, language: Literal["zh", "en"] = "en", form: str = "text") -> str:
    """Return findings as the command line writes them: each with its place, what is wrong, and what to do.

    Args:
        found: a policy, what `lint` or `check` returned, or a PolicyInvalid.
        language: of the sentences.
        form: `text`, `json`, `jsonl`, `sarif`, `github`, `junit` or `markdown`.

    Raises:
        KeyError: there is no such form.

    """
    told = Report(findings=found.findings, language=language, text_of=found.text_of)
    return "\n".join(REPORTERS[form](told))
