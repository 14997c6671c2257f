"""DingTalk: the OAuth page, whose account that is, and which member of the company the account belongs to.

Its way within the app (`requestAuthCode`) needs a script of the vendor's, which the pages' policy shuts out: people in
the app take the same page as in a browser. Facts as in github.com/fxp/skillify, skills/dingtalk/references/auth.md and
contacts.md (a digest of the vendor's pages, read 2026-09-11); none was tried with an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from handover_policy.app.serving.settings_file.ways import DingTalkSettings
from handover_policy.web.pages.signing_in.asking import FAILED, Answer, Questions, asking
from handover_policy.web.pages.signing_in.provider import Handshake, Identity, SignInFailed, code_named, id_in
from handover_policy.web.pages.signing_in.tokens import NewToken, TokenShelf

NO_MEMBER, BUSY = "60121", "-1"
TOKEN_WRONG = frozenset({"40014", "42001"})
OF_OTHERS = "88"
"""An error of the old interface whose own code stands in `sub_code`."""
INSIDE = "0"
"""`contact_type` of a member; 1 is a contact outside the company, who has a userid, too."""
HEADER = "x-acs-dingtalk-access-token"


@dataclass(frozen=True, slots=True)
class DingTalk:
    """DingTalk, for one company."""

    way: DingTalkSettings
    tokens: TokenShelf

    def address_to_go(self, handshake: Handshake, back: str, device: str) -> str:
        """Return the OAuth page; `prompt` is needed there (casdoor#1629)."""
        del device
        asked = {
            "redirect_uri": back,
            "response_type": "code",
            "client_id": self.way.client_id,
            "scope": self.way.scope,
            "state": handshake.state,
            "prompt": "consent",
        }
        if self.way.corp_id and "corpid" in self.way.scope:
            asked["corpId"] = self.way.corp_id
        return f"{self.way.login}/oauth2/auth?{urlencode(asked)}"

    def code_in(self, answer: Mapping[str, str]) -> str:
        """Return the code: it comes back as `authCode`."""
        return code_named("authCode", answer)

    def who(self, handshake: Handshake, back: str, code: str) -> Identity:
        """Return the userid of whoever came back.

        The page lets every user of DingTalk in: who is a member of the company is asked of the company's own list
        (casdoor#1231). What the account says of mail and mobile may be another company's, and is not read.
        """
        del handshake, back
        with asking() as ask:
            account = self._account(ask, code)
            token = self._token(ask)
            answer = self._member(ask, account, token)
            if _error(answer) in TOKEN_WRONG:
                answer = self._member(ask, account, self._token(ask, spent=token))
        result = answer.inner("result")
        error, userid = _error(answer), id_in(result, "userid")
        if error == NO_MEMBER or (error == "0" and str(result.get("contact_type", INSIDE)) != INSIDE):
            raise SignInFailed(f"{answer.place}: no member of the company", "stranger")
        if error != "0":
            raise SignInFailed(f"{answer.place}: errcode {error[:20]}", "away" if error == BUSY else "declined")
        if userid is None:
            raise SignInFailed(f"{answer.place}: no userid")
        return Identity(value=userid, address="dingtalk")

    def _account(self, ask: Questions, code: str) -> str:
        """Return the unionId of the account that a code stands for."""
        told = {
            "clientId": self.way.client_id,
            "clientSecret": self.way.client_secret,
            "code": code,
            "grantType": "authorization_code",
        }
        given = _of_new(ask.post(f"{self.way.api}/v1.0/oauth2/userAccessToken", told=told))
        chosen = given.told.get("corpId")
        if self.way.corp_id and chosen and chosen != self.way.corp_id:
            raise SignInFailed(f"{given.place}: another company was chosen", "stranger")
        headers = {HEADER: given.text("accessToken")}
        return _of_new(ask.get(f"{self.way.api}/v1.0/contact/users/me", headers=headers)).text("unionId")

    def _member(self, ask: Questions, account: str, token: str) -> Answer:
        return ask.post(
            f"{self.way.oapi}/topapi/user/getbyunionid", params={"access_token": token}, told={"unionid": account}
        )

    def _token(self, ask: Questions, *, spent: str = "") -> str:
        """Return the app's token for the old interface, from its own address: that it takes others is not written."""

        def fetch() -> NewToken:
            params = {"appkey": self.way.client_id, "appsecret": self.way.client_secret}
            answer = ask.get(f"{self.way.oapi}/gettoken", params=params)
            if answer.code("errcode") != "0":
                error = answer.code("errcode")
                raise SignInFailed(f"{answer.place}: errcode {error[:20]}", "away" if error == BUSY else "declined")
            return NewToken(answer.text("access_token"), answer.seconds("expires_in"))

        app = (self.way.oapi, self.way.client_id)
        return self.tokens.token(app, fetch, spent=spent)


def _of_new(answer: Answer) -> Answer:
    """Return an answer of the new interface; a refusal of it is HTTP 4xx with a `code` in words."""
    if answer.status >= FAILED:
        code = answer.code("code")
        # `invalidParameter.authCode.notFound`, as public clients have met it.
        raise SignInFailed(f"{answer.place}: {code[:80]}", "spent" if "authCode" in code else "declined")
    return answer


def _error(answer: Answer) -> str:
    error = answer.code("errcode")
    return answer.code("sub_code") if error == OF_OTHERS and "sub_code" in answer.told else error
