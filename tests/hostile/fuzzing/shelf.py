"""on_shelf: a draft written into a folder of its own, with a folder beside it that nobody may touch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.true_sets import true_files

SECRET = "secret：do not touch\n".encode()
LINK = b"link:"


@contextmanager
def on_shelf(draft: Draft) -> Iterator[tuple[Path, Path]]:
    """Yield the folder of a draft and the folder of the sound set it was made from; both go away afterwards."""
    with tempfile.TemporaryDirectory(prefix="shelf") as held:
        root = Path(held)
        (root / "beside").mkdir()
        (root / "beside" / "secret.yaml").write_bytes(SECRET)
        write(root / "true", {path: text.encode() for path, text in true_files(draft.base).items()})
        write(root / "draft", draft.files)
        yield root / "draft", root / "true"


def write(place: Path, files: dict[str, bytes] | object) -> None:
    """Write files, and links where a content says so; names that a file system refuses are left out."""
    place.mkdir(parents=True, exist_ok=True)
    assert hasattr(files, "items")
    for path, content in files.items():
        file = place / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if content.startswith(LINK):
                file.symlink_to(content.removeprefix(LINK).decode())
            else:
                file.write_bytes(content)
        except (OSError, ValueError):
            continue


def contents(root: Path) -> dict[str, bytes]:
    """Return what lies below a folder: files by path, links as where they point to."""
    return {
        path.relative_to(root).as_posix(): LINK + bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or path.is_file()
    }
