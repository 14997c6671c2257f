"""`handover test --mutate` and `--coverage` know every key of policy files, or a table tells why they need not."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

from handover_policy.app.library import Library
from handover_policy.app.load import read_set
from handover_policy.app.reference import schema_keys
from handover_policy.policy.policy_set import PolicySet
from handover_policy.sources.policy_sources import FolderSource
from handover_policy.testing.covering.points import PointKind, points_of
from handover_policy.testing.mutating.mutant import Mutant
from handover_policy.testing.mutating.rules import mutants

HERE = Path(__file__).parent
EVERY_KEY = HERE / "policies" / "every_key"
KINDS = ("policy", "notice_days", "obligations", "clauses", "tasks", "notices", "gates", "archive")
INNER = {"consequence.served": "consequence"}
PLACES = re.compile(r"\[[^\]]*\]")


@cache
def policy() -> PolicySet:
    reading = read_set(FolderSource(EVERY_KEY), Library()).reading
    assert reading.policy is not None, reading.findings
    return reading.policy


@cache
def keys() -> tuple[str, ...]:
    known = schema_keys()
    return tuple(key.name for kind in KINDS for key in known[kind] if key.path)


def leaves() -> tuple[str, ...]:
    """Return the keys that hold no further keys: of the others these are what there is to change."""
    return tuple(name for name in keys() if not any(other.startswith(f"{name}.") for other in keys()))


def tabled(name: str) -> tuple[tuple[str, str], ...]:
    rows = yaml.safe_load((HERE / name).read_text("utf-8"))
    return tuple((key, row["reason"]) for row in rows for key in row["keys"])


def lies_in(name: str, pattern: str) -> bool:
    """Return whether a key is that of a pattern, or lies below it; a leading `*.` stands for any place."""
    if pattern.startswith("*."):
        return fnmatchcase(name, pattern)
    return name == pattern or name.startswith(f"{pattern}.")


def places(policy: PolicySet) -> dict[str, str]:
    """Return by rule, as mutants name it, the key under which policy files write it."""
    return {
        "policy": "policy",
        "absence": "policy",
        "notice_days": "notice_days",
        **{f"parties.{name}": "policy.parties.*" for name in policy.manifest.parties},
        **{row.id: "notice_days.rules" for row in policy.notice_table.rows},
        **{clause.id: "clauses.clauses" for clause in policy.clauses},
        **{task.list_id: "tasks" for task in policy.tasks},
        **{task.id: "tasks.tasks" for task in policy.tasks},
        **{notice.id: "notices.notices" for notice in policy.notices},
        **{gate.id: "gates.gates" for gate in policy.gates},
        **{f"obligation.{rule.name}": f"obligations.{rule.name}" for rule in policy.obligations},
        **{rule.id: "obligations.recurring" for rule in policy.recurring},
        **{f"archive.{section.id}": "archive.sections.*" for section in policy.sections},
        **{upload.id: "archive.uploads" for upload in policy.uploads},
    }


def key_of(mutant: Mutant, where: dict[str, str]) -> str:
    """Return the key whose value a mutant changes."""
    field = PLACES.sub("", mutant.field)
    for inner, written in INNER.items():
        field = field.replace(inner, written)
    field = re.sub(r"^accepts\..*", "accepts.*", field)
    field = re.sub(r"^items\.columns\.[^.]+", "items.columns.*", field)
    place = where[mutant.rule]
    if place.startswith("obligations.transfer."):
        return place if field == "due" else f"obligations.transfer.{field}"
    return f"{place}.{field}"


@cache
def varied() -> frozenset[str]:
    where = places(policy())
    return frozenset(key_of(each, where) for each in mutants(policy(), notifications=("a",), lays_down=lambda _: True))


def is_varied(name: str) -> bool:
    """Return whether a key is changed itself, or in what it holds; `in` is the long form of what stands before it."""
    return any(lies_in(other, name.removesuffix(".in")) for other in varied())


def test_each_key_is_changed_by_a_mutation_or_listed_with_its_reason():
    listed = tabled("keys_not_varied.yaml")
    forgotten = [
        name for name in leaves() if not is_varied(name) and not any(lies_in(name, pattern) for pattern, _ in listed)
    ]
    assert forgotten == []


def test_what_is_listed_is_a_key_that_no_mutation_changes():
    for pattern, reason in tabled("keys_not_varied.yaml"):
        meant = [name for name in keys() if lies_in(name, pattern)]
        assert meant, pattern
        assert reason.strip(), pattern
        assert not [name for name in meant if is_varied(name)], pattern


def test_a_mutation_is_told_by_the_key_it_changes():
    assert [name for name in sorted(varied()) if not any(lies_in(name, key) for key in keys())] == []


def test_each_key_has_a_point_that_tells_whether_a_case_used_it_or_a_reason():
    rows = yaml.safe_load((HERE / "keys_covered.yaml").read_text("utf-8"))
    listed = [key for row in rows for key in row["keys"]]
    assert [name for name in leaves() if not any(lies_in(name, key) for key in listed)] == []
    assert [key for key in listed if not any(lies_in(name, key) for name in keys())] == []


def test_each_kind_of_point_stands_for_keys_and_is_found_where_these_are_written():
    rows = yaml.safe_load((HERE / "keys_covered.yaml").read_text("utf-8"))
    assert {kind for row in rows for kind in row.get("points", ())} == set(get_args(PointKind))
    found = {point.kind for point in points_of(policy(), lambda _: True)}
    assert set(get_args(PointKind)) == found
