"""Only handover_policy/cli/terminal.py writes to standard output and standard error, where it makes text harmless."""

import ast

import pytest

from tests.architecture.modules import MODULES, faults

WRITER = "cli/terminal.py"
KEEPER = "cli/standard_streams.py"  # puts streams in the place of those that are closed, writes nothing

WRITERS = frozenset({"print", "click.echo", "click.secho", "click.echo_via_pager", "click.get_text_stream", "os.write"})
STREAMS = frozenset({"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"})
ASKED = frozenset({"isatty", "fileno", "flush"})
"""What may be asked of a stream without writing to it."""
ELSEWHERE = {
    "cli/main.py": {"drop_output(sys.stdout)"},  # nobody reads it any more
    "cli/serving/serve.py": {"log_lines(sys.stderr)"},  # the log of the service, lines of JSON
    "cli/serving/deliver.py": {"log_lines(sys.stderr)"},  # the same, of a sender without a service
    "cli/authoring/testing/survivors.py": {"file=sys.stderr"},  # click's own bar, with a label of ours
}


def writes(text: str, allowed: set[str]) -> list[str]:
    """Return where a module writes by itself, or hands a stream on to what may."""
    tree = ast.parse(text)
    above = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute | ast.Name):
            continue
        written, over = ast.unparse(node), above[id(node)]
        called = isinstance(over, ast.Call) and over.func is node and written in WRITERS
        shown = (
            isinstance(node, ast.Attribute) and node.attr == "show" and isinstance(over, ast.Call) and over.func is node
        )
        asked = isinstance(over, ast.Attribute) and over.attr in ASKED
        handed_on = written in STREAMS and not asked and ast.unparse(over) not in allowed
        if called or shown or handed_on:
            found.append(f"line {node.lineno}: {ast.unparse(over)}")
    return found


def test_a_module_writes_to_no_terminal_by_itself() -> None:
    others = MODULES.keys() - {WRITER, KEEPER}
    assert faults(others, lambda name, text: writes(text, ELSEWHERE.get(name, set()))) == {}


def test_the_keeper_of_the_streams_leaves_writing_to_the_one_function() -> None:
    tree = ast.parse(MODULES[KEEPER])
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & WRITERS
    assert not {name for name in called if name.endswith(".write")}


@pytest.mark.parametrize(
    "text",
    [
        "print(name)",
        "click.echo(name, err=True)",
        "click.secho(name)",
        "sys.stdout.write(name)",
        "sys.stdout.buffer.write(content)",
        "out = sys.stdout.buffer",
        "print_to(sys.stderr)",
        "wrong.show()",
    ],
)
def test_a_way_around_is_found(text: str) -> None:
    assert len(writes(text, set())) == 1


@pytest.mark.parametrize("text", ["shown = sys.stderr.isatty()", "sys.stdout.flush()", "say(name)", "echo(name)"])
def test_what_writes_nothing_is_not(text: str) -> None:
    assert writes(text, set()) == []
