"""DOCUMENTS: every document there is, by name, with what makes its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from handover_policy.render.documents.casefile import CaseFile
from handover_policy.render.documents.contents.agreement import (
    AgreementConfirmation,
    ClauseLine,
    Signing,
    agreement_confirmation,
)
from handover_policy.render.documents.contents.certificate import LeavingCertificate, leaving_certificate
from handover_policy.render.documents.contents.confirmation_sheet import (
    ConfirmationSheet,
    SignatureBox,
    confirmation_sheet,
)
from handover_policy.render.documents.contents.package import (
    DocumentPart,
    HandoverPackage,
    RecordLine,
    SectionPart,
    VersionLine,
    handover_package,
)
from handover_policy.render.documents.contents.proof import ShownProof
from handover_policy.render.documents.contents.task_list import TaskList, task_list
from handover_policy.render.documents.contents.views import (
    Counts,
    EvidenceLine,
    FieldValue,
    Head,
    ItemLine,
    ItemTable,
    Person,
    RowCheck,
    StepLine,
    TaskLine,
)
from handover_policy.render.views import AttributeView, ConsequenceView

Content: TypeAlias = TaskList | ConfirmationSheet | AgreementConfirmation | LeavingCertificate | HandoverPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document: the type of its content, and what makes it of a case."""

    content: type[Content]
    make: Callable[[CaseFile], Content]


DOCUMENTS: Mapping[str, DocumentKind] = MappingProxyType(
    {
        "task-list": DocumentKind(content=TaskList, make=task_list),
        "confirmation-sheet": DocumentKind(content=ConfirmationSheet, make=confirmation_sheet),
        "agreement-confirmation": DocumentKind(content=AgreementConfirmation, make=agreement_confirmation),
        "leaving-certificate": DocumentKind(content=LeavingCertificate, make=leaving_certificate),
        "handover-package": DocumentKind(content=HandoverPackage, make=handover_package),
    }
)

DOCUMENT_VIEWS: frozenset[type] = frozenset(
    {
        *(kind.content for kind in DOCUMENTS.values()),
        *(Head, Person, EvidenceLine, StepLine, TaskLine, Counts, ShownProof),
        *(SignatureBox, ClauseLine, Signing, AttributeView, ConsequenceView),
        *(FieldValue, ItemTable, ItemLine, RowCheck, RecordLine, SectionPart, VersionLine, DocumentPart),
    }
)
"""Everything a document's template may read fields of: values only, and frozen."""
