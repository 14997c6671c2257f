"""Sentences of pages: digests of letters are shown by their beginning."""

from __future__ import annotations

from handover_policy.web.pages.sayings import digests_short


def test_a_digest_in_a_letter_is_shown_by_its_beginning_and_nothing_else_is_cut() -> None:
    digest = "0123456789ab" + "c" * 52
    assert digests_short(f"<code>{digest}</code> 8001") == "<code>0123456789ab…</code> 8001"
    assert digests_short(f"x{digest} {digest[:-1]}") == f"x{digest} {digest[:-1]}"
