"""test: run the policy tests of a set; tell what they leave untouched, and which changes they would not notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover_policy.cli.authoring.testing.survivors import Allowed, AllowedType
from handover_policy.cli.policy_option import POLICY

if TYPE_CHECKING:
    from handover_policy.policy.policy_set import PolicySet
    from handover_policy.review.testing.cases import PolicyCase
    from handover_policy.review.testing.policy_test import CaseResult
    from handover_policy.wiring import Opened

FAILED = 4
UNREADABLE = 3
NOTHING = 5


@click.command("test")
@click.argument("folder", required=False, type=POLICY)
@click.option("--policy", "policy", type=POLICY, help="制度文件夹 / the policy folder.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 / language.")
@click.option(
    "-k", "--only", "only", metavar="TEXT", help="只运行名称或文件含此文字的案例 / cases whose name has TEXT."
)
@click.option("--mutate", is_flag=True, help="逐处改动规则，列出没有案例发现的 / change each rule; list what survives.")
@click.option("--max-survivors", type=AllowedType(), help="--mutate：最多多少未被发现 / more than N or P% fails (4).")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="--mutate：只试 N 处 / try only N changes.")
@click.option("--seed", type=int, default=0, show_default=True, help="--sample：抽取的种子 / which N.")
@click.option("--inherited", is_flag=True, help="连同所继承制度的规则 / rules of the extended sets, too.")
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path | None,
    policy: Path | None,
    form: str,
    lang: str | None,
    only: str | None,
    mutate: bool,
    max_survivors: Allowed | None,
    sample: int | None,
    seed: int,
    inherited: bool,
) -> None:
    """运行制度的测试（tests/ 下的 YAML 案例）.

    Run the policy tests of a set (the YAML cases under tests/). Without FOLDER the bundled rules/default is tested.
    """
    from handover_policy.cli.findings_report import language_of
    from handover_policy.sources.shipped import shipped_folder

    if folder is not None and policy is not None and folder != policy:
        raise click.UsageError("FOLDER 与 --policy 只用其一 / give FOLDER or --policy, not both")
    if form == "junit" and mutate:
        raise click.UsageError("--mutate 只写 text 或 json / --mutate writes text or json")
    place = folder or policy or shipped_folder("rules") / "default"
    tested = _opened(ctx, place, language_of(lang), only)
    results = _run(tested)
    passed = all(result.passed for result in results)
    if mutate and passed:
        ctx.exit(_mutate(tested, form, max_survivors, sample, seed, inherited=inherited))
    from handover_policy.cli.authoring.testing.results import WRITERS

    WRITERS[form](results, tested.language)
    if mutate:
        click.echo("先让所有案例通过，再用 --mutate / all cases must pass before --mutate", err=True)
    ctx.exit(0 if passed else FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tested:
    """A policy set with the cases to be played, ready."""

    place: Path
    opened: Opened
    cases: tuple[PolicyCase, ...]
    language: str

    @property
    def policy(self) -> PolicySet:
        return self.opened.policies[0]


def _opened(ctx: click.Context, place: Path, language: str, only: str | None) -> _Tested:
    """Return what is to be tested; leaves the command where something cannot be read or there is no case."""
    from handover_policy.cli.findings_report import fails, write_findings
    from handover_policy.review.testing.cases import read_cases
    from handover_policy.sources.policy_folders import case_files
    from handover_policy.wiring import open_policies

    try:
        opened = open_policies([place])
        cases, wrong = read_cases(case_files(place), opened.schemas)
    except OSError as error:
        click.echo(f"无法读取 {place}：{error.strerror or error} / cannot read the policy folder", err=True)
        ctx.exit(UNREADABLE)
    write_findings((*opened.findings, *wrong), language, to_stderr=True)
    if not opened.policies or fails(wrong, "error"):
        ctx.exit(FAILED if opened.policies else 1)
    chosen = cases if only is None else tuple(case for case in cases if only in case.name or only in case.location.file)
    if not chosen:
        why = f"{place} 没有测试 / no tests" if not cases else f"没有案例含“{only}” / no case has {only!r} in its name"
        click.echo(why, err=True)
        ctx.exit(NOTHING)
    return _Tested(place=place, opened=opened, cases=chosen, language=language)


def _run(tested: _Tested) -> Sequence[CaseResult]:
    from handover_policy.review.testing.policy_test import run_case
    from handover_policy.wiring import starting_over

    start = starting_over(tested.opened)
    return [run_case(case, start(), tested.policy.manifest.timezone) for case in tested.cases]


def _mutate(
    tested: _Tested, form: str, allowed: Allowed | None, sample: int | None, seed: int, *, inherited: bool
) -> int:
    """Change the set in one place at a time and play the cases; return the exit code."""
    from handover_policy.cli.authoring.testing.survivors import watched, write_survivors
    from handover_policy.review.testing.mutating.hunt import hunt, sampled
    from handover_policy.review.testing.mutating.rules import mutants
    from handover_policy.review.testing.policy_test import play
    from handover_policy.sources.policy_folders import PolicyFolders
    from handover_policy.wiring import altering, message_names

    own = {file.path for file in PolicyFolders().read(tested.place).files}
    found = tuple(
        mutants(
            tested.policy,
            notifications=message_names(tested.place),
            lays_down=lambda location: inherited or location.file in own,
        )
    )
    if not found:
        click.echo("没有可改动的规则 / nothing to change", err=True)
        return NOTHING
    chosen = found if sample is None else sampled(found, sample, seed)
    ready = altering(tested.opened)
    zone = tested.policy.manifest.timezone
    fresh = ready(tested.policy)
    played = [(case, play(case, fresh(), zone)) for case in tested.cases]
    verdicts = list(watched(hunt(chosen, played, ready, zone), len(chosen)))
    survivors = write_survivors(verdicts, form, tested.language, len(found))
    return FAILED if allowed is not None and allowed.exceeded(survivors, len(verdicts)) else 0
