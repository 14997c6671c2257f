"""`handover keys signing`, as somebody types it."""

from __future__ import annotations

from pathlib import Path

from tests.edges.cli.command import handover


def test_the_authorities_are_named_and_followed_by_new_ones(tmp_path: Path) -> None:
    words = ("keys", "signing", "--data", str(tmp_path), "--lang", "en")
    none, first, second = handover(*words), handover(*words, "--rotate"), handover(*words, "--rotate")
    assert (none.code, none.out) == (1, b"")
    assert [each.code for each in (first, second)] == [0, 0]
    assert second.out.startswith(first.out)
    assert len(second.out.decode().splitlines()) == 2
    assert "CA" in second.out.decode()
    (tmp_path / "keys" / "signing" / "default" / "authority-0001.pem").write_text("nothing")
    broken = handover(*words)
    assert broken.code == 3
    assert "authority-0001.pem" in broken.err
