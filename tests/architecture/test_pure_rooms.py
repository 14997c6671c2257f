"""What neither ruff nor import-linter sees: built-ins that a pure room may not call, and work done on import."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "handover_policy"
PURE_ROOMS = ("findings", "model", "policy", "conditions", "engine", "decide", "render", "review")
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE_MODULES = [module for module in MODULES if module.relative_to(PACKAGE).parts[0] in PURE_ROOMS]

# They read, write, ask, import by name, or answer differently in the next process.
IMPURE = frozenset({"open", "print", "input", "breakpoint", "__import__", "hash", "id", "eval", "exec", "compile"})
# The second evaluator is generated Python.
ALLOWED = {"engine": frozenset({"exec", "compile"})}

WORK = (ast.For, ast.While, ast.With, ast.Try)


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE.parent).as_posix()


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


@pytest.mark.parametrize("module", PURE_MODULES, ids=name_of)
def test_a_pure_room_calls_no_impure_built_in(module: Path) -> None:
    room = module.relative_to(PACKAGE).parts[0]
    assert calls(module.read_text("utf-8"), IMPURE - ALLOWED.get(room, frozenset())) == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_nothing_happens_on_import(module: Path) -> None:
    assert work_on_import(module.read_text("utf-8")) == []


def test_an_opened_file_is_found_wherever_it_stands() -> None:
    text = "def read(place):\n    with open(place) as file:\n        return file.read()\n"
    assert calls(text, IMPURE) == ["line 2: open()"]


def test_a_method_of_the_same_name_is_no_built_in() -> None:
    assert calls("gate.open()\nre.compile('a')\n", IMPURE) == []


def test_a_call_at_the_top_of_a_module_is_work_on_import() -> None:
    assert work_on_import('"""Holds nothing."""\n\nLIMIT = 5\nregister(LIMIT)\n') == [4]
