"""REPORTERS: the forms in which findings can be told, by the name that --format takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handover_policy.findings.reporting.hosting.github import github_form
from handover_policy.findings.reporting.hosting.junit import junit_form
from handover_policy.findings.reporting.hosting.markdown import markdown_form
from handover_policy.findings.reporting.hosting.sarif import sarif_form
from handover_policy.findings.reporting.json_form import json_form, jsonl_form
from handover_policy.findings.reporting.report import Reporter
from handover_policy.findings.reporting.text_form import text_form

REPORTERS: Mapping[str, Reporter] = MappingProxyType(
    {
        "text": text_form,
        "json": json_form,
        "jsonl": jsonl_form,
        "sarif": sarif_form,
        "github": github_form,
        "junit": junit_form,
        "markdown": markdown_form,
    }
)
