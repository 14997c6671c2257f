"""show_code: what the catalogue says of one kind of finding."""

from __future__ import annotations

import click


def show_code(code: str, language: str) -> int:
    """Print the page of a code; return the exit code: 0, or 2 with the nearest code where there is no such one."""
    from handover_policy.findings.catalogue import CATALOGUE
    from handover_policy.findings.suggestion import nearest

    entry = CATALOGUE.get(code)
    if entry is None:
        near = nearest(code, CATALOGUE)
        hint = f"；是不是 {near}？ / did you mean {near}?" if near else ""
        click.echo(f"没有代码 {code}{hint} / there is no such code, nor such a file", err=True)
        return 2
    chinese = language == "zh"
    click.echo(f"{code}\n\n  {entry.zh if chinese else entry.en}\n")
    click.echo(f"  {'为什么' if chinese else 'why'}: {entry.why_zh if chinese else entry.why_en}")
    click.echo(f"  {'改法' if chinese else 'fix'}: {entry.fix_zh if chinese else entry.fix_en}")
    return 0
