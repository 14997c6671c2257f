"""plain, flow: values of policy files as JSON knows them, and as one line of YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from handover_policy.policy.yaml_source.scalars import resolve

_PLAIN = re.compile(r"[^\s#&*!|>'\"%@`{}\[\],:?-][^#{}\[\],:\n]*(?::[^\s#{}\[\],:]+)*")


def plain(value: object) -> object:
    """Return a value with its mappings as dicts and its tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def flow(value: object) -> str:
    """Return a value on one line of YAML, as `{tasks.unfinished: 0}`."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {flow(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and isinstance(resolve(value).value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
