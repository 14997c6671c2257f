"""StampAuthority: a time-stamp authority (RFC 3161) as signatures ask it, however it is reached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

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
    from pyhanko_certvalidator.errors import ValidationError  # noqa: PLC0415 - the same

    asked = authority

    class AskingStamps(TimeStamper):
        """Asks the authority; its certificate is looked at where the settings say who issues it."""

        async def async_request_tsa_response(self, req: Any) -> Any:  # noqa: ANN401 - of asn1crypto
            """Return the answer."""
            try:
                return tsp.TimeStampResp.load(asked.ask(req.dump()))
            except (RuntimeError, OSError, ValueError) as error:
                raise SignerFailed(f"time stamp: {error}") from error

        async def validation_paths(self, _: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - of pyHanko
            """Yield how its certificates rest on those that are trusted, at the time that it tells itself.

            The clock of this machine may be another.
            """
            await self._ensure_dummy()
            if asked.roots:
                stamp = next(iter(self._dummy_response_cache.values()))
                try:
                    async for path in super().validation_paths(_context(asked, stamped_at(stamp["content"]))):
                        yield path
                except ValidationError as error:
                    raise SignerFailed(f"time stamp: {error}") from error

    return AskingStamps()


def stamped_at(signed: Any) -> datetime:  # noqa: ANN401 - the data of a stamp, of asn1crypto
    """Return the time that a stamp tells."""
    told: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
    return told


def _context(authority: StampAuthority, moment: datetime) -> Any:  # noqa: ANN401 - of pyHanko
    from asn1crypto import x509 as x509_told  # noqa: PLC0415 - comes with it
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - an extra

    roots = [x509_told.Certificate.load(each.public_bytes(Encoding.DER)) for each in authority.roots]
    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail")
