"""CaseDocument, open_document: one document in one language, checked and ready to be filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from markupsafe import Markup

from handover_policy.findings.collected import Collected
from handover_policy.findings.finding import Finding, Location
from handover_policy.render.authoring.author_file import FOLDER, AuthorFile
from handover_policy.render.authoring.language.checking import Scope, Shape, template_faults
from handover_policy.render.authoring.sandbox import FAILURES, Fence, Prepared, environment_for, run
from handover_policy.render.authoring.wording import Wording
from handover_policy.render.documents.catalogue import DOCUMENT_VIEWS, DOCUMENTS, Content
from handover_policy.render.documents.code import linked_code
from handover_policy.render.documents.contents.certificate import LeavingCertificate
from handover_policy.render.documents.contents.proof import NO_PROOF, ShownProof
from handover_policy.render.documents.plain_text import plain_text
from handover_policy.render.documents.words import WORDS, DocumentWords, read_words
from handover_policy.render.escaping import printable
from handover_policy.render.failures import WrongValue, failure_sentence
from handover_policy.render.pages.content_policy import with_content_policy
from handover_policy.render.pages.markup import markup_faults
from handover_policy.render.pages.style_sheet import style_faults
from handover_policy.render.templates import FALLBACK, TemplatesInvalid, nearest

PLACE = "_documents/"
FRAME = f"{PLACE}frame.j2"
STYLE = f"{PLACE}style.css"
LONGEST_DOCUMENT = 16 * 1024 * 1024
LONGEST_TEXT = 20_000
FRAME_VARIABLES = ("language", "name", "number", "company", "created", "style", "body")
MARKUP = ("style", "body")
"""The variables of the frame that hold CSS and HTML; all others are escaped text."""


class Unfillable(ValueError):
    """A template does not fit this content: edit it. What is wrong stands in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """A document in one language; `frame` is what all documents have in common."""

    name: str
    language: str
    words: DocumentWords
    body: Prepared
    frame: Prepared
    style: str

    def word(self, group: str, name: str) -> str:
        """Return one of a group of words, its own name where the language has none."""
        words = self.words.usual.get(group)
        return words.get(name, name) if isinstance(words, Mapping) else name

    def html(self, content: Content, proof: ShownProof = NO_PROOF) -> str:
        """Return a content as one page of HTML that needs nothing besides itself, for the screen and for A4.

        Args:
            content: what it says of a case.
            proof: by what that is checked later, where it is rendered from a ledger.

        Raises:
            Unfillable: a company's own template prints what has no value here, or far too much.

        """
        about = content if isinstance(content, LeavingCertificate) else content.head
        say = self.words.usual if isinstance(content, LeavingCertificate) else self.words.said(content.head.cause)
        around = {"language": self.language, "name": self.name, "say": say, "number": about.case}
        around |= {"company": about.company, "created": about.created, "style": Markup(self.style)}  # noqa: S704 - checked
        try:
            filled = {"doc": content, "say": say, "proof": proof, "code": self._code(proof)}
            body = run(self.body, filled, longest=LONGEST_DOCUMENT)
            around["body"] = Markup(body)  # noqa: S704 - written by our own sandbox, escaped
            page = run(self.frame, around, longest=2 * LONGEST_DOCUMENT)
        except FAILURES as error:
            raise Unfillable(failure_sentence(error, self.language)) from error
        return with_content_policy(page, style_attributes=True)

    def text(self, content: Content, proof: ShownProof = NO_PROOF) -> str:
        """Return a content as plain text; raises Unfillable."""
        return plain_text(self.html(content, proof), colon=str(self.words.usual["colon"]))

    def _code(self, proof: ShownProof) -> str:
        return linked_code(proof.address, str(self.words.usual.get("scan", proof.address))) if proof.address else ""


def document_languages(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages that documents are written in."""
    return tuple(sorted(path.removeprefix(WORDS).removesuffix(".yaml") for path in files if path.startswith(WORDS)))


def open_document(
    files: Mapping[str, str], wordings: Mapping[str, Wording], name: str, language: str, fallback: str = FALLBACK
) -> CaseDocument:
    """Return one of DOCUMENTS in a language, or the nearest there is.

    Args:
        files: text by path relative to notifications/, a company's own in place of the bundled ones.
        wordings: how each language writes days and consequences, as `compile_templates` gave them.
        name: the document.
        language: the language asked for.
        fallback: the language that counts where there are no words in the one asked for.

    Raises:
        TemplatesInvalid: with every finding of the files it is made from.

    """
    found = Collected()
    opened = _opened(files, wordings, name, _spoken(document_languages(files), language, fallback), found)
    findings = found.sorted()
    if findings:
        raise TemplatesInvalid(findings)
    return opened


def _spoken(there: tuple[str, ...], language: str, fallback: str) -> str:
    """Return the language asked for, one of the same tongue (`en` for `en-GB`), or the nearest there is."""
    return nearest(there, language, fallback)


def check_documents(files: Mapping[str, str], wordings: Mapping[str, Wording]) -> tuple[Finding, ...]:
    """Return everything that is wrong with the documents of a set, in every language."""
    found: dict[tuple[object, ...], Finding] = {}
    for language in document_languages(files):
        for name in DOCUMENTS:
            collected = Collected()
            _opened(files, wordings, name, language, collected)
            found |= {(each.location, each.code, each.subject): each for each in collected.sorted()}
    return tuple(found.values())


def _opened(
    files: Mapping[str, str], wordings: Mapping[str, Wording], name: str, language: str, found: Collected
) -> CaseDocument:
    path = f"{WORDS}{language}.yaml"
    words = read_words(AuthorFile(path, files[path], kind="words", findings=found), name)
    wording = wordings[nearest(wordings, language, FALLBACK)]
    filters: dict[str, Callable[..., object]] = {"day": wording.day, "said": wording.said}
    fence = environment_for(_written_by(wording), html=True, filters=filters, views=DOCUMENT_VIEWS)
    scope: dict[str, Shape] = {"doc": DOCUMENTS[name].content, "say": words.usual, "proof": ShownProof, "code": None}
    around: dict[str, Shape] = {**dict.fromkeys(FRAME_VARIABLES), "say": words.usual}
    style = files.get(STYLE, "")
    for what, line in style_faults(style):
        found.error("template-markup", Location(f"{FOLDER}/{STYLE}", line + 1), subject=what, what=what)
    return CaseDocument(
        name=name,
        language=language,
        words=words,
        body=_compiled(files, f"{PLACE}{name}.j2", fence, scope, found),
        frame=_compiled(files, FRAME, fence, around, found, markup=MARKUP),
        style=style,
    )


def _compiled(
    files: Mapping[str, str],
    path: str,
    fence: Fence,
    scope: Mapping[str, Shape],
    found: Collected,
    *,
    markup: tuple[str, ...] = (),
) -> Prepared:
    source = files.get(path)
    if source is None:
        found.error("template-file-missing", Location(f"{FOLDER}/{path}", 1), subject=path, what=path)
        return Prepared(fence, "")
    faults = template_faults(fence, source, Scope(variables=scope, views=DOCUMENT_VIEWS))
    faults = faults or markup_faults(fence, source, markup=markup)
    for fault in faults:
        found.error(fault.code, Location(f"{FOLDER}/{path}", fault.line), subject=fault.subject, what=fault.what)
    return Prepared(fence, "" if faults else source)


def _written_by(wording: Wording) -> Callable[[object], object]:
    """Return what writes a value as people of a language do: days in their order and words."""
    return lambda value: wording.day(value) if type(value) is date else document_value(value)


def document_value(value: object) -> object:
    """Return a value as a document prints it; raises WrongValue for what is neither text, number nor day."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return printable(value, LONGEST_TEXT)
    if isinstance(value, date):
        return str(value)  # of a day with an hour, both
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise WrongValue("whole-record", name=type(value).__name__)


def content_json(content: object) -> object:
    """Return a content as JSON values: records as objects, days as ISO dates."""
    if is_dataclass(content) and not isinstance(content, type):
        return {field.name: content_json(getattr(content, field.name)) for field in fields(content)}
    if isinstance(content, tuple):
        return [content_json(each) for each in content]
    return content.isoformat() if isinstance(content, date) else content
