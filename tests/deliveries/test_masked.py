"""Numbers and mail addresses of deliveries as others than their people see them."""

from __future__ import annotations

import pytest

from handover_policy.app.asking.masked import masked, masked_in


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("13800000001", "138****0001"),
        ("+86 138-0000-0001", "+86****0001"),
        ("8675512345", "867****2345"),
        ("1234567", "123****4567"),
        ("z@example.com", "z***@example.com"),
        ("zhang.san@example.com", "z***@example.com"),
        ("zhangsan", "zhangsan"),
        ("ou_84aad35d084aa403a838cf73ee18467", "ou_84aad35d084aa403a838cf73ee18467"),
        ("0161234567890123456", "0161234567890123456"),
        ("8001", "8001"),
        ("", ""),
    ],
)
def test_a_number_and_a_mail_address_are_told_and_not_shown(address: str, shown: str):
    assert masked(address) == shown


def test_what_a_provider_says_back_is_not_shown_either():
    assert masked_in("no 13800000001, +86 138-0000-0001", "+86 138-0000-0001") == "no 138****0001, +86****0001"
    assert masked_in("550 <z@example.com>: unknown", "z@example.com") == "550 <z***@example.com>: unknown"
    assert masked_in("dE1 is unknown", "dE1") == "dE1 is unknown"
    assert masked_in("nobody", None) == "nobody"
