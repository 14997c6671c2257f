"""Hostile policy files: never a traceback, never a hang, always a finding that says what to do."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.findings.collected import FINDINGS_A_FILE
from handover_policy.policy.names import KINDS
from tests.unit.policy.conftest import MINIMAL, NOTICE_DAYS, POLICY, modeline

pytestmark = pytest.mark.slow

SECONDS = 20  # of the processor; each takes less than two, but coverage and a busy machine slow it down


def codes_of(reading) -> set[str]:
    for finding in reading.findings:
        for lang in ("zh", "en"):
            assert sentence(finding, lang)
            assert remedy(finding, lang)
        assert finding.location.line >= 1
    return {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xef\xbb\xbf" + POLICY.encode(), "byte-order-mark"),
        (POLICY.encode("gb18030"), "gb18030-file"),
        (POLICY.encode("utf-16"), "not-utf-8"),
        (POLICY.encode()[: POLICY.encode().index("制度".encode()) + 1], "cut-off"),
        (POLICY.encode().replace(b"acme", b"ac\x00me"), "control-character"),
        (POLICY.encode().replace(b"acme", b"ac\xff\xff\x00\x80me"), "not-utf-8"),
        (POLICY.encode()[:180], "missing-key"),
        (POLICY.encode() + b"#" * 1_000_000, "file-too-large"),
        (b"", "empty-file"),
        (b"kind: [policy]\n", "unknown-kind"),
        (b"kind: polcy\n", "unknown-kind"),
        (b"kind: .nan\n", "not-a-number"),
        (b"kind: test\n", "kind-elsewhere"),
        (b"kind: notification\n", "kind-elsewhere"),
        (b"kind: message\n", "kind-elsewhere"),
        (b"id: acme\n", "kind-missing"),
        (b"kimd: policy\n", "unknown-key"),
        (b"- kind\n", "mapping-expected"),
        (b"policy\n", "mapping-expected"),
        (b"[" * 20_000, "too-deep"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "alias"),
        (POLICY.replace("1.2.0", "9" * 400).encode(), "number-too-long"),
        (POLICY.replace("acme", '"\\ud800"').encode(), "yaml-syntax"),
        (POLICY.replace("acme", '"\\x07"').encode(), "control-character"),
        (POLICY.replace("acme", ".inf").encode(), "not-a-number"),
    ],
)
def test_a_broken_manifest_is_a_finding(read, content, code) -> None:
    reading = read({**MINIMAL, "policy.yaml": content})
    assert code in codes_of(reading)
    assert reading.policy is None


def test_what_can_be_repaired_is_read_on_so_that_nothing_else_is_hidden(read) -> None:
    text = POLICY.replace("kind: policy", "kind：policy").replace("title: 制度\n", "titel: 制度\n")
    found = codes_of(read({**MINIMAL, "policy.yaml": text.encode("gb18030")}))
    assert found == {"gb18030-file", "full-width-colon", "unknown-key"}


def test_a_broken_file_hides_no_findings_of_others_and_brings_no_nonsense_about_them(read) -> None:
    gates = modeline("gates") + "gates:\n  - {id: g, title: t, controls: severence, opens_when: {profile.x.count: 1}}\n"
    tasks = modeline("tasks") + "id: t\ntitle: t\ntasks: [{id: t.a, title: a, steps: [{party: nobody, do: x}]}]\n"
    notices = modeline("notices") + "notices: [{id: n, on: claim, to: nobody, channels: [sms], notification: claim}]\n"
    rest = {"gates.yaml": gates, "tasks.yaml": tasks, "notices.yaml": notices}
    reading = read({"policy.yaml": "a: [", "notice_days.yaml": NOTICE_DAYS, **rest})
    assert {(each.location.file, each.code) for each in reading.findings} == {
        ("policy.yaml", "yaml-syntax"),
        ("gates.yaml", "unknown-value"),
        ("notices.yaml", "unknown-notification"),
    }


def test_a_folder_without_files_names_what_is_missing(read) -> None:
    reading = read({"readme.md": "x", "tests/case.yaml": "a: [", "notifications/x.yaml": "{"})
    assert [(each.code, str(each.location)) for each in reading.findings] == [
        ("file-missing", "notice_days.yaml:1:1"),
        ("file-missing", "policy.yaml:1:1"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "".join("a: 1\n" for _ in range(60_000)),
        "".join(f"k{number}: 1\n" for number in range(90_000)),
        "rules:\n" + "- 1\n" * 60_000,
        "rules:\n- id: a\n  days: 1\n  when:\n" + "".join(f"    fact{number}: 1\n" for number in range(50_000)),
        "rules: [" + "{}," * 200_000 + "]",
        "accepts: {a: [" + "{}, 1, x, " * 30_000 + "]}",
        "rules: '" + "a" * 900_000 + "'",
    ],
    ids=["same-keys", "unknown-keys", "wrong-rows", "unknown-facts", "empty-rows", "mixed-list", "long-text"],
)
def test_a_megabyte_of_nonsense_takes_seconds_and_a_bounded_number_of_findings(read, body) -> None:
    begun = time.process_time()
    reading = read({**MINIMAL, "notice_days.yaml": modeline("notice_days") + body})
    assert time.process_time() - begun < SECONDS
    assert codes_of(reading)
    assert len(reading.findings) <= FINDINGS_A_FILE + 3


def test_ninety_levels_of_conditions_are_read(read) -> None:
    deep = "{not: " * 90 + "{case.absent: true}" + "}" * 90
    rows = f"rules:\n  - {{id: a, title: t, days: 1, when: {deep}}}\n"
    assert codes_of(read({**MINIMAL, "notice_days.yaml": modeline("notice_days") + rows})) == set()


WORDS = (
    "id title kind when rules tasks clauses gates notices sections uploads parties vocabulary "
    "employee.role days steps party due on at to all any not is extends remove moved from contacts "
    "effective consequence law lists 2026-01-01 sheet counting accepts fields key certificate transfer "
    "retention repeat for_each without_leaver timezone calendar send_at else adoption opens_when "
    "deductions waivers one_of exists "
)
KEYS = st.sampled_from(["", *WORDS.split()])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["a", "leaver", "last_day - 1 day", "profile.x", "Asia", "CN", "../..", "2026-01-01", "step_party"]
    ),
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(KINDS), st.dictionaries(KEYS, TREES, max_size=8), max_size=4), st.booleans())
def test_no_tree_of_wrong_types_raises(read, trees, inherits) -> None:
    files = {f"{kind}.yaml": yaml.safe_dump({**tree, "kind": kind}, allow_unicode=True) for kind, tree in trees.items()}
    own = {"policy.yaml": POLICY + "extends: parent\n"} if inherits else MINIMAL
    reading = read({**own, **files}, {"parent": {**MINIMAL, **files}})
    codes_of(reading)
    if trees.keys() & {"notice_days"}:
        assert (reading.policy is None) == any(each.severity == "error" for each in reading.findings)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_rule_with_one_value_replaced_raises(read, data) -> None:
    files = {
        "policy.yaml": POLICY,
        "notice_days.yaml": NOTICE_DAYS,
        "all.yaml": modeline("tasks")
        + "id: t\ntitle: t\ntasks:\n  - {id: t.a, title: a, start: arrival, steps: [{party: leaver, do: x}]}\n",
        "gates.yaml": modeline("gates")
        + "gates: [{id: g, title: t, controls: severance, opens_when: {tasks.total: 0}}]\n",
    }
    name = data.draw(st.sampled_from(sorted(files)))
    document = yaml.safe_load(files[name])
    spot = document
    steps: list[tuple[Any, Any]] = []
    while isinstance(spot, dict | list) and spot and data.draw(st.booleans(), label="deeper") | (not steps):
        step = data.draw(st.sampled_from(sorted(spot) if isinstance(spot, dict) else range(len(spot))))
        steps.append((spot, step))
        spot = spot[step]
    holder, step = steps[-1]
    holder[step] = data.draw(TREES)
    text = yaml.safe_dump(json.loads(json.dumps(document, default=str)), allow_unicode=True)
    codes_of(read({**files, name: text}))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise(read, content) -> None:
    codes_of(read({**MINIMAL, "policy.yaml": POLICY.encode() + content, "other.yaml": content}))
