"""flow: what stands in a policy file as one line of YAML, in one form whatever the order it was written in."""

from __future__ import annotations

import json


def flow(value: object) -> str:
    """Return plain content as one line: keys in order of their names, lists of single values in order of these."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        items = [flow(item) for item in value]
        ordered = items if any(isinstance(item, dict | list) for item in value) else sorted(items)
        return f"[{', '.join(ordered)}]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    text = str(value)
    if isinstance(value, str) and (not text or any(each in text for each in ",:{}[]\n")):
        return json.dumps(text, ensure_ascii=False)
    return text
