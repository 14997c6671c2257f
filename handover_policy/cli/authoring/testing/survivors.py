"""Mutation: hunts the mutants of a policy set, shows how far it is, and writes which survived."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import click

from handover_policy.cli.speech import phrase, spoken_in
from handover_policy.cli.terminal import say
from handover_policy.testing.mutating.hunt import Verdict
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.wording import survivor_text


def watched(verdicts: Iterable[Verdict], total: int) -> Iterator[Verdict]:
    """Yield verdicts, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from verdicts
        return
    with click.progressbar(verdicts, length=total, label=phrase("test.mutants"), file=sys.stderr) as bar:
        yield from bar


def write_survivors(verdicts: Sequence[Verdict], language: str, whole: int) -> None:
    """Write the mutants that no case noticed, and their number; `whole` is how many mutants there are to draw from."""
    survivors = survivors_of(verdicts)
    for mutant in survivors:
        say(f"{mutant.location}: {survivor_text(mutant, language)}")
    killed = len(verdicts) - len(survivors)
    share = 100 * killed / len(verdicts) if verdicts else 100
    figures = {"all": len(verdicts), "killed": killed, "share": f"{share:.1f}", "survived": len(survivors)}
    drawn = spoken_in(language, "test.drawn", whole=whole) if len(verdicts) < whole else ""
    say(spoken_in(language, "test.survivors", drawn=drawn, **figures))


def survivors_of(verdicts: Sequence[Verdict]) -> list[Mutant]:
    """Return the mutants that no case noticed."""
    return [verdict.mutant for verdict in verdicts if verdict.killer is None]


def survivors_json(verdicts: Sequence[Verdict], whole: int) -> dict[str, object]:
    """Return for machines how many mutants there were of each kind, and which survived."""
    survivors = survivors_of(verdicts)
    kinds = Counter(verdict.mutant.kind for verdict in verdicts)
    surviving = Counter(mutant.kind for mutant in survivors)
    return {
        "mutants": len(verdicts),
        "of": whole,
        "killed": len(verdicts) - len(survivors),
        "kinds": {kind: {"mutants": count, "survivors": surviving[kind]} for kind, count in sorted(kinds.items())},
        "survivors": [
            {
                "rule": mutant.rule,
                "file": mutant.location.file,
                "line": mutant.location.line,
                "column": mutant.location.column,
                "kind": mutant.kind,
                "field": mutant.field,
                "before": mutant.before,
                "after": mutant.after,
            }
            for mutant in survivors
        ],
    }
