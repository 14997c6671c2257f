"""The folders that ship are found from a checkout, from an editable install and from a wheel, which has the licence."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from email.parser import HeaderParser
from functools import partial
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest

from handover_policy import __version__
from handover_policy.sources.shipped import ShippedFolder, ShippedFolderMissing, shipped_folder

CHECKOUT = Path(__file__).parents[3]
FOLDERS: tuple[ShippedFolder, ...] = get_args(ShippedFolder)

WAYS = ("checkout", "editable", "wheel")

PRINT_FOLDERS = f"""
from handover_policy import __version__
from handover_policy.sources.shipped import shipped_folder
for name in {FOLDERS!r}:
    print(shipped_folder(name))
"""


def run(*command: str | Path, inside: Path, **environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    finished = subprocess.run(
        command, cwd=inside, env=inherited | environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def python_with_dependencies(folder: Path) -> Path:
    """A new environment that sees the dependencies of this one, but not its handover_policy."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", inside=folder).strip()
    # The .pth files of a folder named in a .pth file are not read: the editable install of this checkout stays out.
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("platlib") + "\n")
    return python


def pip_install(python: Path, *what: str | Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, *what, inside=CHECKOUT)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the source distribution, as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT, inside=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session", params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """One way to install the product."""
    return str(request.param)


@pytest.fixture(scope="session")
def python(way: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Python with the product installed in that way, to be run in an empty folder outside the checkout."""
    interpreter = python_with_dependencies(tmp_path_factory.mktemp(way))
    outside = tmp_path_factory.mktemp("outside")
    if way == "checkout":
        return partial(run, interpreter, inside=outside, PYTHONPATH=str(CHECKOUT))
    pip_install(interpreter, *(("--editable", CHECKOUT) if way == "editable" else (wheel,)))
    return partial(run, interpreter, inside=outside)


def files_under(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def found_folders(python: Callable[..., str]) -> list[Path]:
    return [Path(line) for line in python("-c", PRINT_FOLDERS).splitlines()]


def test_the_wheel_carries_the_licence_and_says_which(wheel: Path) -> None:
    with ZipFile(wheel) as packed:
        (metadata,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(packed.read(metadata).decode())
        text = packed.read(metadata.replace("METADATA", "licenses/LICENSE")).decode()
    assert (told["License-Expression"], told["License-File"]) == ("Apache-2.0", "LICENSE")
    assert text == (CHECKOUT / "LICENSE").read_text("utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "durable" in told.get_all("Provides-Extra", [])


def test_every_way_of_installing_finds_the_same_files(python: Callable[..., str]) -> None:
    found = [files_under(folder) for folder in found_folders(python)]
    assert found == [files_under(CHECKOUT / name) for name in FOLDERS]
    assert all(found)


def test_only_a_wheel_carries_copies(way: str, python: Callable[..., str]) -> None:
    own = [CHECKOUT / name for name in FOLDERS]
    folders = found_folders(python)
    if way == "wheel":
        assert not any(folder.is_relative_to(CHECKOUT) for folder in folders)
    else:
        assert folders == own


def test_every_way_of_installing_gives_a_command_that_knows_its_version(python: Callable[..., str]) -> None:
    assert "validate" in python("-m", "handover_policy", "--help")
    assert python("-m", "handover_policy", "--version").startswith(f"handover {__version__}\n")


def test_a_missing_folder_is_named_with_both_places(tmp_path: Path) -> None:
    package = tmp_path / "handover_policy"
    with pytest.raises(ShippedFolderMissing) as missing:
        shipped_folder("rules", package=package)
    assert str(package / "shipped" / "rules") in str(missing.value)
    assert str(tmp_path / "rules") in str(missing.value)


def test_the_copy_in_the_wheel_comes_before_a_folder_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "handover_policy"
    (package / "shipped" / "schemas").mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    assert shipped_folder("schemas", package=package) == package / "shipped" / "schemas"
