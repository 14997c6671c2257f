"""written, read_example: an example as a file of JSON that can be read, mailed and replayed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.hostile.fuzzing.drafts import Draft
from tests.hostile.fuzzing.stories import Story

Example: TypeAlias = Story | Draft


def written(kind: str, example: Example, fault: str = "") -> str:
    """Return an example of a kind, and what is wrong with it, as a file that `read_example` reads."""
    told: dict[str, object] = {"kind": kind, "fault": fault, "spoilt": list(example.spoilt)}
    if isinstance(example, Story):
        told |= {"setting": example.setting, "told": example.told, "content": _text(example.content)}
    else:
        told |= {
            "base": example.base,
            "turn": example.turn,
            "files": {path: _text(content) for path, content in example.files.items()},
        }
    return json.dumps(told, ensure_ascii=True, indent=1) + "\n"


def read_example(text: str) -> tuple[str, Example]:
    """Return the kind of an example and the example; raises ValueError or KeyError where the file holds none."""
    told: Mapping[str, Any] = json.loads(text)
    spoilt = tuple(told["spoilt"])
    if "setting" in told:
        content = _bytes(told["content"])
        return told["kind"], Story(setting=told["setting"], content=content, told=told["told"], spoilt=spoilt)
    files = {path: _bytes(content) for path, content in told["files"].items()}
    return told["kind"], Draft(base=told["base"], files=files, turn=told["turn"], spoilt=spoilt)


def _text(content: bytes) -> str | dict[str, str]:
    """Return bytes as a text, where they are UTF-8, or else in base 64."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _bytes(text: str | Mapping[str, str]) -> bytes:
    return text.encode() if isinstance(text, str) else base64.b64decode(text["base64"])
