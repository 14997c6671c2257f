"""What people read is data: no Chinese stands in code outside texts/, but where code reads what people have typed."""

import ast
import re

from tests.architecture.modules import MODULES, faults

CHINESE = re.compile("[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Characters and marks of Chinese; escapes, as in the ranges of regular expressions, are none."""
RECOGNISING = (
    "policy/yaml_source/slip",  # the table of typing slips
    "lint/wording/",  # the lexicon by which lint reads sentences: it speaks none
    "render/escaping.py",  # the full-width forms that stand for marks with a meaning
)
"""Modules that recognise Chinese and say nothing."""
SAMPLES = (
    "render/authoring/trial.py",  # values that templates are tried on
    "testing/cases.py",  # the name of an employee whom a policy test gives none
)
"""Modules that hold somebody's data, invented; it is the same in every language."""
CHOOSING = re.compile(r"chinese: bool|chinese=|\b(?:lang|language) == \"(?:zh|en)\"|\bif chinese\b")


def docstrings(tree: ast.AST) -> set[int]:
    """Return what stands alone as a statement: docstrings of modules, classes, functions and constants."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def chinese(text: str) -> list[str]:
    """Return the literals of a module that hold Chinese, as it stands in its text."""
    tree, lines = ast.parse(text), text.splitlines()
    told = docstrings(tree)
    return [
        f"line {node.lineno}: {node.value[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in told
        and CHINESE.search(node.value)
        and any(CHINESE.search(line) for line in lines[node.lineno - 1 : node.end_lineno])
    ]


def choices(text: str) -> list[str]:
    """Return where a module chooses between two languages itself."""
    return CHOOSING.findall(text)


def test_no_literal_of_a_module_is_chinese() -> None:
    speaking = [name for name in MODULES if not name.startswith((*RECOGNISING, *SAMPLES))]
    assert faults(speaking, lambda _, text: chinese(text)) == {}


def test_no_module_chooses_between_two_languages() -> None:
    assert faults(MODULES, lambda _, text: choices(text)) == {}


def test_every_exemption_is_needed() -> None:
    exempt = (*RECOGNISING, *SAMPLES)
    held = [name for name in MODULES if name.startswith(exempt) and chinese(MODULES[name])]
    assert [each for each in exempt if not any(name.startswith(each) for name in held)] == []


def test_chinese_is_found_in_a_literal_and_passed_over_in_a_docstring_a_comment_and_a_range() -> None:
    text = '''"""说明."""\nA = "文"  # 注\nB = f"{A}，"\nC = "[\\\\u4e00-\\\\u9fff]"\nD = 1\n"""说明."""\n'''
    assert chinese(text) == ["line 2: 文", "line 3: ，"]


def test_a_choice_between_two_languages_is_found() -> None:
    assert choices('a = 1 if language == "zh" else 2\ndef f(*, chinese: bool): ...\n') == [
        'language == "zh"',
        "chinese: bool",
    ]
