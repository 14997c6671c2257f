"""A dossier as it is exported: it verifies, is equal each time, and holds nothing of anybody else's case."""

from __future__ import annotations

import html
import json
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

from handover_policy.evidence.stamps import certificates
from tests.evidence.dossier.making import (
    BROUGHT,
    NEVER_BROUGHT,
    OTHER,
    OTHERS_MAIL,
    OTHERS_NAME,
    OTHERS_PHONE,
    Made,
    verified,
    with_code,
)

OTHERS = (OTHER, OTHERS_NAME, OTHERS_PHONE, OTHERS_MAIL, "moving-to-Dalian")


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_it_holds_and_says_what_was_not_checked(made: Made) -> None:
    found = verified(made.content, roots=certificates(made.tsa.ca.read_bytes()))
    assert found.findings.faults == []
    assert {each.code for each in found.findings.found if each.mark == "unchecked"} == {
        "key-own",
        "no-stamp",
        "decisions-not-again",
    }
    assert len(with_code(found, "checkpoint-right")) == len(made.outside)
    assert len(with_code(found, "growth-right")) == len(made.outside)
    assert len(with_code(found, "stamp-right")) == 1
    assert len(with_code(found, "pdf-right")) == 3  # the seal, and two people
    assert found.rows > 20


def test_the_same_state_gives_the_same_bytes(made: Made) -> None:
    assert made.exported() == made.content


def test_nothing_of_anybody_else_is_in_it(made: Made) -> None:
    own, other = unpacked(made.content), unpacked(made.exported(f"{OTHER}/1"))
    told = {each for each in OTHERS if any(each.encode() in content for content in own.values())}
    assert told == set()
    assert all(OTHER not in name for name in own)
    assert all(
        each.encode() in other["rows.jsonl"] for each in (OTHER, "moving-to-Dalian")
    )  # the test looks in the right place
    assert b"E1001" not in b"".join(other.values())


def test_files_lie_under_their_digests_and_missing_ones_are_told(made: Made) -> None:
    files = unpacked(made.content)
    kept = {name: content for name, content in files.items() if name.startswith(("files/", "signed/"))}
    assert sorted(kept.values()) == sorted((BROUGHT, made.signed))
    absent = with_code(verified(made.content), "kept-absent")
    assert [(each.mark, each.params["name"]) for each in absent] == [("absent", "lost.docx")]
    assert NEVER_BROUGHT not in b"".join(files.values())
    for name in ("README.html", "timeline.html", "README.en.html"):
        assert "lost.docx" in files[name].decode()


def test_the_digest_of_the_policy_is_that_of_its_file(made: Made) -> None:
    files = unpacked(made.content)
    rows = [json.loads(line) for line in files["rows.jsonl"].splitlines()]
    told = {part["name"]: part["content"] for row in rows for part in row["parts"] if "name" in part}
    digest = json.loads(told["decision"])["policy"]["digest"].removeprefix("sha256:")
    assert json.loads(files[f"policy/{digest}.json"])["policy"]["policy"]["id"] == "default"


def test_what_the_readme_says_to_do_by_hand_works(made: Made, tmp_path: Path) -> None:
    files = unpacked(made.content)
    with zipfile.ZipFile(BytesIO(made.content)) as packed:
        packed.extractall(tmp_path)
    (tmp_path / "tsa-root.pem").write_bytes(made.tsa.ca.read_bytes())
    commands = [
        html.unescape(each) for each in re.findall(r"<pre>(.*?)</pre>", files["README.html"].decode(), re.DOTALL)
    ]
    by_hand = [each for each in commands if not each.startswith(("pip", "handover"))]
    assert len(by_hand) == 3
    told = [
        subprocess.run(["bash", "-ec", each], cwd=tmp_path, capture_output=True, text=True, check=True)
        for each in by_hand
    ]
    sums, seal, stamp = (each.stdout + each.stderr for each in told)
    assert sums.count(": OK") == len(files) - 2
    assert "Signature Verified Successfully" in seal
    first, second = seal.split()[-3], seal.split()[-2]
    assert first == second
    assert "Verification: OK" in stamp
