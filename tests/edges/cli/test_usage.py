"""Wrong calls are told in Chinese and English; the help groups the commands by what they are for."""

from __future__ import annotations

import pytest

from handover_policy.cli.main import COMMANDS
from tests.edges.cli.command import handover


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("vaildate",), "did you mean validate?"),
        (("inti",), "did you mean init?"),
        (("zzz",), "没有命令 zzz / no such command: zzz"),
        (("run",), "用法错误：缺少 FILES..."),
        (("validate", "--formt", "json"), "用法错误：没有选项 --formt；是不是 --format？"),
        (("validate", "--format", "xml"), "用法错误：--format 的值不对；可选：text、json、jsonl"),
        (("simulate", "--on", "yesterday"), "用法错误：--on 的值不对\n"),
        (("init", "here", "多余"), "用法错误：多出了 多余"),
        (("validate", "a", "b", "c"), "用法错误：多出了 b c"),
        (("validate", "--format"), "用法错误：选项 --format 的写法不对"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_and_ends_with_2(arguments: tuple[str, ...], told: str) -> None:
    wrong = handover(*arguments)
    assert (wrong.code, wrong.out) == (2, b"")
    assert told in wrong.err


def test_the_help_names_every_command_once_under_its_group() -> None:
    shown = handover("--help").out.decode()
    assert all(title in shown for title in ("裁决 / Deciding", "编写 / Authoring", "审阅 / Reviewing"))
    assert all(shown.count(f"\n  {name} ") == 1 for name in COMMANDS)


@pytest.mark.parametrize(
    "call",
    [
        *(("run", "nowhere"), ("run", "."), ("validate", "nowhere"), ("lint", "nowhere"), ("test", "nowhere")),
        *(("check", "nowhere"), ("simulate", "--on", "2026-03-02", "--output", "nowhere/x")),
    ],
)
def test_what_the_system_refuses_is_told_in_the_language_asked_for(call: tuple[str, ...]) -> None:
    chinese, english = (handover(*call, "--lang", language).err for language in ("zh", "en"))
    assert "No such file" not in chinese
    assert "Is a directory" not in chinese
    assert "是文件夹" in chinese or "没有这个文件或文件夹" in chinese
    assert "Is a directory" in english or "No such file or directory" in english
    assert english.isascii()
