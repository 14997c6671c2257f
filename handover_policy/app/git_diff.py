"""meaning_of: what a change of one file of a policy set means, as `git diff` shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from handover_policy.app.compare import compare_sides
from handover_policy.diff.report.one_file import ChangedFile, file_lines
from handover_policy.diff.report.words import Speaker
from handover_policy.sources.sides import Sides


def meaning_of(
    sides: Sides,
    before: str,
    after: str,
    *,
    plain: Callable[[int], list[str]],
    language_of: Callable[[str], str],
) -> list[str] | None:
    """Return in lines what a change of a policy file means; None where the set cannot be read with it.

    Args:
        sides: the set with the file as it was, and as it is.
        before: the path of the file in the set as it was.
        after: its path as it is.
        plain: gives the lines that differ, with so many lines around.
        language_of: gives the language to speak, told that of the policy.

    """
    try:
        compared = compare_sides(sides, date.today(), linted=False)  # noqa: DTZ011 - no finding here depends on it
    except OSError:
        return None
    if compared.comparison is None or compared.comparison.before is None:
        return None
    speaker = Speaker(comparison=compared.comparison, language=language_of(compared.language))
    return list(file_lines(ChangedFile(before=before, after=after, plain=plain), speaker))
