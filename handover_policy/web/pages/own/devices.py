"""device_said: a browser as people call it, from the long name that it gives itself: what it runs on, and which."""

from __future__ import annotations

from handover_policy.texts.texts import Texts

AREA = "pages_rest.devices"
RUNS_ON = (
    ("iphone", "iphone"),
    ("ipad", "ipad"),
    ("android", "android"),
    ("windows", "windows"),
    ("mac os", "mac"),
    ("cros", "chromebook"),
    ("linux", "linux"),
)
"""By what stands in the name, in small letters, what it runs on: the first that is found."""
BROWSERS = (
    ("wxwork", "wecom"),
    ("dingtalk", "dingtalk"),
    ("lark", "feishu"),
    ("feishu", "feishu"),
    ("micromessenger", "wechat"),
    ("edg", "edge"),
    ("firefox", "firefox"),
    ("chrome", "chrome"),
    ("safari", "safari"),
)
"""By what stands in the name which browser or app it is; those come first that name others beside themselves."""


def device_said(device: str, words: Texts) -> str:
    """Return what people call a browser; that it is not known where nothing of its name is."""
    told = device.lower()
    found = [next((name for part, name in table if part in told), "") for table in (RUNS_ON, BROWSERS)]
    known = [words.say(f"{AREA}.{name}") for name in found if name]
    return " · ".join(known) if known else words.say("pages_rest.me.unknown-device")
