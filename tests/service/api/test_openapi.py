"""The description of the API: valid, whole, and what the server does."""

from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from handover_policy.app.library import load_schemas
from handover_policy.texts.texts import texts
from handover_policy.web.api import ROUTES
from handover_policy.web.describing.openapi import openapi
from tests.service.api.serving import Served, salesman


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_description_is_valid_openapi(language: str) -> None:
    validate(openapi(load_schemas(), texts(language)))


def test_every_route_is_described_and_nothing_else() -> None:
    described = openapi(load_schemas(), texts("en"))["paths"]
    routes = {(route.path, (set(route.methods or ()) - {"HEAD"}).pop().lower()) for route in ROUTES}
    assert {(path, method) for path, methods in described.items() for method in methods} == routes


def test_the_description_is_served_in_the_reader_s_language(shared: Served) -> None:
    english = shared.client.get("/v1/openapi.json").json()
    chinese = shared.client.get("/v1/openapi.json", headers={"accept-language": "zh"}).json()
    assert english["paths"]["/v1/cases"]["get"]["summary"] == "Cases in short"
    assert chinese["paths"]["/v1/cases"]["get"]["summary"] == "案件概要"
    assert "://" not in str(english).replace("https://json-schema.org/draft/2020-12/schema", "")


def test_every_answer_has_the_shape_that_is_described(served: Served) -> None:
    described = served.client.get("/v1/openapi.json").json()

    def fits(name: str, answer: Any) -> None:
        shape = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        jsonschema_rs.Draft202012Validator(shape).validate(answer)

    results = served.tell(*salesman())
    fits("results", {"results": results})
    case = "/v1/cases/E1001/1"
    for name, path in (
        ("told", f"/v1/events/{results[5]['receipt']}"),
        ("feed", "/v1/decisions?limit=1000"),
        ("cases", "/v1/cases"),
        ("case", case),
        ("history", f"{case}/history?limit=500"),
        ("tasks", "/v1/tasks?state=done"),
        ("gates", "/v1/gates?control=severance&employee=E1001"),
        ("gates", "/v1/gates?control=custom.car&employee=E1001"),
        ("health", "/healthz"),
        ("readiness", "/readyz"),
        ("problem", "/v1/nothing"),
    ):
        fits(name, served.get(path).json())
