"""SignInSettings: the ways by which people sign in besides links, each kind with what it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """An identity provider by which people sign in (OpenID Connect).

    `claim` is what of its claims names a person as events do, `title` how people call the provider.
    """

    kind: ClassVar[str] = "oidc"

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"
    title: str = "OpenID Connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class DingTalkSettings:
    """DingTalk, by which people sign in: an app of the company's own there, and where its servers are.

    `corp_id` is asked for on the page where `scope` asks for a company; without a title pages have one of their own.
    """

    kind: ClassVar[str] = "dingtalk"

    client_id: str
    client_secret: str = field(repr=False)
    corp_id: str = ""
    scope: str = "openid"
    title: str = ""
    login: str = "https://login.dingtalk.com"
    api: str = "https://api.dingtalk.com"
    oapi: str = "https://oapi.dingtalk.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeComSettings:
    """WeCom, by which people sign in: an app of the company's own there, and where its servers are."""

    kind: ClassVar[str] = "wecom"

    corp_id: str
    agent_id: str
    client_secret: str = field(repr=False)
    title: str = ""
    open: str = "https://open.weixin.qq.com"
    login: str = "https://login.work.weixin.qq.com"
    qyapi: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeishuSettings:
    """Feishu, by which people sign in: an app of the company's own there, and where its servers are.

    `tenant_key` is the company as Feishu names it: others' people may use an app that is shared with them.
    `identifier` is which of a person's ids there is the address `feishu`.
    """

    kind: ClassVar[str] = "feishu"

    client_id: str
    client_secret: str = field(repr=False)
    tenant_key: str
    identifier: str = "user_id"
    title: str = ""
    accounts: str = "https://accounts.feishu.cn"
    open: str = "https://open.feishu.cn"


VendorSettings: TypeAlias = DingTalkSettings | WeComSettings | FeishuSettings
SignInSettings: TypeAlias = OidcSettings | VendorSettings
"""A way to sign in besides links."""
