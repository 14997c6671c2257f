"""What neither ruff nor import-linter sees: built-ins that a pure room may not call, and work done on import."""

import ast

from tests.architecture.modules import MODULES, PURE_ROOMS, faults, is_pure

# They read, write, ask, import by name, or answer differently in the next process.
IMPURE = frozenset({"open", "print", "input", "breakpoint", "__import__", "hash", "id", "eval", "exec", "compile"})
# The second evaluator is generated Python.
ALLOWED = {"engine": frozenset({"exec", "compile"})}

WORK = (ast.For, ast.While, ast.With, ast.Try)


def calls(text: str, names: frozenset[str]) -> list[str]:
    return [
        f"line {node.lineno}: {node.func.id}()"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def work_on_import(text: str) -> list[int]:
    return [
        node.lineno
        for node in ast.parse(text).body
        if isinstance(node, WORK) or (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant))
    ]


def test_a_pure_room_calls_no_impure_built_in() -> None:
    pure = filter(is_pure, MODULES)
    assert faults(pure, lambda name, text: calls(text, IMPURE - ALLOWED.get(name.split("/")[0], frozenset()))) == {}


def test_the_pure_rooms_are_known() -> None:
    assert {"findings", "decide", "lint"} < PURE_ROOMS
    assert "cli" not in PURE_ROOMS


def test_nothing_happens_on_import() -> None:
    assert faults(MODULES, lambda _, text: work_on_import(text)) == {}


def test_an_opened_file_is_found_wherever_it_stands() -> None:
    text = "def read(place):\n    with open(place) as file:\n        return file.read()\n"
    assert calls(text, IMPURE) == ["line 2: open()"]


def test_a_method_of_the_same_name_is_no_built_in() -> None:
    assert calls("gate.open()\nre.compile('a')\n", IMPURE) == []


def test_a_call_at_the_top_of_a_module_is_work_on_import() -> None:
    assert work_on_import('"""Holds nothing."""\n\nLIMIT = 5\nregister(LIMIT)\n') == [4]
