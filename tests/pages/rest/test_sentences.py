"""Every sentence that a template of this part says is there, in every language."""

import re
from pathlib import Path

import pytest

from handover_policy.texts.texts import languages, texts
from handover_policy.web.pages.answers import TEMPLATES

AREA = "pages_rest"
SAID = re.compile(r'\bsay\("([^"]+)"')
OWN = sorted(path for path in Path(TEMPLATES).glob("*.html") if "say(" in path.read_text(encoding="utf-8"))
OURS = {"policy", "policy_changes", "agreements", "profile", "me", "requests", "certificate", "handing_out"}


@pytest.mark.parametrize("place", [path for path in OWN if path.stem in OURS], ids=lambda path: path.stem)
@pytest.mark.parametrize("language", languages())
def test_a_template_says_what_there_is(place: Path, language: str) -> None:
    known = texts(language).area(AREA)
    said = SAID.findall(place.read_text(encoding="utf-8"))

    assert said
    assert [key for key in said if not key.endswith(".") and key not in known] == []
    assert [key for key in said if key.endswith(".") and not any(each.startswith(key) for each in known)] == []
