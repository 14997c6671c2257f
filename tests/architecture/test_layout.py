"""The layout rules of docs/architecture.md, held over every module of the package."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "handover_policy"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MODULES_A_FOLDER = 15
VAGUE_WORDS = frozenset({"manager", "util", "utils", "helper", "helpers", "common", "base", "misc", "data", "info"})


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE.parent).as_posix()


def opening_line(text: str) -> str:
    return text.partition("\n")[0]


def long_functions(text: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name} has {length} lines")
    return found


def vague_words(name: str) -> set[str]:
    return set(re.split(r"[./_-]", name.lower())) & VAGUE_WORDS


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_the_first_line_of_a_module_says_what_it_holds(module: Path) -> None:
    assert re.fullmatch(r'""".{10,}', opening_line(module.read_text("utf-8")))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_fits_two_screens(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_function_fits_one_screen(module: Path) -> None:
    assert long_functions(module.read_text("utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_is_named_for_what_it_holds(module: Path) -> None:
    assert vague_words(name_of(module)) == set()


def test_a_folder_has_at_most_fifteen_modules() -> None:
    named = (module for module in MODULES if not module.name.startswith("__"))
    crowded = {
        folder: count
        for folder, count in Counter(name_of(module.parent) for module in named).items()
        if count > MODULES_A_FOLDER
    }
    assert crowded == {}


def test_every_folder_with_modules_is_a_package() -> None:
    assert [name_of(module.parent) for module in MODULES if not (module.parent / "__init__.py").exists()] == []


def test_a_function_of_41_lines_is_found_and_one_of_40_is_not() -> None:
    body = "    pass\n"
    assert long_functions("def long():\n" + body * 40) == ["long has 41 lines"]
    assert long_functions("def short():\n" + body * 39) == []


def test_a_vague_word_is_found_inside_a_name_but_not_inside_a_word() -> None:
    assert vague_words("handover_policy/model/date_utils.py") == {"utils"}
    assert vague_words("handover_policy/sources/database.py") == set()
