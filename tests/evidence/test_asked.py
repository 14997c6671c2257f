"""What anybody may ask: the checkpoint, the proof of a row, and on the page whether a digest was recorded; no more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import jsonschema_rs
import pytest
from cryptography.x509 import Certificate
from sqlalchemy import text

from handover_policy.app.library import load_schemas
from handover_policy.app.proving.asked import Recorded, recorded
from handover_policy.app.proving.audit import audit_log
from handover_policy.app.proving.checkpointing import make_checkpoint
from handover_policy.evidence.checkpoints import Checkpoint, read_checkpoint
from handover_policy.evidence.judging import CheckpointJudge, LogKey
from handover_policy.evidence.keys import verifier_key
from handover_policy.evidence.notes import read_note
from handover_policy.evidence.row_proofs import read_row_proof
from handover_policy.evidence.stamps import certificates, stamp_request
from handover_policy.evidence.verifying import goes_on
from handover_policy.ledger.proofs.growing import note_digests_anew
from tests.evidence.authority import authority
from tests.service.api.serving import ACME, OTHER, Served, salesman, serving

TEXT = b"%PDF-1.7 the handover"
DIGEST = hashlib.sha256(TEXT).hexdigest()


def evidence() -> list[dict[str, Any]]:
    """Return the events of the example, one of which tells of a file."""
    events = salesman()
    submitted = next(each for each in events if each["type"] == "task.submitted")
    file = {"kind": "file", "path": "handover.pdf", "sha256": DIGEST, "size": len(TEXT)}
    submitted["data"]["evidence"] = [file]
    return events


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Checkpoint]]:
    """Give a service of two companies; one has checkpoints, the first of them early."""
    with serving(tmp_path_factory.mktemp("asked") / "data") as served:
        events = evidence()
        served.tell(*events[:3])
        first = sealed(served)
        served.tell(*events[3:])
        sealed(served)
        yield served, first


def sealed(served: Served) -> Checkpoint:
    made = make_checkpoint(served.service.engine, ACME, served.data, served.clock())
    assert made is not None
    return read_checkpoint(read_note(made.note).text)


def asked(served: Served, path: str, **params: str) -> httpx.Response:
    """Return the answer to somebody without a key."""
    return httpx.get(f"{served.server.address}{path}", params={"company": ACME, **params})


def fits(name: str, answer: Any) -> None:
    whole = load_schemas()["api"]["$defs"]
    shapes = {each: whole[each] for each in ("log_key", "growth", "row_proof", "checkpoint", "proof")}
    jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": shapes}).validate(answer)


def test_the_newest_checkpoint_is_one_that_its_keys_signed(told: tuple[Served, Checkpoint]) -> None:
    served, first = told
    answer = asked(served, "/v1/checkpoint").json()
    fits("checkpoint", answer)
    judge = CheckpointJudge(first.origin, [LogKey(verifier=verifier_key(each["key"])) for each in answer["keys"]])
    found = judge.judge(answer["checkpoint"])
    assert found.faults == ()
    assert found.checkpoint is not None
    assert found.checkpoint.size == answer["size"] > first.size
    alone = httpx.get(
        f"{served.server.address}/v1/checkpoint", params={"company": ACME}, headers={"accept": "text/plain"}
    )
    assert alone.text == answer["checkpoint"]
    assert alone.headers["content-type"].startswith("text/plain")


def test_who_kept_an_older_checkpoint_sees_that_the_log_went_on_from_it(told: tuple[Served, Checkpoint]) -> None:
    served, first = told
    answer = asked(served, "/v1/checkpoint", since=str(first.size)).json()
    fits("checkpoint", answer)
    now = read_checkpoint(read_note(answer["checkpoint"]).text)
    path = [bytes.fromhex(each) for each in answer["growth"]["path"]]
    assert goes_on(first.size, first.root, now.size, now.root, path)
    assert not goes_on(first.size, bytes(32), now.size, now.root, path)
    assert asked(served, "/v1/checkpoint", since=str(now.size + 1)).status_code == 400
    assert asked(served, "/v1/checkpoint", since="x").status_code == 400


def test_every_row_has_a_proof_that_tells_nothing_of_it(told: tuple[Served, Checkpoint]) -> None:
    served, _ = told
    size = asked(served, "/v1/checkpoint").json()["size"]
    for position in range(1, size + 1):
        answer = asked(served, f"/v1/proofs/{position}").json()
        fits("proof", answer)
        root = read_checkpoint(read_note(answer["checkpoint"]).text).root
        assert read_row_proof(answer["proof"]).root == root
        assert not re.search(r"E1001|王|sales", str(answer))
    for nothing, status in ((size + 1, 404), (0, 404), ("x", 404), ("9" * 20, 404)):
        assert asked(served, f"/v1/proofs/{nothing}").status_code == status


def test_the_company_is_named_where_there_are_several(told: tuple[Served, Checkpoint]) -> None:
    served, _ = told
    for path in ("/v1/checkpoint", "/v1/proofs/1"):
        assert httpx.get(f"{served.server.address}{path}").status_code == 400
        assert asked(served, path, company="nobody").status_code == 404
    assert asked(served, "/v1/checkpoint", company=OTHER).json()["type"].endswith("no-checkpoint")
    assert asked(served, "/v1/proofs/1", company=OTHER).json()["type"].endswith("no-proof")
    assert httpx.get(f"{served.server.address}/verify").status_code == 400
    assert asked(served, "/verify", company="nobody").status_code == 404


def verified(served: Served, **params: str) -> str:
    answer = httpx.get(
        f"{served.server.address}/verify", params={"company": ACME, **params}, headers={"accept-language": "zh"}
    )
    assert answer.status_code == 200
    return answer.text


def test_a_digest_that_was_recorded_is_said_with_its_time_and_nothing_else(told: tuple[Served, Checkpoint]) -> None:
    served, _ = told
    page = verified(served, digest=f"SHA256:{DIGEST.upper()}".replace("SHA256", "sha256"))
    assert "有记录" in page
    assert "这个摘要的记录时间是 2026-04-13 10:00:00 (UTC+0800)。" in page
    assert "检查点" in page
    assert DIGEST[:32] in page
    assert not re.search(r"E1001|王晓敏|handover\.pdf|acme 公司", page)
    assert "没有记录" in verified(served, digest="0" * 64)
    assert "没有记录" in verified(served, company=OTHER, digest=DIGEST)
    assert "有记录" in verified(served, digest=sheet_of(served))


def sheet_of(served: Served) -> str:
    """Return the digest that the confirmation sheet of the example has."""
    decisions = served.get("/v1/decisions?effect=sheet").json()["decisions"]
    effects = [each for one in decisions for each in one["decision"]["effects"] if each["effect"] == "sheet"]
    found: str = effects[0]["sha256"]
    return found


def test_a_file_is_looked_up_by_what_it_holds_and_is_not_kept(told: tuple[Served, Checkpoint]) -> None:
    served, _ = told
    address = f"{served.server.address}/verify?company={ACME}"
    same, other = (httpx.post(address, files={"file": ("x.pdf", content)}) for content in (TEXT, TEXT + b"!"))
    assert "有记录</h1>" in same.text
    assert "没有记录</h1>" in other.text
    assert "有记录</h1>" in httpx.post(address, data={"digest": DIGEST}).text
    assert [each for each in (served.data / "blobs").rglob("*") if each.is_file()] == []
    for form, status in (({}, 422), ({"digest": "abc"}, 422), ({"digest": "a" * 20_000}, 413)):
        assert httpx.post(address, data=form).status_code == status
    assert httpx.post(address, data={"digest": DIGEST}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert httpx.post(address, content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 403


def test_who_comes_while_others_send_files_is_asked_to_come_again(told: tuple[Served, Checkpoint]) -> None:
    served, _ = told
    hashing = served.server._app.state.doors.hashing
    borrowers = [object() for _ in range(4)]
    for each in borrowers:
        hashing.acquire_on_behalf_of_nowait(each)
    address = f"{served.server.address}/verify?company={ACME}"
    assert httpx.post(address, data={"digest": DIGEST}).status_code == 503
    for each in borrowers:
        hashing.release_on_behalf_of(each)
    assert httpx.post(address, data={"digest": DIGEST}).status_code == 200


def told_of(served: Served, *authorities: Certificate) -> Recorded:
    """Return what the ledger tells of the file."""
    with served.service.engine.connect() as connection:
        found = recorded(connection, ACME, bytes.fromhex(DIGEST), authorities)
    assert found is not None
    return found


def test_only_what_is_signed_and_vouched_for_is_told_of_a_checkpoint(told: tuple[Served, Checkpoint], tmp_path) -> None:
    served, _ = told
    before = told_of(served)
    columns = "place, size, at, note, stamp"
    with served.service.engine.begin() as connection:
        kept = connection.execute(text(f"SELECT {columns} FROM log_checkpoints WHERE place = 2")).one()  # noqa: S608
    with authority(tmp_path / "authority") as here, authority(tmp_path / "other") as other:
        answer = here.stamped(stamp_request(kept.note.encode()))
        trusted, strange = (certificates(each.ca.read_bytes()) for each in (here, other))

    def holds(**change: object) -> None:
        with served.service.engine.begin() as connection:
            set_to = "UPDATE log_checkpoints SET at = :at, note = :note, stamp = :stamp WHERE place = 2"
            connection.execute(text(set_to), kept._asdict() | change)

    holds(at="1999-01-01T00:00:00Z", stamp=answer)
    assert told_of(served) == told_of(served, *strange) == before
    assert told_of(served, *trusted).stamped is not None
    holds(note=kept.note.replace(f"time {kept.at}", "time 1999-01-01T00:00:00Z"))
    assert before.proven
    assert not told_of(served).proven
    holds(note="none")
    assert not told_of(served).proven
    holds()
    assert told_of(served) == before


def test_what_no_checkpoint_has_yet_is_said_and_what_was_altered_since_is_not_proven(tmp_path) -> None:
    with serving(tmp_path / "data") as served:
        served.tell(*evidence())
        assert "还没有列入检查点" in verified(served, digest=DIGEST)
        sealed(served)
        assert "已列入" in verified(served, digest=DIGEST)
        engine = served.service.engine
        assert audit_log(engine, ACME).differences == []
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM told_digests"))
        assert "没有记录" in verified(served, digest=DIGEST)
        assert {each.code for each in audit_log(engine, ACME).differences} == {"state-missing"}
        with engine.begin() as connection:
            note_digests_anew(connection, ACME)
        assert audit_log(engine, ACME).differences == []
        served.clock.moment += timedelta(days=3)
        with served.service.engine.begin() as connection:
            connection.execute(text("UPDATE ledger SET received_at = '2020-01-01T00:00:00.000Z'"))
        assert "现在无法证明" in verified(served, digest=DIGEST)
        with served.service.engine.begin() as connection:
            connection.execute(text("DELETE FROM log_subtrees"))
        assert "现在无法证明" in verified(served, digest=DIGEST)
        assert asked(served, "/v1/proofs/1").status_code == 503
