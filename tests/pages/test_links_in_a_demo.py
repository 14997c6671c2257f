"""A link that hr makes in a demo lets in once, as anywhere; those the demo prints let in again and again."""

import re

from tests.pages.visiting import Demo


def test_a_link_that_hr_makes_lets_in_once_in_a_demo_too(shown: Demo) -> None:
    with shown.person("hr") as hr:
        page = hr.client.post("/people/E1004/link", data=hr.hidden("/people/E1004")).text
    found = re.search(r'value="(http[^"]+/enter/[^"]+)"', page)
    assert found is not None
    for status in (200, 410):
        with shown.client() as client:
            assert client.post(found[1]).status_code == status
    for _ in range(2):
        with shown.client() as client:
            assert client.post(shown.links["leaver"]).status_code == 200
