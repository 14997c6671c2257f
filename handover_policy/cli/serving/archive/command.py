"""archive: the files of a company: brought, fetched, restored, held, and seen to be whole."""

from __future__ import annotations

from handover_policy.cli.serving.parts import PartsOf

HERE = "handover_policy.cli.serving.archive"
command = PartsOf(
    "archive",
    {
        "put": f"{HERE}.bringing:put",
        "sync": f"{HERE}.bringing:sync",
        "list": f"{HERE}.reading:list_",
        "get": f"{HERE}.reading:get",
        "restore": f"{HERE}.restoring:restore",
        "hold": f"{HERE}.holding:hold_",
        "release": f"{HERE}.holding:release",
        "fsck": f"{HERE}.inspecting:fsck",
        "rekey": f"{HERE}.inspecting:rekey",
    },
)
