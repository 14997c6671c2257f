"""The SDKs that other programs have: events made by npm `cloudevents`, signatures by npm `standardwebhooks`."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.service.api.serving import Clock, Served, salesman, serving

CLIENT = Path(__file__).parents[1] / "clients" / "tell.mjs"
PACKAGES = Path(sys.prefix) / "clients"


def told(served: Served, mode: str) -> list[object]:
    """Return what the service answered to each event of the example."""
    signing = served.new_key("all", signing=True)
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in salesman())
    command = ("node", str(CLIENT), str(PACKAGES), served.server.address, signing.text, signing.signing or "", mode)
    done = subprocess.run(  # noqa: S603 - a script of ours
        command, input=lines, env=os.environ, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("mode", ["structured", "binary", "signed"])
def test_what_the_sdk_writes_is_taken(mode: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with serving(tmp_path / "data", clock=Clock(now)) as served:
        answers = told(served, mode)
        again = told(served, "structured")
    first, repeated = ({"status": 200, "outcomes": ["applied"], "replayed": [each]} for each in (False, True))
    assert answers == [first] * len(salesman())
    assert again == [repeated] * len(salesman())  # written in another way, and the same event all the same
