"""Templates that reach too far: a finding, or a text within bounds; never a traceback, memory or another's values."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import nodes

from handover_policy.lint.readings.branches import branches
from handover_policy.render.authoring.declaration import Declaration
from handover_policy.render.authoring.language.checking import template_faults
from handover_policy.render.authoring.language.grammar import ALLOWED, forbidden
from handover_policy.render.authoring.language.operations import LONGEST_TEXT, MOST_MADE, Work
from handover_policy.render.authoring.sandbox import FAILURES, Prepared, Uncompilable, environment_for, run
from handover_policy.render.authoring.trial import BARE, FULL
from handover_policy.render.escaping import plain
from handover_policy.render.failures import TooLong
from handover_policy.render.message import render_notice
from handover_policy.render.templates import compile_templates, scope_of
from handover_policy.render.views import RECORDS, VARIABLES
from tests.unit.render.departures import frame_files

ROOT = Path(__file__).parents[2]
DECLARATION = (
    "kind: notification\ntitle: 问候\naudience: [leaver]\nchannels: [portal, wecom]\n"
    f"variables: [{', '.join(VARIABLES)}]\n"
)
LISTED = "sheet.signed"
SCOPE = scope_of(Declaration(id="own", channels=("portal",), variables=frozenset(VARIABLES), sms=None))
FENCE = environment_for(plain, filters=compile_templates(frame_files()).wordings["zh-CN"].filters)
TEN = "('" + "', '".join("a" * 10) + "')"


def files_with(lead: str) -> dict[str, str]:
    written = json.dumps({"kind": "message", "title": "x", "lead": lead}, ensure_ascii=False)
    return {**frame_files(), "own/notification.yaml": DECLARATION, "own/zh-CN/message.yaml": written}


def told(lead: str) -> list[str]:
    """Return what is found in a text; empty where it is taken."""
    return [fault.code for fault in template_faults(FENCE, lead, SCOPE)]


def written(lead: str, values: dict[str, object]) -> str:
    """Return all that a message says, its problems among it."""
    message = render_notice(
        compile_templates(files_with(lead)),
        notification="own",
        language="zh-CN",
        channels=("portal", "wecom"),
        variables=values,
    )
    return "\n".join((message.subject, *message.bodies.values(), *message.problems))


def joined(times: int, what: str) -> str:
    text = "'ab'"
    for _ in range(times):
        text = f"{what}|join({text})"
    return "{{ " + text + " }}"


REFUSED = {
    "a join in a join": joined(9, TEN),
    "a list written out": "{{ ['a', 'b']|join }}",
    "a tuple written out": "{{ ('a', 'b')|first }}",
    "a mapping written out": "{{ {'a': 1} }}",
    "a number beyond all": "{{ 1e308+1e308 }}",
    "a broken number": "{{ 1.5 }}",
    "a large number": "{{ 9999999999999 }}",
    "a power": "{{ 9**9**9 }}",
    "a text many times": "{{ 'x' * 10**9 }}",
    "a wide text": "{{ '%999999999d' % 1 }}",
    "a division": "{{ 1 / 0 }}",
    "a whole division": "{{ 1 // 0 }}",
    "many elif": "{% if recipient %}a" + "{% elif recipient %}b" * 3000 + "{% endif %}",
    "some elif": "{% if recipient %}a" + "{% elif recipient %}b" * 200 + "{% endif %}",
    "brackets": "{{ " + "(" * 3000 + "recipient" + ")" * 3000 + " }}",
    "some brackets of ifs": "{% if recipient %}" * 45 + "{% endif %}" * 45,
    "nots": "{{ 'a' if " + "not " * 500 + "recipient }}",
    "filters in a row": "{{ recipient" + "|lower" * 900 + " }}",
    "a filter per letter": "{{ recipient|lower }}" * 3000,
    "fields in a row": "{{ task" + ".person" * 900 + " }}",
    "sums in a row": "{{ 1" + " + 1" * 900 + " }}",
    "a long number": "{{ " + "9" * 5000 + " }}",
    "a method": "{{ recipient.upper|lower }}",
    "a method by its key": "{{ recipient['upper']|lower }}",
    "a method of a list": "{{ tasks.count|lower }}",
    "a hidden field": "{{ task.__class__ }}",
    "a format": "{{ recipient.format }}",
    "a record in lower case": "{{ task|lower }}",
    "a record joined by ~": "{{ task ~ case }}",
    "records joined": "{{ tasks|join }}",
    "a record of a list": "{{ tasks|first|upper }}",
    "a slice": "{{ recipient[::-1] }}",
    "an index": "{{ recipient[0] }}",
    "a call": "{{ range(9) }}",
    "a cycle": "{% for a in tasks %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "a loop printed": "{% for a in tasks %}{{ loop|lower }}{% endfor %}",
    "a loop called loop": "{% for loop in tasks %}x{% endfor %}",
    "a loop over two names": "{% for a, b in tasks %}x{% endfor %}",
    "a loop in itself": "{% for a in tasks recursive %}{{ loop(tasks) }}{% endfor %}",
    "a loop in a loop": "{% for a in tasks %}{% for b in tasks %}x{% endfor %}{% endfor %}",
    "a loop over a filter": "{% for a in tasks|default(tasks) %}x{% endfor %}",
    "a loop over letters": "{% for a in recipient %}x{% endfor %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a set": "{% set x = recipient %}{{ x }}",
    "a namespace": "{% set n = namespace(a=1) %}",
    "a set block": "{% set x %}a{% endset %}",
    "a with": "{% with a = 1 %}{% endwith %}",
    "an include": "{% include 'x' %}",
    "an import": "{% import 'x' as x %}",
    "a from": "{% from 'x' import y %}",
    "an extends": "{% extends 'x' %}",
    "a block": "{% block x %}{% endblock %}",
    "a filter block": "{% filter upper %}{% endfilter %}",
    "a call block": "{% call recipient() %}{% endcall %}",
    "no escapes": "{% autoescape false %}{{ recipient }}{% endautoescape %}",
    "self": "{{ self|lower }}",
    "a comment that the next text would end": "x {#",
    "a comment that the next text would end, without blanks": "x {#-\n",
    "raw text that the next text would end": "x {% raw %}",
    **{
        f"the filter {name}": f"{{{{ {LISTED if name == 'map' else 'recipient'}|{name} }}}}"
        for name in (
            *("center(99999999)", "indent(9)", "replace('a', 'b')", "wordwrap(1)", "batch(2)", "format(1)", "tojson"),
            *("attr('upper')", "map(attribute='x')", "safe", "string", "pprint", "xmlattr", "list", "urlize", "sum"),
            *("lower(1)", "join(attribute='x')", "default(*tasks)", "default(**case)", "length(1)"),
        )
    },
    "the test callable": "{{ recipient is callable }}",
    "a test with arguments": "{{ recipient is divisibleby(3) }}",
}


@pytest.mark.parametrize("lead", REFUSED.values(), ids=REFUSED)
def test_what_reaches_too_far_is_a_finding(lead: str) -> None:
    assert {"template-forbidden", "template-syntax", "template-variable-unknown"} & set(told(lead))


@pytest.mark.parametrize("lead", REFUSED.values(), ids=REFUSED)
def test_lint_reads_what_reaches_too_far_without_falling(lead: str) -> None:
    assert isinstance(branches(lead), tuple)


@pytest.mark.parametrize(
    "lead",
    [
        "{% if '%99999999d' is odd %}a{% endif %}",
        "{{ recipient + recipient }}",
        "{{ task.due - task.start }}",
        "{{ -recipient }}",
        "{{ 'x' if '%99999999d' is even else 'y' }}",
        "{{ contact|day }}",
        "{{ recipient|person }}",
        "{{ recipient|said }}",
        "{{ case }}",
        "{{ 1 if not recipient }}",
        "{{ recipient is none }}",
        "{{ (999999999 + 999999999) ~ '' ~ task.due }}",
    ],
)
def test_what_does_not_fit_its_values_is_a_problem_in_words(lead: str) -> None:
    assert written(lead, dict(FULL)).startswith("\n消息无法生成")


@pytest.mark.parametrize(
    "source", ["{% for loop in a %}{% endfor %}", "{% if a %}" + "{% elif a %}b" * 3000 + "{% endif %}", "{{ a|safe }}"]
)
def test_what_cannot_be_compiled_fails_like_what_cannot_be_written(source: str) -> None:
    deepest = sys.getrecursionlimit()  # what drew sequences before may have raised it
    sys.setrecursionlimit(1000)
    try:
        with pytest.raises(Uncompilable):
            run(Prepared(FENCE, source), {"a": ()})
    finally:
        sys.setrecursionlimit(deepest)
    assert issubclass(Uncompilable, FAILURES)


@pytest.mark.parametrize(
    "source",
    [
        *(
            "{{ recipient.upper|lower }}",
            "{{ recipient['upper']|lower }}",
            "{{ task['title'] }}",
            "{{ task.__class__ }}",
        ),
        *(
            "{{ task ~ '' }}",
            "{{ task|lower }}",
            "{{ tasks|join }}",
            "{{ recipient + recipient }}",
            "{{ recipient[0] }}",
        ),
        *("{% for each in tasks %}{{ loop.cycle|lower }}{% endfor %}", "{{ fact.items|lower }}", "{{ fact['keys'] }}"),
    ],
)
def test_the_run_holds_what_the_check_forbids(source: str) -> None:
    with pytest.raises(FAILURES):
        run(Prepared(FENCE, source), {**FULL, "fact": MappingProxyType({"label": "x"})})


def test_nothing_is_computed_when_a_template_is_compiled() -> None:
    for source in ("{{ 'x' * 10**9 }}", "{{ 9**9**9 }}", "{{ '%999999999d' % 1 }}", "{{ 1e308 + 1e308 }}"):
        Prepared(FENCE, source).template()


@pytest.mark.parametrize("values", [{"a": 10**16}, {"a": ("x",) * 20_000}, {"a": "x" * 20_001}])
def test_values_without_end_are_not_worked_on(values: dict[str, object]) -> None:
    for source in ("{{ a|upper }}", "{{ a|join }}", "{{ a + 1 }}", "{{ a ~ 'x' }}"):
        with pytest.raises((TooLong, TypeError)):
            run(Prepared(FENCE, source), values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ names|length }}{{ names|first }}{{ names|last }}", "2ab"),
        ("{{ names|join('、') }}", "a、b"),
        ("{{ number + 2 - 1 }}{{ -number }}", "2-1"),
        ("{{ ' A '|trim|lower }}{{ 'ß'|upper }}", "aSS"),
        ("{{ none|default('x', true) }}{{ nothing|default('y') }}{{ 0|default(1) }}", "xy0"),
        (
            "{% if number is odd and 2 is even and none is none and x is undefined and 1 is defined %}a{% endif %}",
            "a",
        ),
        ("{% if 'a' in ('a', 'b') and 3 not in (1, 2) %}a{% endif %}", "a"),
        ("{% for each in names %}{{ loop.index }}{{ loop.last ~ '' if false else each }}{% endfor %}", "1a2b"),
    ],
)
def test_what_templates_may_do_still_works(source: str, text: str) -> None:
    assert run(Prepared(FENCE, source), {"names": ("a", "b"), "number": 1}) == text


@pytest.mark.parametrize("source", ["{{ case|length }}", "{{ 5|length }}", "{{ 'abc'|join }}", "{{ ()|first }}"])
def test_a_filter_takes_only_what_it_is_for(source: str) -> None:
    with pytest.raises(FAILURES):
        run(Prepared(FENCE, source), dict(FULL))


def test_a_join_grows_no_further_than_a_text_may_be() -> None:
    fence = environment_for(plain)
    values = {"names": tuple("a" * 40 for _ in range(20))}
    template = Prepared(fence, joined(9, "names"))
    with pytest.raises(TooLong):
        run(template, values)
    assert fence.work.made < LONGEST_TEXT**2 / 2


def test_a_run_makes_no_more_than_it_may_however_small_the_parts() -> None:
    work = Work()
    for _ in range(MOST_MADE // 1000):
        work.text("x" * 1000)
    with pytest.raises(TooLong):
        work.text("x")


def test_every_run_has_its_whole_measure() -> None:
    fence = environment_for(plain)
    template = Prepared(fence, "{{ a ~ a }}")
    for _ in range(3):
        fence.work.made = MOST_MADE
        assert run(template, {"a": "x"}) == "xx"


def kinds_of(kind: type[nodes.Node]) -> set[type[nodes.Node]]:
    return {kind}.union(*map(kinds_of, kind.__subclasses__()))


@pytest.mark.parametrize("kind", sorted(kinds_of(nodes.Node) - ALLOWED, key=str))
def test_no_construct_is_allowed_by_being_forgotten(kind: type[nodes.Node]) -> None:
    assert forbidden(object.__new__(kind))


# A law: whatever is written over the grammar of Jinja is refused, or stays within its bounds, always the same.

NAMES = st.sampled_from((*VARIABLES, "item", "loop", "self", "nobody", "range"))
FIELDS = st.sampled_from(
    [
        *sorted({name for fields in VARIABLES.values() if fields for name in fields}),
        *("upper", "count", "__class__", "format", "index", "cycle", "keys"),
    ]
)
FILTERS = st.sampled_from(
    [
        *(
            "lower",
            "upper",
            "trim",
            "length",
            "first",
            "last",
            "join",
            "join('、')",
            "default('x')",
            "default('', true)",
        ),
        *("day", "month_day", "person", "said", "center(9)", "replace('a', 'b')", "tojson", "list", "join(tasks)"),
    ]
)
CONSTANTS = st.sampled_from(
    [
        "1",
        "0",
        "-3",
        "'x'",
        "''",
        "true",
        "none",
        "1e308",
        "999999999999",
        "9" * 400,
        "'%9d'",
        "()",
        "[]",
        "{}",
        "('a',)",
    ]
)
BINARY = st.sampled_from(["+", "-", "~", "*", "**", "%", "/", "//", "and", "or", "==", "<", "in", "not in", ">="])
TESTS = st.sampled_from(["defined", "undefined", "none", "odd", "even", "callable", "in tasks", "not none"])


def expressions() -> st.SearchStrategy[str]:
    def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{}.{}".format, inner, FIELDS),
            st.builds("{}[{}]".format, inner, inner),
            st.builds("({})|{}".format, inner, FILTERS),
            st.builds("({} {} {})".format, inner, BINARY, inner),
            st.builds("({} is {})".format, inner, TESTS),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("(not {})".format, inner),
            st.builds("{}|join({})".format, inner, inner),
        )

    return st.recursive(NAMES | CONSTANTS, wider, max_leaves=8)


def templates() -> st.SearchStrategy[str]:
    def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, expressions(), inner, inner),
            st.builds("{{% for item in {} %}}{}{{% endfor %}}".format, expressions(), inner),
            st.builds("{}{}".format, inner, inner),
        )

    printed = st.builds("{{{{ {} }}}}".format, expressions())
    return st.recursive(printed | st.sampled_from(["文字", "x", "<b>"]), wider, max_leaves=6)


@settings(max_examples=300)
@given(templates())
@example(joined(3, LISTED))
@example("{{ sheet.signed|join(sheet.signed|join) ~ (task.title|upper) }}")
@example("{{ 'a' if party in ('leaver', 'hr') else 'b' }}")
def test_a_template_is_refused_or_its_text_stays_within_bounds_and_shows_no_address(lead: str) -> None:
    if told(lead):
        return
    for values in (FULL, BARE):
        text = written(lead, dict(values))
        assert len(text) < 4 * LONGEST_TEXT
        assert " at 0x" not in text
        assert "View(" not in text


@settings(max_examples=1000)
@given(templates())
def test_no_template_fails_in_any_other_way_than_the_ones_that_are_caught(lead: str) -> None:
    if told(lead):
        return
    for values in (FULL, BARE):
        try:
            run(Prepared(FENCE, lead), dict(values))
        except FAILURES:
            continue


ALIKE = """
import json, sys
sys.path.insert(0, {root!r})
from tests.hostile.test_templates import written, told, FULL
print(json.dumps([written(lead, dict(FULL)) if not told(lead) else told(lead) for lead in json.load(sys.stdin)]))
"""


def test_two_processes_write_the_same_whatever_their_hash_seed() -> None:
    leads = [*list(REFUSED.values())[:40], "{{ sheet.signed|join('、') }}", "{{ case }}", "{{ 1 if not recipient }}"]
    leads += [f"{{{{ {name}.{field} }}}}" for name, view in RECORDS.items() for field in sorted(VARIABLES[name] or ())]
    found = {
        subprocess.run(
            [sys.executable, "-c", ALIKE.format(root=str(ROOT))],
            input=json.dumps(leads).encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_a_message_of_five_kilobytes_takes_no_memory(tmp_path: Path) -> None:
    own = tmp_path / "set"
    message = own / "notifications" / "own"
    (message / "zh-CN").mkdir(parents=True)
    (own / "policy.yaml").write_text("kind: policy\nid: own\ntitle: 制度\nversion: 1.0.0\nextends: builtin:default\n")
    (message / "notification.yaml").write_text(DECLARATION)
    bomb = joined(60, LISTED) + joined(9, TEN)
    (message / "zh-CN" / "message.yaml").write_text(f"kind: message\ntitle: x\nlead: {json.dumps(bomb)}\n")
    ended = subprocess.run(
        [sys.executable, "-m", "handover_policy", "validate", str(own)],
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)),
    )
    assert (ended.returncode, b"template-forbidden" in ended.stdout) == (1, True)
