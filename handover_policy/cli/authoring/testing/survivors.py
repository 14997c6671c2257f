"""Mutation: hunts the mutants of a policy set, shows how far it is, and writes which survived."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from handover_policy.review.testing.mutating.hunt import Verdict
from handover_policy.review.testing.wording import survivor_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """How many mutants may survive: a number of them, or a share in percent."""

    number: float
    percent: bool

    def exceeded(self, survivors: int, total: int) -> bool:
        """Return whether more survived than may."""
        return survivors * 100 > self.number * total if self.percent else survivors > self.number


class AllowedType(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Reads `12` or `5%`."""

    name = "N|P%"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Allowed:
        """Return what was typed."""
        if isinstance(value, Allowed):
            return value
        text = str(value).strip()
        digits = text.removesuffix("%")
        if not (digits.isascii() and digits.replace(".", "", 1).isdigit() and (text.endswith("%") or digits.isdigit())):
            self.fail(f"{text!r}：请写 12 或 5% / write 12 or 5%", param, ctx)
        return Allowed(number=float(digits), percent=text.endswith("%"))


def watched(verdicts: Iterable[Verdict], total: int) -> Iterator[Verdict]:
    """Yield verdicts, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from verdicts
        return
    with click.progressbar(verdicts, length=total, label="变异 / mutants", file=sys.stderr) as bar:
        yield from bar


def write_survivors(verdicts: Sequence[Verdict], form: str, language: str, whole: int) -> int:
    """Write the mutants that no case noticed; return how many. `whole` is how many there are without sampling."""
    survivors = [verdict.mutant for verdict in verdicts if verdict.killer is None]
    if form == "json":
        click.echo(json.dumps(_as_json(verdicts, whole), ensure_ascii=False))
        return len(survivors)
    for mutant in survivors:
        click.echo(f"{mutant.location}: {survivor_text(mutant, language)}")
    killed = len(verdicts) - len(survivors)
    share = 100 * killed / len(verdicts) if verdicts else 100
    if language == "zh":
        picked = f"（从 {whole} 处中抽取）" if len(verdicts) < whole else ""
        told = f"改动 {len(verdicts)} 处{picked}，测试发现 {killed} 处（{share:.1f}%），{len(survivors)} 处没有案例发现"
    else:
        picked = f" (drawn from {whole})" if len(verdicts) < whole else ""
        told = f"{len(verdicts)} changes{picked}: {killed} noticed ({share:.1f}%), {len(survivors)} survived"
    click.echo(told)
    return len(survivors)


def _as_json(verdicts: Sequence[Verdict], whole: int) -> dict[str, object]:
    survivors = [verdict.mutant for verdict in verdicts if verdict.killer is None]
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
