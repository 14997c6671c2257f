"""preflight: PDF/A-1b as Apache PDFBox finds it, which is another hand than WeasyPrint's; one JVM for all files."""

from __future__ import annotations

import io
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from weasyprint.pdf.metadata import NS

JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
CLASSES = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
VALIDATOR = "org.apache.pdfbox.preflight.Validator_A1b"


def complaints(folder: Path, files: Mapping[str, bytes]) -> dict[str, Sequence[str]]:
    """Return by file what PDFBox has against it; nothing where it is valid."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    told = folder / "files"
    told.write_text("\n".join(files))
    command = ["java", "-cp", CLASSES, VALIDATOR, "xml", "group", told.name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a validator, of our own files
    found = ET.parse(folder / f"{told.name}.preflight.xml")  # noqa: S314 - the same
    return {
        str(each.get("name")): [str(error.findtext("details")) for error in each.iter("error")]
        + ([] if each.findtext("isValid") == "true" or each.findall(".//error") else ["invalid"])
        for each in found.iter("preflight")
    }


def as_1b(_: object, pdf: Any) -> None:
    """Turn into 1b what WeasyPrint is about to write: each name space told where it is used, fonts as PDF 1.4 has them.

    Their letters are the same: CFF within OpenType, which 3u may have, is taken out of its wrapping.
    """
    for each in pdf.objects:
        kind = getattr(each, "extra", {}).get("Subtype")
        if kind == "/XML":
            each.stream = [_told_where_used(b"\n".join(each.stream))]
        elif kind == "/OpenType":
            wrapped = TTFont(io.BytesIO(b"".join(each.stream)))
            each.stream, each.extra["Subtype"] = [wrapped.reader["CFF "]], "/CIDFontType0C"


def _told_where_used(packet: bytes) -> bytes:
    head, _, rest = packet.partition(b"<rdf:RDF")
    inner, _, foot = rest.partition(b"</rdf:RDF>")
    rdf = ET.fromstring(b"<rdf:RDF" + inner + b"</rdf:RDF>")  # noqa: S314 - what WeasyPrint wrote
    parts = b"".join(map(ET.tostring, rdf))
    return b"".join((head, f'<rdf:RDF xmlns:rdf="{NS["rdf"]}">'.encode(), parts, b"</rdf:RDF>", foot))
