"""docs/api.md from its first line to its last, as a newcomer types it: a real server, killed and started in between."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def test_a_newcomer_with_the_page_alone_tells_reads_asks_and_kills(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = tmp_path / "bin" / "handover"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m handover_policy "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = "\n".join(BLOCKS).replace("8080", str(port)).replace("handover serve", f"handover serve --port {port}")
    script = f'set -m\ntrap "kill %+" EXIT\n{script.replace("./handover-data", str(tmp_path / "data"))}'
    done = subprocess.run(  # noqa: S603 - what the page shows
        ["/bin/bash", "-u", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert '"status":4' not in done.stdout, done.stdout
    assert '"status":5' not in done.stdout, done.stdout
    assert done.stdout.count('"replayed":false') == 1 + 34 + 1, done.stdout + done.stderr
    assert done.stdout.count('"control":"open","gates"') == 2
    assert done.stdout.rstrip().endswith("}")
    assert done.stdout.count('"decisions":[{') == 3  # the last of them by the server that was started again
