"""ledger: what a company's ledger is good for: exported, verified, rebuilt, backed up, imported."""

from __future__ import annotations

from handover_policy.cli.serving.parts import PartsOf

READING, WRITING = "handover_policy.cli.serving.ledger_reading", "handover_policy.cli.serving.ledger_writing"
command = PartsOf(
    "ledger",
    {
        "export": f"{READING}:export",
        "verify": f"{READING}:verify",
        "checkpoint": "handover_policy.cli.serving.proving.log:checkpoint",
        "backup": f"{READING}:backup",
        "rebuild": f"{WRITING}:rebuild",
        "import": f"{WRITING}:import_",
    },
)
