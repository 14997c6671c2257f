"""Checkpoints are those of C2SP tlog-checkpoint; a judge names what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover_policy.evidence.checkpoints import Checkpoint, CheckpointUnreadable, origin_of, read_checkpoint
from handover_policy.evidence.judging import CheckpointJudge, LogKey
from handover_policy.evidence.keys import SigningKey
from handover_policy.evidence.notes import signed

ORIGIN = origin_of("acme", bytes(range(32)))
FIRST, SECOND, THIEF = (SigningKey(ORIGIN, bytes([number]) * 32) for number in (1, 2, 3))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ONE = Checkpoint(origin=ORIGIN, size=7, root=bytes(32), at=NOON)
TWO = Checkpoint(origin=ORIGIN, size=9, root=bytes(31) + b"1", at=NOON + DAY)


def judge(*keys: LogKey) -> CheckpointJudge:
    return CheckpointJudge(ORIGIN, keys or (LogKey(verifier=FIRST.verifier),))


def note(checkpoint: Checkpoint, *keys: SigningKey) -> str:
    return signed(checkpoint.text, keys or (FIRST,)).written


@given(
    st.integers(0, 2**50),
    st.binary(min_size=32, max_size=32),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone(timedelta(hours=8)))),  # noqa: DTZ001
    st.sampled_from([None, SECOND.verifier]),
)
def test_a_checkpoint_is_read_as_it_was_written(size, root, at, key) -> None:
    told = Checkpoint(origin=ORIGIN, size=size, root=root, at=at.replace(microsecond=0), key=key)
    assert read_checkpoint(told.text) == told
    assert read_checkpoint(f"{told.text}anything else\n") == told


def test_the_first_lines_are_those_of_the_specification() -> None:
    root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    assert ONE.text == f"handover-policy/acme/0001020304050607\n7\n{root}\ntime 2026-03-02T12:00:00Z\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n-7\n"),
        ("\n7\n", "\n\n"),
        ("\n7\n", "\n99999999999999999\n"),
        ("AAAA=", "AAAA"),
        ("AAAA=", "A==="),
        ("time ", "moment "),
        ("2026-03-02T", "2026-02-30T"),
        ("2026-03-02T12:00:00Z", "0001-01-01T00:00:00+23:59"),
        ("00Z", "00"),
        ("time ", "time 2026-03-02T12:00:00Z\ntime "),
        ("00Z\n", "00Z\nkey none\n"),
        ("00Z\n", f"00Z\nkey {SECOND.verifier.text}\nkey {SECOND.verifier.text}\n"),
        ("00Z\n", "00Z"),
        ("handover", "hand over"),
    ],
)
def test_what_is_no_checkpoint_is_not_read(old: str, new: str) -> None:
    assert old in ONE.text
    with pytest.raises(CheckpointUnreadable):
        read_checkpoint(ONE.text.replace(old, new))


def test_a_checkpoint_after_the_other_is_in_order() -> None:
    judging = judge()
    assert judging.judge(note(ONE)).faults == ()
    found = judging.judge(note(TWO), stamped=TWO.at + timedelta(minutes=3))
    assert (found.faults, found.checkpoint) == ((), TWO)


@pytest.mark.parametrize("written", ["", ONE.text, note(ONE).replace("\n7\n", "\nx\n"), "a\n\n" + note(ONE)[-60:]])
def test_what_cannot_be_read_is_said(written: str) -> None:
    found = judge().judge(written)
    assert (found.checkpoint, found.faults) == (None, ("checkpoint-unreadable",))


def test_the_checkpoint_of_another_log_is_named_though_its_key_counts() -> None:
    other = replace(ONE, origin="handover-policy/acme/ffff")
    assert judge().judge(note(other)).faults == ("checkpoint-of-another-log",)


def test_a_signature_over_something_else_is_named() -> None:
    assert judge().judge(note(ONE).replace("\n7\n", "\n8\n")).faults == ("signature-wrong",)


def test_a_key_that_nobody_named_signs_nothing() -> None:
    assert judge().judge(note(ONE, THIEF)).faults == ("key-unknown",)
    assert judge().judge(note(ONE, THIEF, FIRST)).faults == ()


def test_a_key_signs_from_its_first_day_to_its_last() -> None:
    early, late = (LogKey(verifier=FIRST.verifier, since=NOON + DAY), LogKey(verifier=FIRST.verifier, until=NOON - DAY))
    assert judge(early).judge(note(ONE)).faults == ("key-not-yet",)
    assert judge(late).judge(note(ONE)).faults == ("key-over",)
    assert judge(LogKey(verifier=FIRST.verifier, since=NOON, until=NOON)).judge(note(ONE)).faults == ()
    assert judge(late, LogKey(verifier=SECOND.verifier)).judge(note(ONE, FIRST, SECOND)).faults == ()


def test_a_key_that_the_old_one_names_counts_from_then_on() -> None:
    judging = judge(LogKey(verifier=FIRST.verifier, until=NOON))
    naming = replace(ONE, key=SECOND.verifier)
    assert judging.judge(note(TWO, SECOND)).faults == ("key-unknown",)
    assert judging.judge(note(naming, FIRST, SECOND)).faults == ()
    assert judging.judge(note(TWO, SECOND)).faults == ()
    assert judging.judge(note(replace(TWO, at=TWO.at + DAY), FIRST)).faults == ("key-over",)


def test_a_key_that_a_thief_names_counts_never() -> None:
    judging = judge()
    assert judging.judge(note(replace(ONE, key=THIEF.verifier), THIEF)).faults == ("key-unknown",)
    assert judging.judge(note(TWO, THIEF)).faults == ("key-unknown",)


def test_what_goes_backwards_is_named_and_counts_as_no_step() -> None:
    judging = judge()
    judging.judge(note(TWO))
    assert judging.judge(note(ONE)).faults == ("time-backwards", "size-backwards")
    assert judging.judge(note(replace(TWO, root=bytes(32)))).faults == ("root-otherwise",)
    assert judging.judge(note(replace(TWO, at=TWO.at + DAY))).faults == ()


@pytest.mark.parametrize("by", [DAY, -DAY, timedelta(minutes=11)])
def test_clocks_that_are_apart_are_named(by: timedelta) -> None:
    assert judge().judge(note(ONE), stamped=NOON + by).faults == ("clocks-apart",)
