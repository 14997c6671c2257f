"""prepared, filled_in: a printed document made ready to be signed; what stands where nobody signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from handover_policy.ports.signer import SigningAsked
from handover_policy.render.documents.pdf import PrintedPlace
from handover_policy.signing.stamps import stamp_page

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

SEAL = "seal"
PARTY, NOTE, ANSWER = "party-", "note-", "answer-"
"""Names of fields begin so: a party's signature, the words where a party is silent, the seal under these."""
NOWHERE = (0.0, 0.0, 0.0, 0.0)


def writer_on(document: bytes) -> IncrementalPdfFileWriter:
    """Return what adds a revision to a document."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - an extra

    return IncrementalPdfFileWriter(BytesIO(document), strict=False)


def is_prepared(document: bytes) -> bool:
    """Return whether a document has its fields already."""
    return "/AcroForm" in writer_on(document).prev.root


def with_fields(document: bytes, parties: Sequence[str], places: Mapping[str, PrintedPlace]) -> bytes:
    """Return a printed document with an empty field for each party's signature, and what else it may ever need."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field  # noqa: PLC0415 - an extra

    writer = writer_on(document)
    append_signature_field(writer, SigFieldSpec(SEAL, on_page=0))
    for party in parties:
        place = places.get(party)
        page, box = (0, None) if place is None else (place.page, place.box)
        if box is not None:
            _add_note(writer, party, page, box)
        append_signature_field(writer, SigFieldSpec(PARTY + party, on_page=page, box=box))  # type: ignore[arg-type] # floats do
        append_signature_field(writer, SigFieldSpec(ANSWER + party, on_page=page))
    return _written(writer)


def with_note(document: bytes, asked: SigningAsked) -> bytes:
    """Return a document in which words stand in the place of a party that does not sign."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - an extra

    writer = writer_on(document)
    field = _field(writer, NOTE + asked.signatory.party)
    if field is None:
        return document
    left, below, right, above = (float(each) for each in field["/Rect"])
    stamp = stamp_page(asked.lines, right - left, above - below, silent=True)
    field["/V"] = generic.pdf_string("\n".join(asked.lines))
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): imported(writer, stamp)})
    writer.update_container(field)
    return _written(writer)


def imported(writer: IncrementalPdfFileWriter, page: bytes) -> Any:  # noqa: ANN401 - an object of pyHanko
    """Return a page of PDF as a form to be drawn, put into another document."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra

    return writer.import_page_as_xobject(PdfFileReader(BytesIO(page)), page_ix=0)


def _add_note(writer: IncrementalPdfFileWriter, party: str, page: int, box: tuple[float, float, float, float]) -> None:
    """Add a field of text, empty, below the signature that may come to lie on it."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - an extra
    from pyhanko.pdf_utils.generic import pdf_name  # noqa: PLC0415 - an extra

    left, below, right, above = box
    empty = generic.StreamObject(stream_data=b"")
    size = [generic.FloatObject(each) for each in (0, 0, right - left, above - below)]
    empty.update({pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form")})
    empty.update({pdf_name("/BBox"): generic.ArrayObject(size), pdf_name("/Resources"): generic.DictionaryObject()})
    page_ref = writer.find_page_for_modification(page)[0]
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(NOTE + party),
            pdf_name("/F"): generic.NumberObject(4),  # printed
            pdf_name("/Ff"): generic.NumberObject(1 | 1 << 12),  # read only, several lines
            pdf_name("/V"): generic.pdf_string(""),
            pdf_name("/Rect"): generic.ArrayObject([generic.FloatObject(each) for each in box]),
            pdf_name("/P"): page_ref,
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(empty)}),
            pdf_name("/DA"): generic.pdf_string("/Helv 8 Tf 0 g"),
        }
    )
    reference = writer.add_object(field)
    form = writer.root["/AcroForm"]
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])
    writer.register_annotation(page_ref, reference)


def _field(writer: IncrementalPdfFileWriter, name: str) -> Any:  # noqa: ANN401 - an object of pyHanko
    """Return a field by its name; None where there is none."""
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field.get("/T") == name:
            return field
    return None


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
