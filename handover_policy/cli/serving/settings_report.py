"""settings_report: everything that is wrong with a settings file and with the policies that it names."""

from __future__ import annotations

from pathlib import Path

from handover_policy.app.library import Library
from handover_policy.app.serving.checking import check_companies, texts_of
from handover_policy.app.serving.settings import embedded
from handover_policy.app.serving.settings_file.read import read_settings
from handover_policy.findings.finding import Severity
from handover_policy.findings.reporting.report import Report


def settings_report(file: Path, language: str, fail_on: str = "error", data: Path | None = None) -> Report:
    """Return what there is to tell; raises OSError where the file cannot be read."""
    library = Library()
    read = read_settings(file, library.schemas, data=data)
    checked = () if read.draft is None else tuple(check_companies(read.draft, library))
    in_policies = texts_of(checked)
    own = file.name

    def text_of(name: str) -> str | None:
        return read.text_of(name) if name == own else in_policies(name)

    return Report(
        findings=(*read.findings, *(finding for each in checked for finding in each.findings)),
        language=language,
        text_of=text_of,
        path_of=lambda name: str(file) if name == own else name,
        fail_on=Severity(fail_on),
        command="validate",
        asked=str(file),
    )


def embedded_report(language: str) -> Report:
    """Return what there is to tell of a service without settings: of the policy that ships."""
    checked = tuple(check_companies(embedded()))
    findings = tuple(finding for each in checked for finding in each.findings)
    return Report(findings=findings, language=language, text_of=texts_of(checked), asked="handover serve")
