"""read_handbook, PreparedHandbook, articles: a policy set in plain words, as text, page or PDF, with its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from handover_policy.app.library import Library
from handover_policy.handbook.handbook import Article, Handbook
from handover_policy.handbook.write import handbook_of
from handover_policy.handbook.written import TEMPLATES, as_page, as_text
from handover_policy.policy.policy_set import PolicySet
from handover_policy.render.documents.pdf import write_pdf
from handover_policy.sources.page_texts import page_texts
from handover_policy.texts.texts import texts

if TYPE_CHECKING:
    from handover_policy.lint.statutes import StatutePack


@lru_cache(maxsize=8)
def articles(language: str) -> Mapping[str, Article]:
    """Return every article and rule of the statute packs that ship, by id, in a language."""
    spoken = texts(language).language
    found: dict[str, Article] = {}
    for pack in Library().packs:
        found |= _of_pack(pack, spoken)
    return found


def _of_pack(pack: StatutePack, language: str) -> dict[str, Article]:
    laws = {name: Article(id=name, cite=law.cite, text=law.text.get(language, "")) for name, law in pack.laws.items()}
    rules = {rule.id: Article(id=rule.id, cite=rule.cite, text=rule.text.get(language, "")) for rule in pack.rules}
    return rules | laws


def read_handbook(policy: PolicySet, language: str) -> Handbook:
    """Return a policy set in plain words."""
    return handbook_of(policy, articles(language), language)


@dataclass(frozen=True, slots=True)
class PreparedHandbook:
    """A handbook, ready to be written; the same set gives the same bytes."""

    handbook: Handbook

    def written(self, form: str) -> bytes:
        """Return it as `text`, `html` or `pdf`.

        Raises:
            PdfUnavailable: no PDF can be written on this machine.
            CharactersUnshown: no font has some of its characters.

        """
        if form == "text":
            return ("\n".join(as_text(self.handbook)) + "\n").encode()
        html = as_page(page_texts("handover_policy.handbook", TEMPLATES), self.handbook)
        since = datetime.combine(self.handbook.since, time(), UTC)
        return html.encode() if form == "html" else write_pdf(html, {}, since)
