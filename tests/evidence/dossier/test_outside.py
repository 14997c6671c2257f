"""What lies outside a dossier: checkpoints that were sent, keys that are known, authorities that are trusted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from handover_policy.app.dossier import exporting
from handover_policy.app.dossier.exporting import KeyAway, write_dossier
from handover_policy.app.dossier.gathering import NoSuchCase, NothingSealed
from handover_policy.evidence.checkpoints import Checkpoint, read_checkpoint
from handover_policy.evidence.dossier.case_dossier import CaseDossier, DossierCheckpoint
from handover_policy.evidence.dossier.container import ContainerTooLarge
from handover_policy.evidence.dossier.layout import KEYS, LIST
from handover_policy.evidence.dossier.opened import opened
from handover_policy.evidence.dossier.reading import dossier_read, standing_read
from handover_policy.evidence.judging import LogKey
from handover_policy.evidence.keys import SigningKey, verifier_key
from handover_policy.evidence.notes import read_note, signed
from handover_policy.evidence.stamps import certificates, stamp_request
from handover_policy.ledger.proofs.key_files import PLACE, log_keys_in
from tests.evidence.dossier.making import LATER, Made, made_dossier, verified, with_code, wrong
from tests.evidence.dossier.packing import files_in
from tests.service.ledger.playing import COMPANY


def read(made: Made) -> CaseDossier:
    """Return what a dossier is made of."""
    container = opened(BytesIO(made.content))
    return dossier_read(container, standing_read(container.text(LIST)))


def newest(dossier: CaseDossier) -> Checkpoint:
    return read_checkpoint(read_note(dossier.checkpoints[-1].note).text)


def key_of(made: Made) -> SigningKey:
    return log_keys_in(made.data, COMPANY, json.loads(files_in(made.content)[LIST])["log"])[-1]


def with_newest(made: Made, told: Checkpoint, *keys: SigningKey) -> bytes:
    """Return the dossier with another newest checkpoint, written and sealed by who has the key."""
    note = signed(told.text, keys or [key_of(made)]).written
    return written(made, DossierCheckpoint(size=told.size, note=note, stamp=read(made).checkpoints[-1].stamp))


def written(made: Made, last: DossierCheckpoint) -> bytes:
    """Return the dossier with another newest checkpoint, sealed by who has the key."""
    dossier = read(made)
    other = replace(dossier, checkpoints=(*dossier.checkpoints[:-1], last))
    out = BytesIO()
    kept = {name.partition("/")[2].partition(".")[0]: content for name, content in files_in(made.content).items()}
    write_dossier(other, key_of(made), lambda sha256: BytesIO(kept[sha256]), out)
    return out.getvalue()


def test_checkpoints_that_were_sent_are_those_of_the_dossier(made: Made) -> None:
    sent = {str(each.size): each.note.encode() for each in made.outside}
    windows = {"windows.txt": made.outside[0].note.replace("\n", "\r\n").encode()}
    found = verified(made.content, checkpoints=sent | windows)
    assert found.findings.faults == []
    assert len(with_code(found, "outside-right")) == len(made.outside) + 1


def test_checkpoints_of_other_logs_and_sizes_are_named(made: Made) -> None:
    told = newest(read(made))
    forked, later = replace(told, root=bytes(32)), replace(told, size=told.size + 7)
    other = SigningKey("handover-policy/acme/0011223344556677", bytes(32))
    sent = {
        "forked": signed(forked.text, [key_of(made)]).written.encode(),
        "later": signed(later.text, [key_of(made)]).written.encode(),
        "another": signed(replace(told, origin=other.name).text, [other]).written.encode(),
        "forged": signed(told.text, [SigningKey(told.origin, bytes(32))]).written.encode(),
        "none": b"\xff hello",
    }
    expected = {
        ("forked", "outside-forked"),
        ("later", "outside-unlinked"),
        ("another", "checkpoint-of-another-log"),
        ("another", "key-unknown"),
        ("forged", "key-unknown"),
        ("none", "checkpoint-unreadable"),
    }
    assert wrong(made.content, checkpoints=sent) == expected


def test_a_log_that_was_made_up_holds_by_itself_and_is_found_by_what_was_sent(made: Made, tmp_path: Path) -> None:
    """Who has key and database can write another log; only a checkpoint kept outside reveals it."""
    with made_dossier(tmp_path) as again:
        assert wrong(again.content) == set()
        sent = {"kept": made.outside[0].note.encode()}
        assert ("kept", "checkpoint-of-another-log") in wrong(again.content, checkpoints=sent)


def test_a_fork_within_the_dossier_is_found(made: Made) -> None:
    told = replace(newest(read(made)), root=bytes(32))
    codes = {code for _, code in wrong(with_newest(made, told))}
    assert {"growth-wrong", "row-unproven", "stamp-unfit"} <= codes


def test_keys_known_from_elsewhere_count_alone(made: Made) -> None:
    first, second = (LogKey(verifier=verifier_key(each.key)) for each in read(made).keys)
    assert verified(made.content, keys=[first]).findings.faults == []  # a checkpoint that it signed names the second
    assert {code for _, code in wrong(made.content, keys=[second])} == {"key-unknown"}
    stranger = LogKey(verifier=SigningKey(first.verifier.name, bytes(32)).verifier)
    codes = {code for _, code in wrong(made.content, keys=[stranger])}
    assert {"key-unknown", "no-checkpoint", "seal-unknown"} <= codes
    assert with_code(verified(made.content, keys=[first]), "key-given")[0].path == KEYS


def test_a_key_that_is_over_or_not_yet_in_use_signs_nothing(made: Made) -> None:
    told, old = newest(read(made)), log_keys_in(made.data, COMPANY, newest(read(made)).origin)[0]
    assert "key-over" in {code for _, code in wrong(with_newest(made, told, old))}
    early = replace(told, at=datetime(2020, 1, 1, tzinfo=UTC))
    assert {"key-not-yet", "time-backwards"} & {code for _, code in wrong(with_newest(made, early))}


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_is_off_by_a_day_is_named(made: Made, days: int) -> None:
    """The stamp of the newest checkpoint is by an authority whose clock is right."""
    dossier = read(made)
    told = newest(dossier)
    shifted = replace(told, at=told.at + timedelta(days=days))
    note = signed(shifted.text, [key_of(made)]).written
    answer = made.tsa.stamped(stamp_request(note.encode()))
    last = DossierCheckpoint(size=told.size, note=note, stamp=answer)
    assert "clocks-apart" in {code for _, code in wrong(written(made, last))}


def test_an_authority_that_nobody_trusts_stamps_nothing(made: Made, tmp_path: Path) -> None:
    roots = certificates(made.tsa.ca.read_bytes())
    assert len(with_code(verified(made.content, roots=roots), "stamp-right")) == 1
    (tmp_path / "other").mkdir()
    made.tsa.openssl(
        *("req", "-newkey", "rsa:2048", "-nodes", "-x509", "-keyout", "x.key", "-out", "x.pem", "-days", "9"),
        *("-subj", "/CN=Somebody"),
    )
    others = certificates((made.tsa.folder / "x.pem").read_bytes())
    assert "stamp-unfit" in {code for _, code in wrong(made.content, roots=others)}


def test_what_the_service_cannot_prove_it_does_not_export(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoSuchCase):
        made.exported("E9/1")
    with made_dossier(tmp_path) as again:
        (again.data / PLACE / COMPANY).unlink()
        with pytest.raises(KeyAway):
            again.exported(checkpoint=False)
        anew = again.exported(now=LATER + timedelta(days=90))  # a key in place of the one that was lost
        assert wrong(anew) == set()
        blob = next(each for each in again.settings.files.rglob("*") if each.is_file() and each.parent.name != "coming")
        for content, why in ((b"other", "broken"), (None, "gone")):
            blob.chmod(0o600)
            blob.write_bytes(content) if content is not None else blob.unlink()
            found = verified(again.exported(now=LATER + timedelta(days=90)))
            assert found.findings.faults == []
            assert found.standing is not None
            assert why in found.standing.missing.values()
        monkeypatch.setattr(exporting, "MOST_BYTES", 10)
        with pytest.raises(ContainerTooLarge):
            again.exported(checkpoint=False)
        monkeypatch.undo()
        with again.engine.begin() as connection:
            connection.execute(text("DELETE FROM policy_sets WHERE kind = 'policy'"))
            erased = "UPDATE ledger SET body = NULL, decision = NULL, salt = NULL WHERE kind = 'signature'"
            connection.execute(text(erased))
        found = verified(again.exported(now=LATER + timedelta(days=90)))
        assert found.findings.faults == []
        assert {each.code for each in found.findings.found if each.mark == "absent"} == {
            "policy-lost",
            "kept-absent",
            "row-erased",
        }
        with again.engine.begin() as connection:
            connection.execute(text("DELETE FROM log_checkpoints"))
        with pytest.raises(NothingSealed):
            again.exported(checkpoint=False)
