"""page_texts: the templates and style sheets that lie beside the code which fills them."""

from __future__ import annotations

from importlib.resources import files


def page_texts(package: str, names: tuple[str, ...]) -> dict[str, str]:
    """Return the texts of files in the folder `page` of a package of ours, by name."""
    folder = files(package) / "page"
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}
