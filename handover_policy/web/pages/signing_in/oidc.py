"""OpenID Connect: somebody sent to their identity provider, and who they are when they come back (code flow, PKCE)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handover_policy.app.serving.settings_file.ways import OidcSettings
from handover_policy.web.pages.signing_in.asking import SECONDS, asking
from handover_policy.web.pages.signing_in.provider import Handshake, Identity, SignInFailed, code_named

if TYPE_CHECKING:  # what a sign-in needs is imported by the first one: a service without it starts without it
    from authlib.integrations.httpx_client import OAuth2Client

LEEWAY_SECONDS = 60
DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures with a public key alone: a shared secret proves nothing to whoever holds it."""


@dataclass(frozen=True, slots=True)
class OpenIdConnect:
    """An identity provider that speaks OpenID Connect."""

    way: OidcSettings

    def address_to_go(self, handshake: Handshake, back: str, device: str) -> str:
        """Return the page on which somebody says who they are; raises SignInFailed: the provider cannot be asked."""
        del device
        provider = _provider(self.way)
        with _client(self.way, back) as client:
            address, _ = client.create_authorization_url(
                provider["authorization_endpoint"],
                state=handshake.state,
                nonce=handshake.nonce,
                code_verifier=handshake.verifier,
            )
        return str(address)

    def code_in(self, answer: Mapping[str, str]) -> str:
        """Return the code."""
        return code_named("code", answer)

    def who(self, handshake: Handshake, back: str, code: str) -> Identity:
        """Return the id of whoever came back with a code; raises SignInFailed: the answer cannot be believed."""
        return Identity(value=_person_of(self.way, handshake, back, code))


def _person_of(way: OidcSettings, handshake: Handshake, back: str, code: str) -> str:
    import httpx  # noqa: PLC0415 - see above
    from authlib.oauth2 import OAuth2Error  # noqa: PLC0415
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    provider = _provider(way)
    try:
        with _client(way, back) as client:
            token = client.fetch_token(
                provider["token_endpoint"], code=code, code_verifier=handshake.verifier, grant_type="authorization_code"
            )
        with asking() as ask:
            keys = KeySet.import_key_set({"keys": ask.get(provider["jwks_uri"]).told["keys"]})
        claims = jwt.decode(token["id_token"], keys, algorithms=list(ALGORITHMS)).claims
    except httpx.HTTPError as error:
        raise SignInFailed(repr(error), "away") from error
    except (OAuth2Error, JoseError, KeyError, TypeError, ValueError) as error:
        raise SignInFailed(repr(error)) from error
    _believe(claims, way, handshake)
    told = claims.get(way.claim)
    if not isinstance(told, str) or not told:
        raise SignInFailed(f"no claim {way.claim}")
    return told


def _believe(claims: Mapping[str, Any], way: OidcSettings, handshake: Handshake) -> None:
    """Let claims pass that are of this provider, for this service, of this sign-in, and of now.

    The clock is the machine's own, also in a demo whose clock is ahead: the provider knows no other.
    """
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience or []
    now = time.time()
    wrong = {
        "iss": claims.get("iss") != way.issuer,
        "aud": way.client_id not in named or (len(named) > 1 and claims.get("azp") != way.client_id),
        "nonce": not secrets.compare_digest(str(claims.get("nonce", "")).encode(), handshake.nonce.encode()),
        "exp": not isinstance(claims.get("exp"), int | float) or claims["exp"] + LEEWAY_SECONDS < now,
        "iat": not isinstance(claims.get("iat"), int | float) or claims["iat"] - LEEWAY_SECONDS > now,
    }
    if any(wrong.values()):
        raise SignInFailed(f"claims {sorted(name for name, bad in wrong.items() if bad)}")


def _provider(way: OidcSettings) -> Mapping[str, str]:
    with asking() as ask:
        answer = ask.get(way.issuer.rstrip("/") + DISCOVERY)
    issuer = answer.text("issuer")
    if issuer != way.issuer:
        raise SignInFailed(f"the provider calls itself {issuer}")
    return {name: answer.text(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}


def _client(way: OidcSettings, back: str) -> OAuth2Client:
    from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - see above

    return OAuth2Client(
        client_id=way.client_id,
        client_secret=way.client_secret,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=SECONDS,
    )
