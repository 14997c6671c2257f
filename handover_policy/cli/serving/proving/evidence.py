"""evidence: the dossier of a case exported, and checked on any machine."""

from __future__ import annotations

from handover_policy.cli.serving.parts import PartsOf

command = PartsOf(
    "evidence",
    {
        "export": "handover_policy.cli.serving.proving.exporting:export",
        "verify": "handover_policy.cli.serving.proving.verifying:verify",
    },
)
