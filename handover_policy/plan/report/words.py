"""words_of, label: the words of a plan in one language (texts/<language>/plan.yaml)."""

from __future__ import annotations

from collections.abc import Mapping

from handover_policy.texts.texts import texts


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a plan by name; `changes.<code>` is what a kind of change is called."""
    return texts(language).area("plan")


def label(code: str, language: str) -> str:
    """Return what a kind of change is called."""
    return words_of(language)[f"changes.{code}"]
