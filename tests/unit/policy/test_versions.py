"""Dated numbers, digests and versions of a policy set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from handover_policy.model.condition import Comparison
from handover_policy.model.dated import Dated
from handover_policy.policy.dated import breakpoints, resolve_dated
from handover_policy.policy.digest import policy_digest
from handover_policy.policy.versions import PolicyVersions
from tests.unit.policy.conftest import MINIMAL, POLICY

DATED = """\
rules:
  - id: a
    title: t
    when: {tasks.total: {above: {2020-01-01: 1, 2026-07-01: 2}}}
    days: {2008-01-01: 30, 2026-07-01: 7}
"""


def test_the_newest_value_not_after_the_day_counts(policy_with) -> None:
    policy = policy_with(notice_days=DATED)

    def on(day: date):
        row = resolve_dated(policy, day).notice_table.rows[0]
        assert isinstance(row.when, Comparison)
        return row.days, row.when.operand

    assert on(date(2026, 6, 30)) == (30, 1)
    assert on(date(2026, 7, 1)) == (7, 2)
    assert on(date(2000, 1, 1)) == (30, 1)  # before every date the oldest value counts
    assert breakpoints(policy) == (date(2008, 1, 1), date(2020, 1, 1), date(2026, 7, 1))


def test_a_set_without_dated_numbers_is_returned_as_it_is(policy_with) -> None:
    policy = policy_with()
    assert resolve_dated(policy, date(2026, 1, 1)) is policy
    assert breakpoints(policy) == ()


def test_mappings_inside_a_set_are_resolved_too(policy_with) -> None:
    clauses = (
        "clauses:\n  - {id: c, title: t, text: x, sign: never, consequence: {kind: bonus, trigger: short_notice}}\n"
    )
    policy = policy_with(clauses=clauses)
    number = Dated(values=((date(2020, 1, 1), 5),))
    assert policy.clauses[0].consequence is not None
    consequence = replace(policy.clauses[0].consequence, extra=MappingProxyType({"days": number}))
    dated = replace(policy, clauses=(replace(policy.clauses[0], consequence=consequence),))
    resolved = resolve_dated(dated, date(2026, 1, 1)).clauses[0].consequence
    assert resolved is not None
    assert resolved.extra == {"days": 5}
    assert breakpoints(dated) == (date(2020, 1, 1),)


def test_the_digest_covers_every_value_and_no_place(read) -> None:
    def digest(text: str, calendar: str = "holidays 1") -> str:
        return policy_digest(read({**MINIMAL, "policy.yaml": text}).policy, calendar)

    own = digest(POLICY)
    assert own.startswith("sha256:")
    assert len(own) == 7 + 64
    assert digest("\n\n".join(POLICY.split("\n", 1))) == own
    assert digest(POLICY.replace("负责人", "主管")) != own
    assert digest(POLICY, "holidays 2") != own


@pytest.fixture
def versions(read):
    def version(number: str, span: str):
        text = POLICY.replace("1.2.0", number).replace("{from: 2026-07-01}", span)
        return read({**MINIMAL, "policy.yaml": text}).policy

    return PolicyVersions(
        versions=(
            version("2.0.0", "{from: 2026-07-01, until: 2026-12-31}"),
            version("1.0.0", "{from: 2026-01-01}"),
            version("3.0.0", "{from: 2027-03-01, until: 2027-06-30}"),
        )
    )


@pytest.mark.parametrize(
    ("day", "number", "inside"),
    [
        (date(2026, 1, 1), "1.0.0", True),
        (date(2026, 7, 1), "2.0.0", True),
        (date(2026, 12, 31), "2.0.0", True),
        (date(2027, 1, 1), "1.0.0", True),
        (date(2027, 3, 1), "3.0.0", True),
        (date(2025, 12, 31), "1.0.0", False),
    ],
)
def test_the_version_that_begins_last_is_in_force(versions, day, number, inside) -> None:
    policy, certain = versions.in_force(day)
    assert (policy.manifest.version, certain) == (number, inside)


def test_outside_every_span_the_nearest_version_is_given_with_a_warning(versions) -> None:
    closed = PolicyVersions(versions=(versions.versions[0], versions.versions[2]))
    assert closed.in_force(date(2027, 1, 2))[0].manifest.version == "2.0.0"
    assert closed.in_force(date(2027, 2, 28))[0].manifest.version == "3.0.0"
    assert not closed.in_force(date(2027, 6, 30) + timedelta(days=1))[1]
