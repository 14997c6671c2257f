"""What ships is not checked again in every run: a test checks it, and a company's own words bring the checks back."""

import pytest

from handover_policy.app.library import load_messages
from handover_policy.findings.finding import Finding
from handover_policy.render.templates import TemplatesInvalid, compile_templates

SHIPPED = load_messages()
TEXT = "withdrawn/zh-CN/message.yaml"


def findings(files: dict[str, str], shipped: dict[str, str]) -> tuple[Finding, ...]:
    try:
        compile_templates(files, shipped=shipped)
    except TemplatesInvalid as invalid:
        return invalid.findings
    return ()


def test_nothing_is_wrong_with_what_ships() -> None:
    assert findings(SHIPPED, {}) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {TEXT: SHIPPED[TEXT].replace("{{ leaver.name }}", "{{ leaver.nam }}")},
        {"withdrawn/notification.yaml": SHIPPED["withdrawn/notification.yaml"].replace("- leaver\n", "").replace(
            "leaver, ", "")},
        {"_locales/zh-CN.yaml": SHIPPED["_locales/zh-CN.yaml"] + "extra: 1\n"},
        {"_layouts/email.j2": SHIPPED["_layouts/email.j2"] + "{{ nobody }}"},
        {"_layouts/email.j2": SHIPPED["_layouts/email.j2"] + "<script>"},
    ],
)  # fmt: skip
def test_a_file_of_a_company_is_checked_with_all_that_depends_on_it(changed: dict[str, str]) -> None:
    files = SHIPPED | changed
    assert files != SHIPPED
    told = findings(files, SHIPPED)
    assert told
    assert told == findings(files, {})
