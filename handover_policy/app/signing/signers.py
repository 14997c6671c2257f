"""signer_of: what puts signatures into a company's documents, as its settings name it; None without its extra."""

from __future__ import annotations

from importlib.util import find_spec

from handover_policy.app.serving.company import Company
from handover_policy.app.serving.settings import Settings
from handover_policy.ports.signer import Signer
from handover_policy.texts.texts import texts

EXTRA = ("pyhanko", "weasyprint")


def is_installed() -> bool:
    """Return whether the extra `signing` is there."""
    return all(find_spec(each) is not None for each in EXTRA)


def signer_of(settings: Settings, company: Company) -> Signer | None:
    """Return what signs for a company; None without the extra."""
    if not is_installed():
        return None
    from handover_policy.signing.keys import KeyTitles, SigningKeys  # noqa: PLC0415 - the extra
    from handover_policy.signing.local import LocalSigner  # noqa: PLC0415 - the same

    manifest = company.run.books.zone_owner.manifest
    words = texts(manifest.language)
    titles = KeyTitles(
        company=manifest.company or manifest.title,
        authority=words.say("signing.authority"),
        seal=words.say("signing.seal"),
    )
    return LocalSigner(SigningKeys.of(settings.data, company.id, titles))
