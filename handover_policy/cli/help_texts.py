"""Command, filled_help: commands whose help stands in texts/<language>/help.yaml, Chinese first, English below."""

from __future__ import annotations

from itertools import zip_longest

import click

UNWRAPPED = "\b"
"""What click takes for a paragraph that is not to be wrapped."""


class Command(click.Command):
    """A command without a word of help of its own: it is read when somebody asks for it."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, in the languages of the authors."""
        fill_help(self, f"commands.{self.name}")
        return super().get_help(ctx)


def fill_help(command: click.Command, key: str) -> None:
    """Give a command and its options the help that texts have for them."""
    command.help = _paragraphs(both_of(f"{key}.text"))
    for option in command.params:
        named = f"{key}.options.{option.name}".replace("_", "-")
        if isinstance(option, click.Option) and has_help(named):
            option.help = written(named)


def written(key: str) -> str:
    """Return one line of help in the languages of the authors."""
    from handover_policy.texts.bilingual import BETWEEN

    return BETWEEN.join(both_of(key))


def both_of(key: str) -> tuple[str, ...]:
    """Return a text of help in each language of the authors."""
    from handover_policy.texts.bilingual import WRITTEN_IN
    from handover_policy.texts.texts import texts

    return tuple(texts(language).say(f"help.{key}") for language in WRITTEN_IN)


def has_help(key: str) -> bool:
    """Return whether there is a text of help."""
    from handover_policy.texts.texts import SECOND, texts

    return texts(SECOND).has(f"help.{key}")


def _paragraphs(told: tuple[str, ...]) -> str:
    """Return the paragraphs of several languages, in turns where they have as many; of lines as they are written."""
    parts = [text.split("\n\n") for text in told]
    even = len({len(each) for each in parts}) == 1
    ordered = (
        [each for row in zip_longest(*parts) for each in row] if even else [each for part in parts for each in part]
    )
    return "\n\n".join(f"{UNWRAPPED}\n{each}" if "\n" in each else each for each in ordered)
