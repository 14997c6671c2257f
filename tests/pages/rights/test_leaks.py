"""The leaks that there are not: what is private of somebody, and on whose pages it is found; secrets.yaml has them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from ruamel.yaml import YAML

from tests.pages.rights.asking import filled, opened
from tests.pages.rights.company import RightsCompany
from tests.pages.rights.table import readers, rows

WRITTEN = Path(__file__).parent / "secrets.yaml"
TABLE: Mapping[str, Any] = YAML(typ="safe").load(WRITTEN.read_text(encoding="utf-8"))
PRINTED = "/policy/handbook"
"""The same for all readers, and slow to print."""


def addresses() -> Iterator[str]:
    """Yield every address that is opened."""
    yield from (row.address for row in rows() if row.method == "GET" and row.address != PRINTED)
    yield from TABLE["also opened"]


def words_of(answer: httpx.Response) -> str:
    """Return everything that an answer tells: its page or its files, and the name under which it is saved."""
    told = [unquote(answer.headers.get("content-disposition", "")), unquote(answer.headers.get("location", ""))]
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(answer.content)) as packed:
            told += list(packed.namelist())
            told += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    else:
        told.append(unescape(answer.text))
    return "\n".join(told)


@pytest.fixture(scope="module")
def read(told: RightsCompany) -> Mapping[str, Mapping[str, str]]:
    """Give by reader and address everything they are told."""
    return {
        name: {each: words_of(opened(told, name, filled(told, each))) for each in addresses()} for name in readers()
    }


@pytest.mark.parametrize("secret", TABLE["secrets"], ids=lambda each: each["what"])
def test_what_is_private_is_read_by_whose_it_is(
    read: Mapping[str, Mapping[str, str]], secret: Mapping[str, Any]
) -> None:
    word = re.compile(secret["word"])
    found = {name: [address for address, text in pages.items() if word.search(text)] for name, pages in read.items()}
    assert {name: pages for name, pages in found.items() if pages and name not in secret["read by"]} == {}
    assert {name for name, pages in found.items() if pages} == set(secret["read by"])
