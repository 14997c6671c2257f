"""PolicyFolder: the option type of a policy set, a path or `builtin:NAME`."""

from __future__ import annotations

from pathlib import Path

import click

from handover_policy.cli.speech import phrase
from handover_policy.cli.usage import Misused, fail_value


class PolicyFolder(click.ParamType):  # type: ignore[type-arg] # generic in its stubs only
    """Turns what was typed into the folder of a policy set; a shipped set that is not there gets a suggestion."""

    name = "folder"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the folder; it need not exist, unless it is to be a shipped one."""
        from handover_policy.sources.shipped import BUILTIN, policy_place, shipped_sets

        text = str(value)
        place = policy_place(text)
        if text.startswith(BUILTIN) and str(place) == text:
            from handover_policy.findings.suggestion import nearest

            near = nearest(text.removeprefix(BUILTIN), shipped_sets())
            named = f"{BUILTIN}{near}" if near else ""
            raise fail_value(phrase("no-set", name=text, near=named, known=", ".join(shipped_sets())), param, ctx)
        return place


POLICY = PolicyFolder()


def chosen(folder: Path | None, policy: Path | None) -> Path:
    """Return the set that FOLDER or --policy names, or a file of which is named; else the default set.

    Both of them are wrong usage.
    """
    from handover_policy.sources.shipped import shipped_folder

    if folder is not None and policy is not None and folder != policy:
        raise Misused(phrase("folder-or-policy"))
    return _set_of(folder or policy or shipped_folder("rules") / "default")


def _set_of(place: Path) -> Path:
    """Return the set that a file belongs to, be it a rule or a test; a folder stands for itself."""
    from handover_policy.sources.policy_places import places_of

    places, _ = places_of([place]) if place.is_file() else ((), ())
    return places[0] if places else place
