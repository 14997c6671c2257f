"""The trial of the wheel finds interpreters that really run, and notices another engine or other decisions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from release import trial
from release.trial import OWN, Way, decisions, interpreter, ways

EVENTS = Path("events.jsonl")
SHIM = "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def reporting(version: str, headers: str = "True") -> str:
    return f"#!/bin/sh\necho {version.replace('.', ' ')} {headers}\n"


def test_a_shim_that_runs_nothing_is_passed_over_for_one_that_runs(tmp_path: Path) -> None:
    put(tmp_path / "shims" / "python3.12", SHIM)
    settings = {"PATH": f"{tmp_path / 'shims'}:/bin", "PYENV_ROOT": str(tmp_path / "pyenv")}
    assert interpreter("3.12", settings) is None
    kept = put(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python3.12", reporting("3.12"))
    assert interpreter("3.12", settings) == trial.Interpreter(path=kept, headers=True)


def test_a_name_that_lies_about_its_version_is_no_such_python(tmp_path: Path) -> None:
    put(tmp_path / "python3.13", reporting("3.11"))
    assert interpreter("3.13", {"PATH": f"{tmp_path}:/bin"}) is None


def test_this_python_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / f"python{OWN}").symlink_to(sys.executable)
    found = interpreter(OWN, {"PATH": str(tmp_path)})
    assert found is not None
    assert found.path == tmp_path / f"python{OWN}"


def test_versions_that_are_not_there_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = [way.name for way in ways("x.whl", {"PATH": str(tmp_path), "HOME": str(tmp_path)})]
    assert named == ["with the C engine", "without a compiler"]
    others = [version for version in trial.VERSIONS if version != OWN]
    assert capsys.readouterr().out.splitlines() == [f"python{version}: not tried, none runs here" for version in others]


@pytest.mark.skipif(OWN != "3.11", reason="what is asked of the others depends on which this is")
def test_each_python_gets_the_engine_that_pip_gives_it(tmp_path: Path) -> None:
    for version, headers in (("3.12", "False"), ("3.13", "True")):
        put(tmp_path / f"python{version}", reporting(version, headers))
    engines = [(way.engine, len(way.installs)) for way in ways("x.whl", {"PATH": f"{tmp_path}:/bin"})]
    # Without headers no C can be built for 3.12: pip would stop, so that the pure requirements come first.
    assert engines == [("durable", 1), ("compiled", 2), ("compiled", 2), ("compiled", 1)]
    put(tmp_path / "python3.12", reporting("3.12"))
    assert [way.engine for way in ways("x.whl", {"PATH": f"{tmp_path}:/bin"})][2] == "durable"


def pretend(monkeypatch: pytest.MonkeyPatch, engine: str, decided: dict[str, bytes]) -> None:
    """Let nothing be installed: `handover` tells this engine, and these decisions by the folder it is in."""

    def answer(*command: str | Path, inside: Path | None = None) -> bytes:
        if command[-1] == "--version":
            return f"engine: {engine}".encode()
        return decided[inside.name] if inside is not None else b""

    monkeypatch.setattr(trial, "run", answer)


def test_another_engine_than_the_way_gives_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "compiled", {tmp_path.name: b"{}\n"})
    way = Way(name="a way", interpreter=Path(sys.executable), installs=(), engine="durable")
    with pytest.raises(SystemExit, match="a way: durable was to decide, not engine: compiled"):
        decisions(way, EVENTS, tmp_path)


@pytest.mark.parametrize("second", [b"{other}\n", b""])
def test_other_decisions_are_noticed(second: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "durable compiled", {"venv-0": b"{}\n", "venv-1": second})
    monkeypatch.setattr(sys, "argv", ["trial.py", "x.whl", "events.jsonl", str(tmp_path)])
    monkeypatch.setattr(trial, "VERSIONS", ())
    monkeypatch.setattr(
        trial,
        "ways",
        lambda *_: [Way(name=name, interpreter=Path("python"), installs=(), engine="durable") for name in "ab"],
    )
    with pytest.raises(SystemExit, match="b: other decisions than a"):
        trial.main()


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("echo 'run pip install \"handover-policy[serve]\"' >&2; exit 2", ""),
        ("echo 'run pip install \"handover-policy[serve]\"' >&2; exit 70", "70"),
        ("echo 'Traceback' >&2; echo 'No module named uvicorn' >&2; exit 2", "Traceback"),
    ],
)
def test_without_the_extra_serve_has_to_say_so_in_one_sentence(script: str, fault: str, tmp_path: Path) -> None:
    put(tmp_path / "bin" / "handover", f"#!/bin/sh\n{script}\n")
    if not fault:
        trial.told_without_extra(tmp_path)
        return
    with pytest.raises(SystemExit, match=fault):
        trial.told_without_extra(tmp_path)


def test_a_step_that_fails_is_named_with_its_end() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        trial.run(sys.executable, "-c", "raise SystemExit(3)")


def test_the_script_tells_how_it_is_called() -> None:
    ended = subprocess.run([sys.executable, trial.__file__], capture_output=True, text=True, check=False)
    assert ended.returncode != 0
