"""StampAuthority: a time-stamp authority (RFC 3161) as signatures ask it, however it is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from handover_policy.ports.signer import SignerFailed


@dataclass(frozen=True, slots=True)
class StampAuthority:
    """What answers a request of RFC 3161 (both in DER), raising RuntimeError or OSError where it does not.

    `roots` are trusted to issue its certificate; without any its stamps are kept as they come.
    """

    ask: Callable[[bytes], bytes]
    roots: Sequence[x509.Certificate] = ()


def timestamper(authority: StampAuthority | None) -> Any:  # noqa: ANN401 - a class of pyHanko, an extra
    """Return what pyHanko asks for time stamps; None without an authority."""
    if authority is None:
        return None
    from asn1crypto import tsp  # noqa: PLC0415 - comes with pyHanko, an extra
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415 - an extra

    asked = authority

    class AskingStamps(TimeStamper):
        """Asks the authority; its certificate is looked at where the settings say who issues it."""

        async def async_request_tsa_response(self, req: Any) -> Any:  # noqa: ANN401 - of asn1crypto
            """Return the answer."""
            try:
                return tsp.TimeStampResp.load(asked.ask(req.dump()))
            except (RuntimeError, OSError, ValueError) as error:
                raise SignerFailed(f"time stamp: {error}") from error

        async def validation_paths(self, validation_context: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - of pyHanko
            """Yield how its certificates rest on those that are trusted."""
            if asked.roots:
                async for path in super().validation_paths(validation_context):
                    yield path
            else:
                await self._ensure_dummy()

    return AskingStamps()
