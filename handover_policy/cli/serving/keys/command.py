"""keys: the keys of the API: made, listed, taken back; and those that sign documents."""

from __future__ import annotations

from handover_policy.cli.serving.parts import PartsOf

PLACE = "handover_policy.cli.serving.keys.actions"
SIGNING = "handover_policy.cli.serving.keys.signing:signing"
PARTS = {"add": f"{PLACE}:add", "list": f"{PLACE}:listed", "revoke": f"{PLACE}:revoke", "signing": SIGNING}
command = PartsOf("keys", PARTS)
