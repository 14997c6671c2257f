"""Installs a wheel as people do, in every way and on every Python that runs here, and compares what it decides.

    python release/trial.py WHEEL EVENTS FOLDER

The first way is this Python with the C engine; every other way must write the same bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
OWN = f"{sys.version_info.major}.{sys.version_info.minor}"
ENGINE_FLAG = "-DPyEval_CallObject=PyObject_CallObject"
"""The source of durable-rules names a C function that Python 3.13 took away; this is its successor."""
LOOK = """\
import os, sys, sysconfig
print(*sys.version_info[:2], os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))
"""
LINE_END = b"\n"
NEEDS_EXTRA, WRONG = 2, 1
"""How `handover serve` ends without the extra of that name, and `handover evidence verify` where something is wrong."""
SAMPLE = "from tests.evidence.dossier.sample import write; import sys; write(sys.argv[1])"
"""Writes a dossier, as a service of this checkout does; none of the ways tried has a service."""
PURE = ("--only-binary", ":all:", "--requirement", str(ROOT / "requirements-pure.txt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to install: who runs it, what pip is given, one call a row, and the engine that must decide then."""

    name: str
    interpreter: Path
    installs: tuple[tuple[str, ...], ...]
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """A Python that runs; `headers` tells whether C can be built for it."""

    path: Path
    headers: bool


def candidates(version: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the places of a Python version, as `3.12`: those of the search path, then those that pyenv keeps."""
    for folder in environment.get("PATH", "").split(os.pathsep):
        path = Path(folder or ".") / f"python{version}"
        if os.access(path, os.X_OK):
            yield path
    kept = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "")) / ".pyenv") / "versions"
    yield from (path / "bin" / f"python{version}" for path in sorted(kept.glob(f"{version}.*"), reverse=True))


def interpreter(version: str, environment: Mapping[str, str]) -> Interpreter | None:
    """Return the first Python of a version that really runs, None where none does: a name alone may be a shim."""
    for path in candidates(version, environment):
        try:
            told = subprocess.run([path, "-c", LOOK], capture_output=True, text=True, check=False, env={**environment})
        except OSError:
            continue
        if told.returncode == 0 and told.stdout.split()[:2] == version.split("."):
            return Interpreter(path=path, headers=told.stdout.split()[2] == "True")
    return None


def ways(wheel: str, environment: Mapping[str, str]) -> Iterator[Way]:
    """Yield the ways to install a wheel here, and say which Python versions are not there."""
    this = Path(sys.executable)
    # pip keeps a build whatever its flags were: one made without them does not load on Python 3.13.
    anew = ("--no-cache-dir",) if sys.version_info >= (3, 13) else ()
    alone = ("--no-deps", wheel)
    yield Way(name="with the C engine", interpreter=this, installs=((*anew, f"{wheel}[durable]"),), engine="durable")
    yield Way(name="without a compiler", interpreter=this, installs=(PURE, alone), engine="compiled")
    for version in VERSIONS:
        if version == OWN:
            continue
        found = interpreter(version, environment)
        if found is None:
            print(f"python{version}: not tried, none runs here", flush=True)
            continue
        built = sys.platform == "linux" and version < "3.13"
        plain = ((wheel,),) if found.headers or not built else (PURE, alone)
        engine = "durable" if built and found.headers else "compiled"
        yield Way(name=f"pip install, {found.path}", interpreter=found.path, installs=plain, engine=engine)


def decisions(way: Way, events: Path, folder: Path) -> bytes:
    """Return what a new environment decides that has the product installed in one way.

    Raises SystemExit where a step fails or another engine decides than that way gives.
    """
    run(way.interpreter, "-m", "venv", "--without-pip", "--clear", folder)
    python = folder / "bin" / "python"
    for install in way.installs:
        run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *install)
    told = run(folder / "bin" / "handover", "--version", inside=folder).decode()
    if f"engine: {way.engine}" not in told:
        raise SystemExit(f"{way.name}: {way.engine} was to decide, not {told}")
    return run(folder / "bin" / "handover", "run", events, "--strict", inside=folder)


def told_without_extra(folder: Path) -> None:
    """Raise SystemExit where `handover serve` does not say in one sentence how to install what it needs."""
    ended = subprocess.run([folder / "bin" / "handover", "serve"], cwd=folder, capture_output=True, check=False)
    lines = ended.stderr.decode().strip().splitlines()
    if ended.returncode != NEEDS_EXTRA or len(lines) != 1 or "handover-policy[serve]" not in lines[0]:
        raise SystemExit(f"handover serve without its extra: {ended.returncode}, {lines}")


def verified_without_service(folder: Path, dossier: Path) -> None:
    """Raise SystemExit where a dossier does not verify with the wheel alone, or one with a flipped bit does."""
    handover = folder / "bin" / "handover"
    run(handover, "evidence", "verify", dossier, "--authority", dossier.with_suffix(".pem"), inside=folder)
    content = bytearray(dossier.read_bytes())
    content[len(content) // 2] ^= 1
    altered = folder / "altered.zip"
    altered.write_bytes(content)
    ended = subprocess.run([handover, "evidence", "verify", altered], cwd=folder, capture_output=True, check=False)
    if ended.returncode != WRONG:
        raise SystemExit(f"handover evidence verify of an altered dossier: {ended.returncode}, {ended.stderr.decode()}")


def run(*command: str | Path, inside: Path | None = None) -> bytes:
    """Return what a command writes, which knows nothing of this checkout; raises SystemExit where it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["CPPFLAGS"] = f"{environment.get('CPPFLAGS', '')} {ENGINE_FLAG if sys.version_info >= (3, 13) else ''}"
    ended = subprocess.run(command, cwd=inside, env=environment, stdout=subprocess.PIPE, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {ended.returncode}")
    return ended.stdout


def main() -> None:
    """Try all ways, two at a time; the first is what the others are held against."""
    wheel, events, folder = sys.argv[1], Path(sys.argv[2]).absolute(), Path(sys.argv[3]).absolute()
    tried = list(ways(wheel, os.environ))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda each: decisions(each[1], events, folder / f"venv-{each[0]}"), enumerate(tried)))
    for way, decided in zip(tried, found, strict=True):
        if not decided or decided != found[0]:
            raise SystemExit(f"{way.name}: other decisions than {tried[0].name}")
        print(f"{way.name}: {way.engine}, {decided.count(LINE_END)} decisions, the same bytes", flush=True)
    for number in range(len(tried)):
        told_without_extra(folder / f"venv-{number}")
    print("Without its extra `handover serve` says how to install it", flush=True)
    dossier = folder / "dossier.zip"
    run(sys.executable, "-c", SAMPLE, dossier, inside=ROOT)
    for number in range(len(tried)):
        verified_without_service(folder / f"venv-{number}", dossier)
    print("A dossier verifies with each of them, without network and database; an altered one does not", flush=True)


if __name__ == "__main__":
    main()
