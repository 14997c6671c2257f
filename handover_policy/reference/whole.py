"""whole_page: the reference of policy files as one page: every key, how times are written, and every fact."""

from __future__ import annotations

from collections.abc import Iterable

from handover_policy.reference.facts import facts_page
from handover_policy.reference.keys import Key
from handover_policy.reference.pages import reference_page
from handover_policy.reference.times import times_page


def whole_page(kinds: Iterable[tuple[Key, ...]], language: str) -> str:
    """Return the page as Markdown."""
    return "\n".join((reference_page(kinds, language), times_page(language), facts_page(language)))
