"""What somebody signs on joining becomes a PDF: the text as it was shown, and nothing else."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from pathlib import Path

from handover_policy.app.portal.own.agreements import digest_of, signed_files
from handover_policy.ledger.files.versions import versions_at
from handover_policy.ledger.files.whose import whose_at
from tests.evidence.signing.signed import stage
from tests.evidence.signing.test_sheets import event
from tests.service.ledger.playing import COMPANY

HIRED = {"name": "王晓敏", "role": "sales", "stage": "regular", "hired_on": "2026-01-05"}


def test_the_text_that_was_shown_is_signed_and_another_one_is_not(tmp_path: Path) -> None:
    with stage(tmp_path) as here:
        watch = here.watch()
        policy = here.company.run.books.zone_owner
        clauses = [each for each in policy.clauses if each.sign == "onboarding"][:2]
        shown = {"clauses": [each.id for each in clauses], "policy_version": policy.manifest.version, "method": "click"}
        here.tell(
            [
                event("h", "employee.hired", "2026-01-05T09:00:00+08:00", **HIRED),
                event("x", "agreement.signed", "2026-01-05T10:00:00+08:00", **shown, sha256="0" * 64),
                event("s", "agreement.signed", "2026-01-05T11:00:00+08:00", **shown, sha256=digest_of(policy, clauses)),
            ]
        )
        assert watch.look(here.company) == 1
        assert watch.look(here.company) == 0
        with here.engine.connect() as connection:
            ((position, row),) = signed_files(connection, COMPANY, "E1001").items()
            (kept,) = versions_at(connection, COMPANY, "agreement:E1001")
        assert (row["event"], row["case"], row["content"]) == (position, None, digest_of(policy, clauses))
        assert (kept.file.sha256, kept.name) == (row["sha256"], "agreement.pdf")
        assert whose_at("agreement:E1001") == ("E1001", None)
        document = here.file(row["sha256"])
        found = here.signer(watch).verify(document)
        assert found.holds
        assert [each.person for each in found.signatures] == ["", "E1001"]
        assert hashlib.sha256(_attached(document)).hexdigest() == digest_of(policy, clauses)


def _attached(document: bytes) -> bytes:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - an extra

    root = PdfFileReader(BytesIO(document), strict=False).root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert re.search(r"agreement\.json", str(names[1]["/UF"]))
    return bytes(names[1]["/EF"]["/F"].data)
