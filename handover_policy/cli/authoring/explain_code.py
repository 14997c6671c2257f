"""show_code: what the catalogue says of one kind of finding, with a wrong and a right example."""

from __future__ import annotations

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say


def show_code(code: str, language: str) -> int:
    """Print the page of a code; return the exit code: 0, or 2 with the nearest code where there is no such one."""
    from handover_policy.app.reference import finding_examples
    from handover_policy.findings.catalogue import entry_of
    from handover_policy.findings.codes import CODES
    from handover_policy.findings.reporting.cells import escaped
    from handover_policy.findings.suggestion import nearest
    from handover_policy.reference.finding_pages import finding_lines

    if code not in CODES:
        near = nearest(code, CODES)
        say(phrase("explain.no-code", code=escaped(code), near=near), err=True)
        return 2
    for line in finding_lines(entry_of(code, language), finding_examples()[code], language):
        say(line)
    return 0
