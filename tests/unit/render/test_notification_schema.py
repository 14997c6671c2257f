"""schemas/notification.schema.json says what the compiler of notifications takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from handover_policy.model.words.channels import CHANNELS
from handover_policy.render.fitting import CHANNEL_SYNTAX
from handover_policy.render.views import VARIABLES
from tests.unit.render.departures import NOTIFICATIONS

SCHEMA = json.loads((NOTIFICATIONS.parent / "schemas" / "notification.schema.json").read_text("utf-8"))
DECLARATIONS = sorted(NOTIFICATIONS.glob("*/notification.yaml"))


def test_the_schema_names_the_channels_that_can_be_written() -> None:
    assert SCHEMA["properties"]["channels"]["items"]["enum"] == list(CHANNELS) == list(CHANNEL_SYNTAX)


def test_the_schema_names_the_variables_there_are() -> None:
    assert SCHEMA["properties"]["variables"]["items"]["enum"] == list(VARIABLES)


@pytest.mark.parametrize("place", DECLARATIONS, ids=lambda place: place.parent.name)
def test_a_shipped_declaration_follows_the_schema(place: Path) -> None:
    validator = Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(yaml.safe_load(place.read_text("utf-8")))) == []
    assert not validator.is_valid({**yaml.safe_load(place.read_text("utf-8")), "chanels": []})
