"""The layout rules of docs/architecture.md, held over every module of the package."""

import ast
import re
from collections import Counter

from tests.architecture.modules import MODULES, faults

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
MODULES_A_FOLDER = 15
VAGUE_WORDS = frozenset({"manager", "util", "utils", "helper", "helpers", "common", "base", "misc", "data", "info"})


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


def test_the_first_line_of_a_module_says_what_it_holds() -> None:
    assert faults(MODULES, lambda _, text: not re.fullmatch(r'""".{10,}', opening_line(text))) == {}


def test_a_module_fits_two_screens() -> None:
    assert faults(MODULES, lambda _, text: len(text.splitlines()) > LONGEST_MODULE) == {}


def test_a_function_fits_one_screen() -> None:
    assert faults(MODULES, lambda _, text: long_functions(text)) == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    assert faults(MODULES, lambda name, _: vague_words(name)) == {}


def test_a_folder_has_at_most_fifteen_modules() -> None:
    named = (name for name in MODULES if not name.rpartition("/")[2].startswith("__"))
    counts = Counter(name.rpartition("/")[0] for name in named)
    assert {folder: count for folder, count in counts.items() if count > MODULES_A_FOLDER} == {}


def test_no_class_has_the_name_of_another() -> None:
    named = Counter(
        node.name
        for text in MODULES.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in named.items() if count > 1] == []


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {name.rpartition("/")[0] for name in MODULES}
    assert [folder for folder in folders if f"{folder}/__init__.py".lstrip("/") not in MODULES] == []


def test_a_function_of_41_lines_is_found_and_one_of_40_is_not() -> None:
    body = "    pass\n"
    assert long_functions("def long():\n" + body * 40) == ["long has 41 lines"]
    assert long_functions("def short():\n" + body * 39) == []


def test_a_vague_word_is_found_inside_a_name_but_not_inside_a_word() -> None:
    assert vague_words("handover_policy/model/date_utils.py") == {"utils"}
    assert vague_words("handover_policy/sources/database.py") == set()
