"""Feishu: its OAuth page, which its app passes without a click, a token for the code, and whose token that is.

Facts as in github.com/fxp/skillify, skills/feishu/references/auth.md (a digest of the vendor's pages, read
2026-09-11); none was tried with an account. PKCE is spoken: of the two pages that speak of it with the newer address of
tokens one says yes, the other not yet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from handover_policy.app.serving.settings_file.ways import FeishuSettings
from handover_policy.web.pages.signing_in.asking import FAILED, Answer, asking
from handover_policy.web.pages.signing_in.provider import Handshake, Identity, SignInFailed, Trouble, code_named, id_in

TROUBLES: Mapping[str, Trouble] = {
    **dict.fromkeys(("20003", "20004", "20024", "20065"), "spent"),
    **dict.fromkeys(("20050", "20072"), "away"),
    "20010": "stranger",
}
"""What an error of the vendor's means here; every other one: it does not take what the service is set up with."""


@dataclass(frozen=True, slots=True)
class Feishu:
    """Feishu, for one company."""

    way: FeishuSettings

    def address_to_go(self, handshake: Handshake, back: str, device: str) -> str:
        """Return the OAuth page."""
        del device
        asked = {
            "client_id": self.way.client_id,
            "response_type": "code",
            "redirect_uri": back,
            "state": handshake.state,
            "code_challenge": challenge_of(handshake.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self.way.accounts}/open-apis/authen/v1/authorize?{urlencode(asked)}"

    def code_in(self, answer: Mapping[str, str]) -> str:
        """Return the code."""
        return code_named("code", answer)

    def who(self, handshake: Handshake, back: str, code: str) -> Identity:
        """Return the id of whoever came back, if they are of this company: an app may be shared with others."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self.way.client_id,
            "client_secret": self.way.client_secret,
            "code": code,
            "redirect_uri": back,
            "code_verifier": handshake.verifier,
        }
        with asking() as ask:
            token = _accepted(ask.post(f"{self.way.accounts}/oauth/v3/token", form=form)).text("access_token")
            answer = _accepted(
                ask.get(f"{self.way.open}/open-apis/authen/v1/user_info", headers={"authorization": f"Bearer {token}"})
            )
        told = answer.inner("data")
        tenant, name = id_in(told, "tenant_key"), self.way.identifier
        if tenant is None:
            raise SignInFailed(f"{answer.place}: no tenant_key")
        if tenant != self.way.tenant_key:
            raise SignInFailed(f"{answer.place}: of tenant_key {tenant}", "stranger")
        value = id_in(told, name)
        if value is None:
            raise SignInFailed(
                f"{answer.place}: no {name}; the app needs contact:user.employee_id:readonly", "declined"
            )
        return Identity(value=value, address="feishu")


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _accepted(answer: Answer) -> Answer:
    """Return an answer that is a success: refusals of the token are HTTP 400, those of other addresses say `code`."""
    code = answer.code("code")
    if answer.status >= FAILED or code != "0":
        raise SignInFailed(f"{answer.place}: code {code[:20]}", TROUBLES.get(code, "declined"))
    return answer
