"""The feature files and events of cloudevents/conformance, sent to a real server as they stand."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from tests.service.api.serving import Served, bearer

CONFORMANCE = Path(__file__).parents[1] / "conformance"
FEATURE = (CONFORMANCE / "features" / "http-protocol-binding.feature").read_text(encoding="utf-8")
BLOCK = re.compile(r'"""\n(.*?)"""', re.DOTALL)


class Scenario(NamedTuple):
    """A request as a feature file writes it, and what it says of the event."""

    name: str
    request: str
    attributes: dict[str, str]
    data: Any


def scenarios() -> Iterator[Scenario]:
    """Yield each example of each outline."""
    for outline in FEATURE.split("Scenario Outline:")[1:]:
        steps, _, examples = outline.partition("Examples:")
        for kind in [row.strip().strip("|").strip() for row in examples.strip().splitlines()[1:]]:
            filled = steps.replace("<contentType>", kind)
            request, data = (dedent(block) for block in BLOCK.findall(filled))
            table = filled.partition("attributes are:")[2].partition("And the data")[0]
            rows = [
                [cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()
            ]
            yield Scenario(filled.splitlines()[0].strip(), request, dict(rows[1:]), json.loads(data))


def sent(served: Served, written: str) -> dict[str, Any]:
    """Send a request as it is written, to the path that takes events, with a key and the length its body has here."""
    head, _, body = written.rstrip("\n").partition("\n\n")
    lines = [line for line in head.splitlines()[1:] if not line.lower().startswith(("content-length", "host"))]
    lines += [f"Content-Length: {len(body.encode())}", "Host: x", f"Authorization: Bearer {served.key}"]
    whole = "\r\n".join(["POST /v1/events HTTP/1.1", *lines, "Connection: close", "", ""]).encode() + body.encode()
    with socket.create_connection(served.address, timeout=20) as connection:
        connection.sendall(whole)
        found = b""
        while part := connection.recv(65536):
            found += part
    status, _, rest = found.partition(b"\r\n")
    assert status == b"HTTP/1.1 200 OK", found
    told: dict[str, Any] = json.loads(rest.partition(b"\r\n\r\n")[2])["results"][0]
    return told


@pytest.mark.parametrize("scenario", list(scenarios()), ids=lambda each: each.name)
def test_a_scenario_of_the_http_binding_holds(served: Served, scenario: Scenario) -> None:
    result = sent(served, scenario.request)
    assert result["outcome"] == "ignored"
    kept = served.get(f"/v1/events/{result['receipt']}").json()["event"]
    # The charset of a body in binary mode is told by the transport; what is kept is UTF-8 always.
    wanted = {**scenario.attributes, "datacontenttype": "application/json"}
    assert {name: value for name, value in kept.items() if name != "data"} == wanted
    assert kept["data"] == scenario.data


def test_the_feature_holds_two_outlines_of_two_examples() -> None:
    assert len(list(scenarios())) == 4


def events_of(name: str) -> list[dict[str, Any]]:
    text = (CONFORMANCE / "yaml" / f"{name}.yaml").read_text(encoding="utf-8")
    return [each for each in yaml.load_all(text, yaml.BaseLoader) if each]


def told(served: Served, written: dict[str, Any]) -> httpx.Response:
    """Send an event of the conformance tool in the mode it names, as the tool does."""
    attributes = dict(written["ContextAttributes"])
    extensions = {name: value.strip() for name, value in attributes.pop("Extensions", {}).items()}
    media = attributes.pop("datacontenttype", "application/json")
    if written.get("Mode") == "structured":
        event = {**attributes, **extensions, "datacontenttype": media, "data": json.loads(written["Data"])}
        return served.post(event)
    headers = {f"ce-{name}": value.replace('"', "%22") for name, value in {**attributes, **extensions}.items()}
    headers |= {"content-type": media, **bearer(served.key), **written.get("TransportExtensions", {})}
    return served.client.post("/v1/events", content=written["Data"].strip().encode(), headers=headers)


@pytest.mark.parametrize("name", ["v1", "v1_minimum"])
def test_events_of_version_1_are_stored_with_all_they_say(served: Served, name: str) -> None:
    for written in events_of(name):
        answer = told(served, written)
        assert answer.status_code == 200, answer.text
        kept = served.get(f"/v1/events/{answer.json()['results'][0]['receipt']}").json()["event"]
        data, media = written["Data"].strip(), kept["datacontenttype"]
        assert kept["data"] == (json.loads(data) if media == "application/json" else data)
        for attribute, value in written["ContextAttributes"].get("Extensions", {}).items():
            assert kept[attribute] == value.strip()


@pytest.mark.parametrize("name", ["v03", "v03_minimum"])
def test_events_of_version_0_3_are_refused(served: Served, name: str) -> None:
    for written in events_of(name):
        answer = told(served, written)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/specversion"
