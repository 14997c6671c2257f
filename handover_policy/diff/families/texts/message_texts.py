"""Changes of what messages and documents say: each text whole, under the message, locale and part it is a text of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handover_policy.diff.change import NOTHING, Change
from handover_policy.diff.families.rewriting import NEUTRAL
from handover_policy.diff.flow import flow
from handover_policy.diff.sides import Scene
from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Location
from handover_policy.policy.yaml_source.compose import Composer
from handover_policy.policy.yaml_source.node import MappingNode, Node, SequenceNode, plain, text_of

FOLDER = "notifications"
DECLARATION = "notification.yaml"
TEMPLATE, YAML = ".j2", ".yaml"
WORDS = "words"
WHOLE: tuple[str, ...] = ()
"""The keys of a text that is a file from beginning to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the texts of one file belong: the kind of their changes, what they are texts of, what goes before keys.

    In a file of words for documents the first key names the document, so that there is no `subject` yet.
    """

    kind: str
    subject: str = ""
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text as it is written, and where it stands."""

    said: str
    at: Location


Texts: TypeAlias = Mapping[tuple[str, ...], Text]
"""The texts of a file by the keys that lead to them."""


def message_text_changes(scene: Scene) -> Iterator[Change]:
    """Yield every text of messages, layouts, locales and documents that differs; lint evaluates what they say."""
    before, after = scene.before.messages, scene.after.messages
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        old, new = texts_of(path, before.get(path)), texts_of(path, after.get(path))
        if WHOLE in old or WHOLE in new:  # one of both cannot be taken apart, so that both are told whole
            old, new = _whole(path, before.get(path)), _whole(path, after.get(path))
        shelf, title = shelf_of(path), _title(path, before, after)
        for keys in dict.fromkeys((*new, *old)):
            was, now = old.get(keys), new.get(keys)
            if was is None or now is None or was.said != now.said:
                yield _change(shelf, title, keys, was, now)


def _change(shelf: Shelf, title: str, keys: tuple[str, ...], was: Text | None, now: Text | None) -> Change:
    subject, rest = (shelf.subject, keys) if shelf.subject or not keys else (keys[0], keys[1:])
    return Change(
        id=shelf.kind,
        subject=subject or WORDS,
        title=title,
        part=".".join((*shelf.before, *rest)),
        old=NOTHING if was is None else was.said,
        new=NOTHING if now is None else now.said,
        old_at=None if was is None else was.at,
        new_at=None if now is None else now.at,
        direction=NEUTRAL,
    )


def shelf_of(path: str) -> Shelf:
    """Return where the texts of a file belong, by its path below `notifications/`."""
    match path.split("/"):
        case ["_layouts", name]:
            return Shelf(kind="layout-changed", subject=name.removesuffix(TEMPLATE))
        case ["_locales", name]:
            return Shelf(kind="locale-sentence-changed", subject=name.removesuffix(YAML))
        case ["_documents", "words", name]:
            return Shelf(kind="document-text-changed", before=(name.removesuffix(YAML),))
        case ["_documents", *rest]:
            return Shelf(kind="document-text-changed", subject="/".join(rest).removesuffix(TEMPLATE))
        case [name, "notification.yaml"]:
            return Shelf(kind="message-text-changed", subject=name)
        case [name, locale, "message.yaml"]:
            return Shelf(kind="message-text-changed", subject=name, before=(locale,))
        case parts:
            return Shelf(kind="message-text-changed", subject=parts[0], before=tuple(parts[1:]))


def _title(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return what the declaration of a message calls it, for people who do not know its name."""
    declaration = f"{path.partition('/')[0]}/{DECLARATION}"
    for side in (after, before):
        root = Composer(declaration, Collected()).compose(side.get(declaration, ""))
        title = text_of(root.get("title")) if isinstance(root, MappingNode) else None
        if title:
            return title
    return ""


def texts_of(path: str, content: str | None) -> Texts:
    """Return the texts of a file; one that is no YAML of plain keys is a text by itself, so that nothing is lost."""
    if content is None:
        return {}
    found = Collected()
    root = Composer(f"{FOLDER}/{path}", found).compose(content) if path.endswith(YAML) else None
    if not isinstance(root, MappingNode) or found.sorted():
        return _whole(path, content)
    return dict(_leaves(root, ()))


def _whole(path: str, content: str | None) -> Texts:
    return {} if content is None else {WHOLE: Text(said=content, at=Location(f"{FOLDER}/{path}"))}


def _leaves(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Text]]:
    """Yield what stands under the keys of a file, down to single values; what is empty is a value too."""
    if isinstance(node, MappingNode) and node.entries:
        for entry in node.entries:
            yield from _leaves(entry.value, (*keys, entry.key))
    elif isinstance(node, SequenceNode) and node.items:
        for number, item in enumerate(node.items, start=1):
            yield from _leaves(item, (*keys, str(number)))
    else:
        text = text_of(node)
        yield keys, Text(said=flow(plain(node)) if text is None else text, at=node.location)
