"""The settings of the service: read as they are written, every slip with its place, no secret ever told."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from handover_policy.app.library import load_schemas
from handover_policy.app.serving.settings import (
    CodeSettings,
    EncryptionSettings,
    GitPlace,
    TimestampSettings,
    embedded,
)
from handover_policy.app.serving.settings_file.read import (
    NOT_YET_OF_COMPANIES,
    SettingsRead,
    read_settings,
)
from handover_policy.archive.s3 import S3Place
from handover_policy.findings.catalogue import remedy, sentence
from handover_policy.sources.service_files import is_settings_file
from handover_policy.texts.texts import languages

SCHEMAS = load_schemas()
MODELINE = "# yaml-language-server: $schema=../schemas/service.schema.json\n"
COMPANIES = "companies:\n  - id: acme\n"
NOTHING: Mapping[str, str] = {}


def reading(place: Path, text: str, environment: Mapping[str, str] = NOTHING, data: Path | None = None) -> SettingsRead:
    file = place / "service.yaml"
    file.write_text(MODELINE + text, encoding="utf-8")
    return read_settings(file, SCHEMAS, environment, data)


def told(read: SettingsRead) -> list[tuple[str, str, str]]:
    """Return what is found; that each can be said, cause and remedy, is seen beside it."""
    for each, language in product(read.findings, languages()):
        assert sentence(each, language)
        assert remedy(each, language)
    return [(each.code, each.subject, f"{each.location.line}:{each.location.column}") for each in read.findings]


def test_without_a_word_a_company_has_the_set_that_ships_and_sqlite_beside_the_file(tmp_path: Path) -> None:
    settings = reading(tmp_path, f"kind: service\n{COMPANIES}").settings
    assert settings is not None
    assert (settings.data, settings.database) == (
        tmp_path / "handover-data",
        f"sqlite:///{tmp_path}/handover-data/handover.db",
    )
    assert [(each.id, each.policy, each.hr) for each in settings.companies] == [("acme", ("builtin:default",), ())]


def test_folders_and_databases_are_looked_for_from_the_file(tmp_path: Path) -> None:
    text = (
        "kind: service\ndatabase: sqlite:///kept/x.db\ncompanies:\n  - id: acme\n"
        "    policy: [policies/2025, {git: repo, ref: v2, path: /policies/acme/}, {git: 'https://h/r.git'}]\n"
    )
    settings = reading(tmp_path, text).settings
    assert settings is not None
    assert (settings.data, settings.database) == (tmp_path / "kept", f"sqlite:///{tmp_path}/kept/x.db")
    assert settings.companies[0].policy == (
        f"{tmp_path}/policies/2025",
        GitPlace(repository=f"{tmp_path}/repo", ref="v2", path="policies/acme"),
        GitPlace(repository="https://h/r.git"),
    )


def test_a_data_folder_that_was_asked_for_counts_before_the_one_that_is_written(tmp_path: Path) -> None:
    settings = reading(tmp_path, f"kind: service\ndata: there\n{COMPANIES}", data=tmp_path / "here").settings
    assert settings is not None
    assert (settings.data, settings.database) == (tmp_path / "here", f"sqlite:///{tmp_path}/here/handover.db")
    assert embedded(tmp_path / "here").database == settings.database


def test_files_are_encrypted_where_a_key_is_named_and_the_installation_s_own_may_come_later(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("o" * 32)

    def keys(written: str) -> EncryptionSettings | None:
        settings = reading(tmp_path, f"kind: service\n{written}{COMPANIES}", environment={"K": "k" * 32}).settings
        assert settings is not None
        return settings.encryption

    assert keys("") is None
    written = "encryption: {key: '${ENV:K}', older_keys: ['${FILE:old}']}\n"
    assert keys(written) == EncryptionSettings(keys=("k" * 32, "o" * 32))
    assert keys("encryption: {key: '${FILE:handover-data/keys/envelope}'}\n") == EncryptionSettings(keys=("",))
    for wrong, code in (("short", "secret-short"), ("${FILE:gone}", "secret-file-missing")):
        read = reading(tmp_path, f"kind: service\nencryption: {{key: '{wrong}'}}\n{COMPANIES}")
        assert [each for each, _, _ in told(read)] == [code]
    read = reading(tmp_path, f"kind: service\nencryption: {{key: '${{FILE:other/keys/envelope}}'}}\n{COMPANIES}")
    assert [each for each, _, _ in told(read)] == ["secret-file-missing"]


def test_files_are_kept_in_a_bucket_that_is_named_by_its_address_or_with_how_it_is_reached(tmp_path: Path) -> None:
    for written, wanted in (
        ("s3://bucket/a/b", S3Place(bucket="bucket", prefix="a/b")),
        (
            "{url: 's3://bucket', endpoint: 'http://s3:9000', region: r, access_key_id: i, secret_access_key: k}",
            S3Place(
                bucket="bucket",
                endpoint="http://s3:9000",
                region="r",
                access_key_id="i",
                secret_access_key="k",  # noqa: S106 - no secret
            ),
        ),
    ):
        settings = reading(tmp_path, f"kind: service\nblobs: {written}\n{COMPANIES}").settings
        assert settings is not None
        assert settings.blobs == wanted
        assert "secret_access_key" not in repr(settings.blobs)
    for wrong in ("ftp://x/y", "s3://", "{url: folder}"):
        assert [each for each, _, _ in told(reading(tmp_path, f"kind: service\nblobs: {wrong}\n{COMPANIES}"))] == [
            "address-unfit"
        ]


@pytest.mark.parametrize("told", ["localhost:3310", "10.0.0.7:1", "[::1]:65535"])
def test_a_scanner_is_where_its_address_says(told: str, tmp_path: Path) -> None:
    settings = reading(tmp_path, f"kind: service\nscanner: {{clamd: '{told}'}}\n{COMPANIES}").settings
    assert settings is not None
    assert settings.scanner is not None
    host, _, port = told.rpartition(":")
    assert (settings.scanner.host, settings.scanner.port) == (host.strip("[]"), int(port))


@pytest.mark.parametrize("wrong", ["localhost", "localhost:0", "localhost:65536", "a b:3310", "/run/clamd.sock:1"])
def test_a_scanner_s_address_that_is_none_is_an_error(wrong: str, tmp_path: Path) -> None:
    read = reading(tmp_path, f"kind: service\nscanner: {{clamd: '{wrong}'}}\n{COMPANIES}")
    assert told(read) == [("address-unfit", "scanner.clamd", "3:18")]
    assert read.settings is None


def test_without_a_scanner_there_is_none(tmp_path: Path) -> None:
    for scanner in ("", "scanner: {}\n"):
        settings = reading(tmp_path, f"kind: service\n{scanner}{COMPANIES}").settings
        assert settings is not None
        assert settings.scanner is None


def test_an_authority_that_stamps_is_where_its_address_says(tmp_path: Path) -> None:
    written = "    timestamps: {url: 'https://tsa.example.com/tsr', ca: tsa.pem}\n"
    settings = reading(tmp_path, f"kind: service\n{COMPANIES}{written}").settings
    assert settings is not None
    wanted = TimestampSettings(url="https://tsa.example.com/tsr", ca=tmp_path / "tsa.pem")
    assert settings.companies[0].timestamps == wanted
    assert settings.companies[0].checkpoints_to == ()
    kept = reading(tmp_path, f"kind: service\n{COMPANIES}    evidence: {{checkpoints_to: [a@b.example]}}\n").settings
    assert kept is not None
    assert kept.companies[0].checkpoints_to == ("a@b.example",)
    wrong = reading(tmp_path, f"kind: service\n{COMPANIES}    timestamps: {{url: 'tsa.example.com'}}\n")
    assert told(wrong) == [("address-unfit", "timestamps.url", "5:23")]
    broken = reading(tmp_path, f"kind: service\n{COMPANIES}    timestamps: {{url: '${{ENV:NONE}}'}}\n")
    assert [code for code, _, _ in told(broken)] == ["variable-missing"]


@pytest.mark.parametrize("key", NOT_YET_OF_COMPANIES)
def test_such_a_key_of_a_company_is_an_error_where_it_stands(key: str, tmp_path: Path) -> None:
    values = {
        "signing": "{kind: local}",
        "sign_in": "[{kind: oidc, issuer: x, client_id: x, client_secret: x}]",
    }
    read = reading(tmp_path, f"kind: service\n{COMPANIES}    {key}: {values[key]}\n")
    assert told(read) == [("setting-not-yet", key, "5:5")]


def test_files_are_kept_in_a_folder_and_only_kinds_that_are_known_are_named(tmp_path: Path) -> None:
    plain = reading(tmp_path, f"kind: service\n{COMPANIES}").settings
    assert plain is not None
    assert (plain.files, plain.uploads.max_mb) == (tmp_path / "handover-data" / "blobs", 200)
    told_of = reading(tmp_path, f"kind: service\nblobs: kept/b\nuploads: {{max_mb: 5, types: [jpg, pdf]}}\n{COMPANIES}")
    assert told_of.settings is not None
    assert told_of.settings.files == tmp_path / "kept" / "b"
    assert (told_of.settings.uploads.max_mb, told_of.settings.uploads.types) == (5, ("jpg", "pdf"))
    wrong = reading(tmp_path, f"kind: service\nuploads: {{max_mb: 0, types: [exe]}}\n{COMPANIES}")
    assert [each[2] for each in told(wrong)] == ["3:19", "3:30"]
    assert wrong.settings is None
    strict = reading(tmp_path, f"kind: service\n{COMPANIES}    evidence: {{must_be_stored: true}}\n").settings
    assert strict is not None
    assert strict.companies[0].evidence_stored
    assert not plain.companies[0].evidence_stored


def test_codes_are_asked_for_where_the_settings_say_so(tmp_path: Path) -> None:
    asked = reading(tmp_path, f"kind: service\n{COMPANIES}    codes: {{sheet: true}}\n").settings
    silent = reading(tmp_path, f"kind: service\n{COMPANIES}").settings
    assert asked is not None
    assert silent is not None
    assert [each.companies[0].codes for each in (asked, silent)] == [CodeSettings(sheet=True), CodeSettings()]


def test_placeholders_are_filled_within_texts_from_environment_and_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("p#ss\n", encoding="utf-8")
    text = "kind: service\ndatabase: postgresql://u:${FILE:secret}@${ENV:HOST}/x\npublic_url: ${ENV:URL}\n" + COMPANIES
    settings = reading(tmp_path, text, {"HOST": "db", "URL": "https://h/"}).settings
    assert settings is not None
    assert (settings.database, settings.public_url) == ("postgresql://u:p#ss@db/x", "https://h")
    assert "p#ss" not in repr(settings)


@pytest.mark.parametrize(
    ("written", "environment", "finding"),
    [
        ("${ENV:NOWHERE}", NOTHING, ("variable-missing", "NOWHERE")),
        ("${ENV:EMPTY}", {"EMPTY": ""}, ("variable-missing", "EMPTY")),
        ("${FILE:none}", NOTHING, ("secret-file-missing", "none")),
        ("${FILE:.}", NOTHING, ("secret-file-missing", ".")),
        ("${FILE:large}", NOTHING, ("secret-file-missing", "large")),
        ("${FILE:bytes}", NOTHING, ("secret-file-missing", "bytes")),
        ("${env:X}", {"X": "x"}, ("placeholder-unknown", "${env:X}")),
        ("${X}", {"X": "x"}, ("placeholder-unknown", "${X}")),
        ("${ENV:}", NOTHING, ("placeholder-unknown", "${ENV:}")),
        ("${ENV:X", {"X": "x"}, ("placeholder-unknown", "${")),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_an_error(
    written: str, environment: Mapping[str, str], finding: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "large").write_bytes(b"x" * 70_000)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    read = reading(tmp_path, f"kind: service\ndatabase: '{written}'\n{COMPANIES}", environment)
    assert told(read) == [(*finding, "3:11")]


def test_what_was_filled_in_is_told_in_no_finding(tmp_path: Path) -> None:
    text = "kind: service\ndatabase: ${ENV:DB}\npublic_url: ${ENV:URL}\n" + COMPANIES
    read = reading(tmp_path, text, {"DB": "mysql://u:hunter2@h/x", "URL": "hunter2"})
    assert told(read) == [("address-unfit", "database", "3:11"), ("address-unfit", "public_url", "4:13")]
    assert "hunter2" not in repr(read.findings)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("kind: service\n", ("missing-key", "companies", "2:1")),
        ("kind: service\ncompanies: []\n", ("empty", "companies", "3:12")),
        (f"kind: service\ndatabse: x\n{COMPANIES}", ("unknown-key", "databse", "3:1")),
        (f"kind: service\n{COMPANIES}  - id: acme\n", ("company-twice", "acme", "5:9")),
        (f"kind: service\npublic_url: handover\n{COMPANIES}", ("bad-form", "handover", "3:13")),
        (f"kind: service\ndatabase: sqlite://\n{COMPANIES}", ("address-unfit", "database", "3:11")),
        (f"kind: service\ndatabase: postgresql://u:p@h:5x/d\n{COMPANIES}", ("address-unfit", "database", "3:11")),
        (f"kind: service\ndatabase: postgresql://u:p@ss@h/d\n{COMPANIES}", ("address-unfit", "database", "3:11")),
        (f"kind: service\n{COMPANIES}    hr: U-HR\n", ("wrong-type", "hr", "5:9")),
        ("kind: polcy\n", ("unknown-kind", "polcy", "2:7")),
    ],
)
def test_every_slip_has_its_place(text: str, finding: tuple[str, str, str], tmp_path: Path) -> None:
    read = reading(tmp_path, text)
    assert told(read) == [finding]
    assert read.settings is None


def test_contacts_that_are_no_employees_are_read_with_their_addresses(tmp_path: Path) -> None:
    text = (
        f"kind: service\n{COMPANIES}    hr: [U-HR]\n    auditors: [U-AUD]\n"
        "    people: {U-ADM: {name: 行政部, language: zh-CN, addresses: {email: adm@acme.example}}}\n"
    )
    settings = reading(tmp_path, text).settings
    assert settings is not None
    (company,) = settings.companies
    contact = company.people["U-ADM"]
    assert (company.hr, company.auditors) == (("U-HR",), ("U-AUD",))
    assert (contact.name, contact.language, contact.addresses) == ("行政部", "zh-CN", {"email": "adm@acme.example"})


def test_a_settings_file_is_known_by_its_kind(tmp_path: Path) -> None:
    for text, is_one in [("kind: service\n", True), ("# x\n'kind': \"service\"\n", True), ("kind: policy\n", False)]:
        (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
        assert is_settings_file(tmp_path / "x.yaml") is is_one
    assert not is_settings_file(tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://handover:p/a:s#s@db:5432/handover?sslmode=require",
        "postgresql://db/handover",
        "postgresql+psycopg://u@[::1]:5432/d",
        "postgresql+psycopg://handover@/postgres?host=%2Ftmp%2Fsocket",
    ],
)
def test_addresses_of_servers_are_taken_as_they_are(address: str, tmp_path: Path) -> None:
    read = reading(tmp_path, f"kind: service\ndatabase: {address}\n{COMPANIES}")
    assert read.settings is not None
    assert read.settings.database == address
