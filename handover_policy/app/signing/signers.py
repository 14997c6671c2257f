"""signer_of: what puts signatures into a company's documents, as its settings name it; None without its extra."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import Settings, SigningSettings, TimestampSettings
from handover_policy.delivery.timestamps.authority import ask_authority
from handover_policy.evidence.stamps import certificates
from handover_policy.policy.policy_set import Manifest
from handover_policy.ports.signer import Signer
from handover_policy.signing.keys import KeyTitles
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.signing.stamping import StampAuthority
    from handover_policy.signing.token import TokenSeal

LOG = structlog.get_logger("handover.serve")
EXTRA = ("pyhanko", "weasyprint")
NONE, TOKEN = "none", "pkcs11"


def is_installed() -> bool:
    """Return whether the extra `signing` is there."""
    return all(find_spec(each) is not None for each in EXTRA)


def signer_of(settings: Settings, company: Company) -> Signer | None:
    """Return what signs for a company; None where its settings say that nothing does, or without the extra."""
    asked = company.settings.signing
    if asked.kind == NONE or not is_installed():
        return None
    from handover_policy.signing.keys import SigningKeys  # noqa: PLC0415 - the extra
    from handover_policy.signing.local import LocalSigner  # noqa: PLC0415 - the same

    keys = SigningKeys.of(settings.data, company.id, titles_of(company.run.books.zone_owner.manifest))
    return LocalSigner(keys, _stamps(company.settings.timestamps), _token(asked) if asked.kind == TOKEN else None)


def titles_of(manifest: Manifest) -> KeyTitles:
    """Return how the keys of a company are called in certificates: honestly what they are."""
    words = texts(manifest.language)
    return KeyTitles(
        company=manifest.company or manifest.title,
        authority=words.say("signing.authority"),
        seal=words.say("signing.seal"),
    )


def tell_signing(settings: Settings) -> None:
    """Tell in the log what signs the documents of each company, and what is missing for it."""
    installed = is_installed()
    for company in settings.companies:
        kind = company.signing.kind
        if kind != NONE and not installed:
            why = "the extra signing is not installed: sheets stay unsigned prints, what people sign is in the ledger"
            LOG.warning("signing-not-installed", company=company.id, kind=kind, why=why)
        else:
            LOG.info("signing", company=company.id, kind=kind, stamped=company.timestamps is not None)


def _token(asked: SigningSettings) -> TokenSeal:
    from handover_policy.signing.token import TokenSeal  # noqa: PLC0415 - the extra

    return TokenSeal(
        module=asked.module, token=asked.token, pin=asked.pin, key=asked.key, certificate=asked.certificate
    )


def _stamps(asked: TimestampSettings | None) -> StampAuthority | None:
    """Return the time-stamp authority of the settings; its certificates are read anew at each start."""
    from handover_policy.signing.stamping import StampAuthority  # noqa: PLC0415 - beside the extra

    if asked is None:
        return None
    roots = () if asked.ca is None else certificates(asked.ca.read_bytes())
    return StampAuthority(lambda request: ask_authority(asked.url, request), roots)
