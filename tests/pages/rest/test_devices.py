"""Browsers as people call them."""

from __future__ import annotations

import pytest

from handover_policy.texts.texts import texts
from handover_policy.web.pages.own.devices import device_said

ANDROID = "Mozilla/5.0 (Linux; Android 14; 23013RK75C) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("device", "said"),
    [
        (f"{ANDROID}Chrome/120.0.0.0 Mobile Safari/537.36", "安卓手机或平板 · Chrome 浏览器"),
        (
            f"{ANDROID}Version/4.0 Chrome/120 Mobile Safari/537.36 MicroMessenger/8 wxwork/4",
            "安卓手机或平板 · 企业微信",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0", "苹果手机 · 微信"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537.36 Edg/120", "Windows 电脑 · Edge 浏览器"),
        ("curl/8.0", "不知道是哪种浏览器"),
        ("", "不知道是哪种浏览器"),
    ],
)
def test_a_browser_is_called_by_what_it_runs_on_and_its_name(device: str, said: str) -> None:
    assert device_said(device, texts("zh")) == said
