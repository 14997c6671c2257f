"""test: run the policy tests of a set; tell what they leave untouched, and which changes they would not notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.help_texts import Command
from handover_policy.cli.language_option import LANGUAGE
from handover_policy.cli.policy_option import POLICY, chosen
from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say, say_json
from handover_policy.cli.usage import Misused, fail_value
from handover_policy.findings.reporting.json_text import json_text

if TYPE_CHECKING:
    from handover_policy.app.policy_tests import PolicyTests

FINDINGS = 1
FAILED = 4
UNREADABLE = 3
NOTHING = 5


class Allowed(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Reads how much may go wrong: `12`, or a share as `5%`; gives the number and whether it is a share."""

    name = "N|P%"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, bool]:
        """Return what was typed."""
        text = str(value).strip()
        digits, share = text.removesuffix("%"), text.endswith("%")
        if not digits.isascii() or not digits.replace(".", "", int(share)).isdigit():
            raise fail_value(phrase("test.limit", given=repr(text)), param, ctx)
        return float(digits), share


@click.command("test", cls=Command)
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=POLICY)
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("--lang", type=LANGUAGE)
@click.option("-k", "--only", metavar="TEXT")
@click.option("--coverage", is_flag=True)
@click.option("--coverage-fail-under", "least", type=click.FloatRange(0, 100))
@click.option("--mutate", is_flag=True)
@click.option("--max-survivors", "most", type=Allowed())
@click.option("--sample", type=click.IntRange(1), metavar="N")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--inherited", is_flag=True)
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path | None,
    policy: Path | None,
    form: str,
    lang: str | None,
    only: str | None,
    coverage: bool,
    least: float | None,
    mutate: bool,
    most: tuple[float, bool] | None,
    sample: int | None,
    seed: int,
    inherited: bool,
) -> None:
    """Run the policy tests of a set (the YAML cases under tests/)."""
    asked = _Asked(
        form=form,
        coverage=coverage or least is not None,
        least=least,
        mutate=mutate or most is not None or sample is not None,
        most=most,
        sample=sample,
        seed=seed,
    )
    if form == "junit" and (asked.mutate or asked.coverage):
        raise Misused(phrase("test.junit"))
    place = chosen(folder, policy)
    tests, language = _tests(ctx, place, lang, only, inherited=inherited)
    ctx.exit(0 if _answer(tests, asked, language) else FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be told, and the limits beyond which the command fails."""

    form: str
    coverage: bool
    least: float | None
    mutate: bool
    most: tuple[float, bool] | None
    sample: int | None
    seed: int


def _answer(tests: PolicyTests, asked: _Asked, language: str) -> bool:
    """Run the cases and tell what was asked; return whether all passed and no limit was."""
    from handover_policy.cli.authoring.testing.report import PolicyTestReport

    tests.run(watch=asked.coverage)
    report = PolicyTestReport(tests, form=asked.form, language=language)
    told: dict[str, object] = report.results()
    well = tests.passed
    if asked.coverage:
        percent, told["coverage"] = report.coverage()
        well &= asked.least is None or percent >= asked.least
    if asked.mutate and tests.passed:
        survivors, total, told["mutation"] = report.mutation(asked.sample, asked.seed)
        if asked.most is not None:
            number, share = asked.most
            well &= survivors * 100 <= number * total if share else survivors <= number
    elif asked.mutate:
        say(phrase("test.passing"), err=True)
    if asked.form == "json":
        say_json(json_text(told, default=dict))
    return well


def _tests(
    ctx: click.Context, place: Path, lang: str | None, only: str | None, *, inherited: bool
) -> tuple[PolicyTests, str]:
    """Return what is to be tested, and the language; leaves where something cannot be read or there is no case."""
    from handover_policy.app.load import open_policies
    from handover_policy.app.policy_tests import PolicyTests, cases_of
    from handover_policy.cli.findings_report import fails, language_of, write_findings

    try:
        opened = open_policies([place])
        cases, wrong = cases_of(place, opened.policies[0] if opened.policies else None, opened.schemas)
    except OSError as error:
        say(phrase("unreadable-set", place=place, why=error), err=True)
        ctx.exit(UNREADABLE)
    language = language_of(lang, opened.language)
    write_findings((*opened.findings, *wrong), language, to_stderr=True, text_of=opened.text_of)
    if not opened.policies or fails(wrong, "error"):
        ctx.exit(FINDINGS)
    chosen = cases if only is None else tuple(case for case in cases if only in case.name or only in case.location.file)
    if not chosen:
        say(phrase("test.no-case", only=only) if cases else phrase("test.none", place=place), err=True)
        ctx.exit(NOTHING)
    return PolicyTests(place=place, opened=opened, cases=chosen, inherited=inherited), language
