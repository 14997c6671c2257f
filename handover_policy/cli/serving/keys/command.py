"""keys: the keys of the API: made, listed, taken back."""

from __future__ import annotations

from handover_policy.cli.serving.parts import PartsOf

PLACE = "handover_policy.cli.serving.keys.actions"
command = PartsOf("keys", {"add": f"{PLACE}:add", "list": f"{PLACE}:listed", "revoke": f"{PLACE}:revoke"})
