"""`handover deliver`: what it refuses, and where its log goes."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog
from click.testing import CliRunner

from handover_policy.cli.main import handover

HOOK = """kind: service
companies:
  - id: acme
    webhooks: [{url: "https://a.example/h", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]
"""


def test_receivers_of_decisions_are_told_too_and_the_log_is_no_result(tmp_path: Path):
    file = tmp_path / "settings.yaml"
    file.write_text(HOOK, encoding="utf-8")
    before, root = structlog.get_config(), logging.getLogger()
    handlers = root.handlers
    try:
        done = CliRunner().invoke(handover, ["deliver", "--settings", str(file), "--data", str(tmp_path / "data")])
        assert (done.exit_code, done.exception) == (0, None), done.output
        structlog.get_logger().error("carrying-failed", company="acme")
        assert "carrying-failed" not in done.stdout
        assert structlog.get_config()["logger_factory"] is not before["logger_factory"]
    finally:
        structlog.configure(**before)
        root.handlers = handlers
