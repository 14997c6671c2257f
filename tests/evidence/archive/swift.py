"""swift_server: OpenStack Swift with its gateway s3api, a real store that is not Amazon's, on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from handover_policy.archive.s3 import S3Place

USER, SECRET = "test:tester", "testing"
KINDS = ("account", "container", "object")
SECONDS = 60.0
HASHES = """[swift-hash]
swift_hash_path_suffix = s
swift_hash_path_prefix = p
[storage-policy:0]
name = gold
default = yes
"""
COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
"""
STORING = """[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
PROXY = """[pipeline:main]
pipeline = catch_errors s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
"""
RUN = """import sys
from swift.common import utils
utils.SWIFT_CONF_FILE = sys.argv[1]
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi(sys.argv[2], sys.argv[3]))
"""
"""Swift reads /etc/swift/swift.conf, where only root writes: here it is told of another file before it looks."""
RING = """import sys
from swift.cli.ringbuilder import main
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def swift_server(folder: Path) -> Iterator[S3Place]:
    """Give how a bucket of a Swift server is reached, that none has made yet; the servers end with it."""
    ports = {kind: _free_port() for kind in (*KINDS, "proxy")}
    (folder / "devices" / "d1").mkdir(parents=True)
    hashes = folder / "swift.conf"
    hashes.write_text(HASHES)
    for kind in KINDS:
        _make_ring(folder, kind, ports[kind])
    with ExitStack() as stack:
        for kind, port in ports.items():
            file = folder / f"{kind}.conf"
            told = PROXY if kind == "proxy" else STORING.format(kind=kind)
            file.write_text(COMMON.format(port=port, folder=folder) + told)
            log = stack.enter_context((folder / f"{kind}.log").open("wb"))
            command = [sys.executable, "-c", RUN, str(hashes), str(file), f"{kind}-server"]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)  # noqa: S603 - our own words
            stack.callback(_end, process)
        for port in ports.values():
            _await(port)
        yield S3Place(
            bucket="archive",
            prefix="files",
            endpoint=f"http://127.0.0.1:{ports['proxy']}",
            region="us-east-1",
            access_key_id=USER,
            secret_access_key=SECRET,
        )


def _make_ring(folder: Path, kind: str, port: int) -> None:
    builder = str(folder / f"{kind}.builder")
    for told in (("create", "4", "1", "1"), ("add", f"r1z1-127.0.0.1:{port}/d1", "1"), ("rebalance",)):
        command = [sys.executable, "-c", RING, "swift-ring-builder", builder, *told]
        done = subprocess.run(command, capture_output=True, check=False, cwd=folder)  # noqa: S603 - our own words
        assert done.returncode in {0, 1}, done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _await(port: int) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, f"nobody listens at {port}"
            time.sleep(0.2)
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(SECONDS)
