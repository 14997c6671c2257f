"""ShippedFolder, shipped_folder, shipped_sets: where the rules, schemas and messages of the product lie."""

import os
from pathlib import Path
from typing import Literal, TypeAlias, get_args

ShippedFolder: TypeAlias = Literal["rules", "schemas", "notifications"]

BUILTIN = "builtin:"
_PACKAGE = Path(__file__).parent.parent


class ShippedFolderMissing(FileNotFoundError):
    """A folder that ships with the product is neither beside the package nor in a checkout: reinstall."""


def shipped_folder(name: ShippedFolder, *, package: Path = _PACKAGE) -> Path:
    """Give the folder `name` that ships with the product.

    A wheel carries a copy inside the package; a checkout and an editable install have the folder beside the package.

    Args:
        name: "rules", "schemas" or "notifications".
        package: the folder of the installed package.

    Returns:
        An existing folder.

    Raises:
        ShippedFolderMissing: neither place has it; the message names both.

    """
    in_wheel = package / "shipped" / name
    in_checkout = package.parent / name
    for folder in (in_wheel, in_checkout):
        if folder.is_dir():
            return folder
    message = f"The folder '{name}' is missing: looked for {in_wheel} and {in_checkout}. Install handover-policy again."
    raise ShippedFolderMissing(message)


def shipped_sets() -> tuple[str, ...]:
    """Return the names of the policy sets that ship, as `builtin:NAME` takes them; those of the article last."""
    rules = shipped_folder("rules")
    found = [path.parent.relative_to(rules).as_posix() for path in rules.rglob("policy.yaml")]
    return tuple(sorted(found, key=lambda name: ("/" in name, name != "default", name)))


def policy_place(named: str | Path) -> Path:
    """Return the folder of a policy set named by its path or as `builtin:NAME`; the folder need not be there."""
    text = str(named)
    if not text.startswith(BUILTIN):
        return Path(named)
    return shipped_place(text) or Path(named)


def shipped_place(reference: str) -> Path | None:
    """Return the folder of a set that ships, as `builtin:NAME` names it; None where there is none of that name."""
    name = reference.removeprefix(BUILTIN)
    return shipped_folder("rules") / name if name in shipped_sets() else None


def ships(place: Path) -> bool:
    """Return whether a folder is one of those that ship, or lies in one, by its name and not by where links lead."""
    whole = Path(os.path.abspath(place))  # noqa: PTH100 - links stay
    return any(whole.is_relative_to(shipped_folder(name)) for name in get_args(ShippedFolder))
