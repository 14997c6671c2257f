"""The API as schemathesis tries it: requests of every kind by the description, no fault and nothing undocumented."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handover_policy.web.access import RateLimit
from tests.service.api.serving import salesman, serving
from tests.volume import volume

NO_LIMIT = RateLimit(each_second=1e9, at_once=1e9)
CONFIGURED = """
[parameters]
"query.wait" = 0
"""
"""Nobody waits for decisions that never come."""
UNFIT_BY_SCHEMA = "positive_data_acceptance"
"""Left out: no schema says which days the calendar has, so a request that fits may tell of the 30th of February."""


@pytest.mark.volume
def test_no_request_brings_a_fault_or_an_answer_that_is_not_described(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURED, encoding="utf-8")
    with serving(tmp_path / "data", limit=NO_LIMIT) as served:
        served.tell(*salesman())
        told = subprocess.run(  # noqa: S603 - the client under test
            [
                str(Path(sys.executable).with_name("schemathesis")),
                *("run", f"{served.server.address}/v1/openapi.json"),
                *("--header", f"Authorization: Bearer {served.key}"),
                *("--checks", "all", "--exclude-checks", UNFIT_BY_SCHEMA),
                *("--max-examples", str(volume(20, 500)), "--seed", "1"),
                *("--continue-on-failure", "--no-color", "--warnings", "off"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-1000:]
    assert "Stateful" in told.stdout
