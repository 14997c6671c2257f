"""WeCom: a page within its app that asks nothing, another one in browsers, and one interface that says who it was.

Facts as in pages 91022, 91023, 91039, 96441, 96442, 98151, 98171 and 98177 of the vendor's documentation for developers
(developer.work.weixin.qq.com, read in stored copies and digests of 2026-09); none was tried with an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from handover_policy.app.serving.settings_file.ways import WeComSettings
from handover_policy.web.pages.signing_in.apps import is_in_app
from handover_policy.web.pages.signing_in.asking import Answer, Questions, asking
from handover_policy.web.pages.signing_in.provider import Handshake, Identity, SignInFailed, Trouble, code_named, id_in
from handover_policy.web.pages.signing_in.tokens import NewToken, TokenShelf

TOKEN_WRONG = frozenset({"40014", "42001"})
TROUBLES: Mapping[str, Trouble] = {"40029": "spent", "-1": "away"}
"""What an error of the vendor's means here; every other one: it does not take what the service is set up with."""


@dataclass(frozen=True, slots=True)
class WeCom:
    """WeCom, for one company."""

    way: WeComSettings
    tokens: TokenShelf

    def address_to_go(self, handshake: Handshake, back: str, device: str) -> str:
        """Return the page of the app that is silent, and in a browser the one with the code to scan."""
        own = {"appid": self.way.corp_id, "agentid": self.way.agent_id}
        asked = {"redirect_uri": back, "state": handshake.state}
        if is_in_app(self.way.kind, device):
            silent = {"response_type": "code", "scope": "snsapi_base"}
            # Without the fragment the page does not work.
            return f"{self.way.open}/connect/oauth2/authorize?{urlencode({**own, **asked, **silent})}#wechat_redirect"
        return f"{self.way.login}/wwlogin/sso/login?{urlencode({'login_type': 'CorpApp', **own, **asked})}"

    def code_in(self, answer: Mapping[str, str]) -> str:
        """Return the code; whoever says no comes back without one."""
        return code_named("code", answer)

    def who(self, handshake: Handshake, back: str, code: str) -> Identity:
        """Return the userid of whoever came back; who is no member has an openid alone.

        Members whom the app is not shown to have a userid, too, and those of linked companies one with the company's
        id before a slash: neither is anybody's address here, so our own list decides.
        """
        del handshake, back
        with asking() as ask:
            token = self._token(ask)
            answer = self._asked(ask, code, token)
            if answer.code("errcode") in TOKEN_WRONG:
                answer = self._asked(ask, code, self._token(ask, spent=token))
        error = answer.code("errcode")
        if error != "0":
            raise SignInFailed(f"{answer.place}: errcode {error[:20]}", TROUBLES.get(error, "declined"))
        userid = id_in(answer.told, "userid")
        if userid is None:
            stranger = "openid" in answer.told or "external_userid" in answer.told
            raise SignInFailed(f"{answer.place}: no userid", "stranger" if stranger else "unreadable")
        return Identity(value=userid, address="wecom")

    def _asked(self, ask: Questions, code: str, token: str) -> Answer:
        """Ask who it was; the token is read in the address alone."""
        return ask.get(f"{self.way.qyapi}/cgi-bin/auth/getuserinfo", params={"access_token": token, "code": code})

    def _token(self, ask: Questions, *, spent: str = "") -> str:
        def fetch() -> NewToken:
            params = {"corpid": self.way.corp_id, "corpsecret": self.way.client_secret}
            answer = ask.get(f"{self.way.qyapi}/cgi-bin/gettoken", params=params)
            error = answer.code("errcode")
            if error != "0":
                raise SignInFailed(f"{answer.place}: errcode {error[:20]}", TROUBLES.get(error, "declined"))
            return NewToken(answer.text("access_token"), answer.seconds("expires_in"))

        app = (self.way.qyapi, self.way.corp_id, self.way.agent_id)
        return self.tokens.token(app, fetch, spent=spent)
