"""show_code: what one kind of finding means: by the catalogue with examples, or by the statute it stands for."""

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
        rules = _statutes(language)
        if code.upper() in rules:
            for line in rules[code.upper()]:
                say(escaped(line))
            return 0
        near = nearest(code, (*CODES, *rules))
        say(phrase("explain.no-code", code=escaped(code), near=near), err=True)
        return 2
    for line in finding_lines(entry_of(code, language), finding_examples()[code], language):
        say(line)
    return 0


def _statutes(language: str) -> dict[str, tuple[str, ...]]:
    """Return what each rule of law says and asks for, by its id."""
    from handover_policy.app.library import Library
    from handover_policy.lint.page import statute_lines

    return {rule.id: tuple(statute_lines(rule, language)) for pack in Library().packs for rule in pack.rules}
