"""The engine told to people: which one decides here, and that the one asked for cannot be had."""

from __future__ import annotations

import platform

import click
from click.core import ParameterSource

from handover_policy.cli.speech import phrase
from handover_policy.cli.terminal import say


def version_text() -> str:
    """Return what `handover --version` says: the product's version, the engine with its version, and Python's."""
    from handover_policy import __version__
    from handover_policy.engine.compile import engine_in_use

    engine = f"durable (durable_rules {_durable_version()})" if engine_in_use() == "durable" else "compiled"
    return f"handover {__version__}\nengine: {engine}\nPython {platform.python_version()}"


def say_other_engine(ctx: click.Context, engine: str) -> None:
    """Say on standard error, once, that the C engine was asked for and does not load here; by default nobody asked."""
    from handover_policy.engine.durable.native import refusal

    by_default = ctx.get_parameter_source("engine") in {ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP}
    why = None if engine != "durable" or by_default else refusal()
    if why is not None:
        say(phrase("engine-missing", why=why), err=True)


def _durable_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("durable-rules")
    except PackageNotFoundError:  # the C module alone, copied here
        return "?"
