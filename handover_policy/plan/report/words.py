"""words_of, label, title_of: the words of a plan in one language (texts/<language>/plan.yaml)."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.decide.wording import problem_sentence, refusal_sentence
from handover_policy.model.decision import Refusal
from handover_policy.plan.change import CaseChange
from handover_policy.texts.texts import texts


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a plan by name; `changes.<code>` is what a kind of change is called."""
    return texts(language).area("plan")


def title_of(change: CaseChange, language: str) -> str:
    """Return what people call what changes; of a problem or a refusal what it says."""
    if isinstance(change.why, Refusal):
        return refusal_sentence(change.why, texts(language))
    return change.title if change.why is None else problem_sentence(change.why, texts(language))


def label(code: str, language: str) -> str:
    """Return what a kind of change is called."""
    return words_of(language)[f"changes.{code}"]
