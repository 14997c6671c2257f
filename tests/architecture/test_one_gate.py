"""Files of a policy set are listed, read and written in the gate alone: elsewhere nothing opens or walks them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.modules import MODULES, faults, is_pure

GATE = "sources/gate/"
WALKING = {"glob", "rglob", "iterdir", "walk", "scandir", "listdir", "readlink"}
READING = {"open", "fdopen", "read_text", "read_bytes"}
WRITING = {"write_text", "write_bytes", "copyfile", "copytree", "move", "rename", "replace", "mkstemp", "unlink"}
TOUCHING = WALKING | READING | WRITING
"""Methods and functions by which a file is found, read or written; of `replace` only those of a path or of os count."""
ELSEWHERE: Mapping[str, set[str]] = {
    "archive/folder.py": {"open", "fdopen", "unlink", "iterdir"},  # files that people bring
    "archive/content.py": {"open"},  # the same, by their digests
    "archive/s3.py": {"open"},  # the same, in a bucket
    "app/filing/folders.py": {"open", "fdopen", "walk"},  # a folder of somebody's work, brought to the archive
    "app/filing/inspecting.py": {"open"},  # files of the archive, by their digests
    "cli/serving/archive/bringing.py": {"open"},  # files that are brought
    "cli/serving/archive/reading.py": {"open"},  # files of the archive, written where nothing is yet
    "archive/gate.py": {"open"},  # members of what is packed
    "archive/pictures.py": {"open"},  # pictures, by Pillow
    "app/filing/archive.py": {"open"},  # files that people bring, by their digests
    "app/packaging/writing.py": {"open"},  # members of a package
    "app/portal/deliveries/sink.py": {"iterdir", "read_bytes"},  # what the channels of a demo wrote
    "cli/authoring/explain.py": {"open"},  # events
    "cli/event_streams.py": {"open"},  # events
    "cli/deciding/run_ledger.py": {"open"},  # an exported ledger
    "cli/serving/ledger_writing.py": {"open"},  # the same
    "cli/standard_streams.py": {"open"},  # the null device
    "app/sending/packed/attaching.py": {"open"},  # signed sheets, from the archive
    "delivery/sink.py": {"open", "read_bytes", "unlink"},  # messages written instead of sent
    "ledger/keeping/backup.py": {"iterdir", "copytree"},  # what the service keeps
    "ledger/keeping/dumping.py": {"unlink"},  # the same
    "app/library.py": {"read_text", "rglob"},  # what ships
    "app/serving/demo/folder.py": {
        "open",
        "fdopen",
        "read_text",
        "write_text",
        "replace",
    },  # what a demo keeps beside its database
    "app/serving/settings_file/filling.py": {"open"},  # secrets that the settings of the service name
    "ledger/envelope.py": {"fdopen", "open", "read_bytes", "unlink"},  # the installation's own key
    "web/pages/static_files.py": {"read_bytes"},  # what ships
    "ledger/proofs/key_files.py": {"fdopen", "open", "read_text", "replace", "unlink"},  # the keys that sign for logs
    "app/signing/signers.py": {"read_bytes"},  # certificates that the settings of the service name
    "app/signing/standing.py": {"fdopen", "open", "read_text", "replace"},  # how far signatures are put into files
    "signing/keys.py": {"fdopen", "glob", "open", "read_bytes", "unlink"},  # the keys that sign
    "signing/token.py": {"open", "read_bytes"},  # a token, and certificates that the settings of the service name
    "app/proving/stamping.py": {"read_bytes"},  # certificates that the settings of the service name
    "cli/serving/proving/log.py": {"open"},  # checkpoints that were kept outside
    "cli/serving/proving/exporting.py": {"fdopen", "open", "replace", "unlink"},  # the dossier of a case
    "cli/serving/proving/verifying.py": {"open"},  # the same, and what somebody brings to check it
    "ledger/holding.py": {"open", "fdopen"},  # the lock beside a database
    "sources/page_texts.py": {"read_text"},  # what ships
    "sources/policy_places.py": {"iterdir"},  # names of folders, in search of sets
    "sources/scaffold/repository.py": {
        "glob",
        "read_text",
        "write_text",
        "rename",
        "unlink",
    },  # init: never over a file
    "sources/service_files.py": {"open"},  # the settings of the service
    "sources/shipped.py": {"rglob"},  # what ships
    "texts/texts.py": {"iterdir", "read_bytes"},  # what ships
    "sources/sides.py": {"rglob"},  # names of manifests, in search of sets
}
"""What else touches files, and what for: none of it reads a policy set."""
OTHER_ROOMS = (GATE, "sources/git/")  # git: reads objects, not the work tree


def touches(text: str) -> Iterator[str]:
    """Yield the names of TOUCHING that a module calls; `replace` counts with one argument, as paths have it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            bare = "open" if isinstance(node.func, ast.Name) and node.func.id == "open" else ""
            name = node.func.attr if isinstance(node.func, ast.Attribute) else bare
            if name in TOUCHING and not (name == "replace" and (len(node.args) != 1 or node.keywords)):
                yield name


def test_nothing_outside_the_gate_touches_files_of_a_set() -> None:
    outside = [name for name in MODULES if not name.startswith(OTHER_ROOMS) and not is_pure(name)]
    assert faults(outside, lambda name, text: set(touches(text)) - ELSEWHERE.get(name, set())) == {}


def test_every_way_to_a_file_is_found() -> None:
    text = "path.open()\nopen('x')\nfor each in place.rglob('*'): each.read_text()\n"
    text += "path.replace(other)\n'a'.replace('b', 'c')\n"
    assert sorted(touches(text)) == ["open", "open", "read_text", "replace", "rglob"]
