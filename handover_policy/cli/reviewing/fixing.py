"""fix_policy: what lint mends by itself, shown first and then written, each file whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handover_policy.cli.speech import spoken_in
from handover_policy.cli.terminal import say


def fix_policy(place: Path, today: date, language: str) -> bool:
    """Fix a policy set and say what was changed; return whether everything could be read and written."""
    from handover_policy.app.lint import fix_policy
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.sources.policy_repair import write_repair

    try:
        repaired, repairs = fix_policy(place, today)
    except OSError as error:
        say(spoken_in(language, "validate.unreadable", place=place, why=error), err=True)
        return False
    for repair in repairs:
        say(*repair.difference.split("\n"), err=True)
    unwritten = set()
    for repair in repairs:
        try:
            write_repair(repair)
        except OSError as error:
            unwritten.add(repair.path.relative_to(place).as_posix())
            named, why = escaped(str(repair.path)), error.strerror or error
            say(spoken_in(language, "validate.unwritable", place=named, why=why), err=True)
    for mend in repaired.done:
        if not any(edit.at.file in unwritten for edit in mend.edits):
            say(spoken_in(language, "lint.mended", code=mend.code, subject=mend.subject), err=True)
    if not repaired.done:
        say(spoken_in(language, "lint.nothing"), err=True)
    return not unwritten
