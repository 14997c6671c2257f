"""A full disk, closed streams and limits of size: one sentence, exit code 3, and what stood there before stays."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from handover_policy.sources.gate.whole_files import write_whole
from tests.edges.cli.command import EXAMPLE, ROOT
from tests.hostile.hostile_sets import repository

SIMULATE = ("simulate", "--on", "2026-03-02")
SPEAKING = (
    ("run", str(EXAMPLE)),
    ("run", "--format", "text", str(EXAMPLE)),
    ("render", "task-list", "--sample"),
    ("explain", str(EXAMPLE)),
    ("explain", "empty-file"),
    ("schema",),
    (*SIMULATE, "--format", "html"),
    ("test", "rules/default"),
    ("diff", "builtin:default", "builtin:manufacturing", "--format", "json"),
    (
        "plan",
        "--cases",
        str(ROOT / "examples" / "every-message.jsonl"),
        "--against",
        "builtin:default",
        "--policy",
        "builtin:manufacturing",
    ),
    ("validate", "rules/statutes"),
    ("check", "rules/statutes", "--format", "junit"),
    ("lint", "rules/default", "--format", "json"),
    ("--help",),
    ("--version",),
)
FULL = Path("/dev/full")


def shell(redirected: str, *asked: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command with its streams as the shell redirects them."""
    line = ["sh", "-c", f'exec "$0" -m handover_policy "$@" {redirected}', sys.executable, *asked]
    return subprocess.run(line, cwd=ROOT, capture_output=True, timeout=120, check=False, env={**os.environ, **settings})


def assert_one_sentence(ended: subprocess.CompletedProcess[bytes], about: str) -> None:
    told = ended.stderr.decode()
    assert ended.returncode == 3, told
    assert told.splitlines()[-1].count(" / ") <= 1  # in both languages, or in the reader's
    assert about in told
    assert "internal" not in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("asked", SPEAKING, ids=lambda each: " ".join(each)[:30])
def test_a_full_disk_is_told_in_one_sentence(asked: tuple[str, ...], unbuffered: str) -> None:
    ended = shell(">/dev/full", *asked, PYTHONUNBUFFERED=unbuffered)
    assert_one_sentence(ended, "标准输出写不出去：No space left on device")


@pytest.mark.parametrize("asked", SPEAKING, ids=lambda each: " ".join(each)[:30])
def test_a_closed_output_is_told_in_one_sentence(asked: tuple[str, ...]) -> None:
    assert_one_sentence(shell(">&-", *asked), "标准输出写不出去：Bad file descriptor")


@pytest.mark.parametrize(
    "asked",
    [
        ("run", "-"),
        ("explain", "-"),
        ("render", "task-list", "--events", "-"),
        ("plan", "--cases", "-", "--against", "builtin:default", "--policy", "builtin:manufacturing"),
    ],
)
def test_a_closed_input_is_told_in_one_sentence(asked: tuple[str, ...]) -> None:
    ended = shell("<&-", *asked)
    assert ended.stdout == b""
    assert_one_sentence(ended, "已关闭")
    assert len(ended.stderr.decode().splitlines()) == 1


def test_streams_that_are_not_needed_may_be_closed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = shell("<&- >&- 2>&-", *SIMULATE, "--output", str(page))
    assert (ended.returncode, page.exists()) == (0, True)
    assert shell("2>&-", "validate", "rules/default").returncode == 0
    assert shell(">&- 2>&-", "--version").returncode == 3
    assert shell("<&-", "init", str(tmp_path / "new")).returncode == 0


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_findings_that_cannot_be_told_are_no_success() -> None:
    ended = shell("2>/dev/full", "validate", "rules/default")
    assert (ended.returncode, ended.stderr) == (3, b"")


def limited(most: int, *asked: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command where no file may become larger than `most` bytes."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "handover_policy", *asked],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


@pytest.mark.parametrize(
    "asked", [(*SIMULATE, "--format", "html"), ("render", "task-list", "--sample")], ids=lambda each: each[0]
)
def test_a_page_that_does_not_fit_leaves_the_old_one(tmp_path: Path, asked: tuple[str, ...]) -> None:
    page = tmp_path / "page.html"
    page.write_text("the old page", encoding="utf-8")
    page.chmod(0o640)
    ended = limited(100, *asked, "--output", str(page))
    assert_one_sentence(ended, f"无法写入 {page}：文件太大")
    assert page.read_text(encoding="utf-8") == "the old page"
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
    assert limited(9_000_000, *asked, "--output", str(page)).returncode == 0
    assert b"</html>" in page.read_bytes()
    assert page.stat().st_mode & 0o777 == 0o640


def test_a_repair_that_does_not_fit_leaves_the_file(tmp_path: Path) -> None:
    where = repository(tmp_path)
    path = where.place / "own.yaml"
    text = "# " + "长" * 500 + "\nkind：gates\ngates: []\n"
    path.write_text(text, encoding="utf-8")
    assert_one_sentence(limited(100, "validate", str(where.place), "--fix"), f"无法写入 {path}：文件太大")
    assert path.read_text(encoding="utf-8") == text


def test_init_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    assert_one_sentence(limited(100, "init", str(tmp_path / "new")), "File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_gets_the_mode_of_new_files_and_a_link_stays_one(tmp_path: Path) -> None:
    new, link = tmp_path / "new.html", tmp_path / "link.html"
    link.symlink_to(new)
    mask = os.umask(0o027)
    try:
        write_whole(link, b"one")
    finally:
        os.umask(mask)
    assert (new.read_bytes(), new.stat().st_mode & 0o777, link.is_symlink()) == (b"one", 0o640, True)
    write_whole(link, b"two")
    assert (new.read_bytes(), link.is_symlink()) == (b"two", True)


def test_pipes_and_devices_are_written_to_as_they_are(tmp_path: Path) -> None:
    ended = shell("| cat", *SIMULATE, "--output", "/dev/stdout")
    assert ended.stdout
    assert shell("", *SIMULATE, "--output", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()
    assert list(tmp_path.iterdir()) == []


def test_a_file_beside_which_nothing_can_be_put_is_written_in_place(tmp_path: Path, monkeypatch) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"a longer page than the new one")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("handover_policy.sources.gate.whole_files.tempfile.mkstemp", refused)
    write_whole(page, b"new")
    assert page.read_bytes() == b"new"
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "other.html", b"new")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "big5", "cp1252"])
def test_lint_fix_of_a_file_in_another_encoding_is_a_finding(tmp_path: Path, encoding: str) -> None:
    where = repository(tmp_path)
    title = "保密" if encoding != "cp1252" else "privé"
    text = f"kind: clauses\nclauses:\n  - {{id: clause.a, title: {title}, text: x, sign: never}}\n"
    (where.place / "clauses.yaml").write_bytes(text.encode(encoding))
    ended = shell("", "lint", str(where.place), "--fix")
    assert ended.returncode == 1, ended.stderr.decode()
    assert b"clauses.yaml:" in ended.stdout
    assert (where.place / "clauses.yaml").read_bytes() == text.encode(encoding)


@pytest.mark.parametrize("asked", [SIMULATE, ("render", "task-list", "--sample")])
def test_a_dash_is_standard_output_and_no_file(asked: tuple[str, ...], tmp_path: Path) -> None:
    command = (sys.executable, "-m", "handover_policy", *asked, "--output", "-")
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=paths, capture_output=True, check=True)
    assert ended.stdout
    assert list(tmp_path.iterdir()) == []
