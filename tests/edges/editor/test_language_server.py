"""What an author's editor shows: the real yaml-language-server, offline, on a set with our modelines."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parents[3]
SERVER = Path(sys.prefix) / "editor" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
Json = dict[str, Any]


class Editor:
    """An editor that speaks the Language Server Protocol over the server's standard streams."""

    def __init__(self, place: Path, told: IO[bytes], heard: IO[bytes]) -> None:
        self._place, self._told, self._heard = place, told, heard
        self._number = 0
        self.diagnostics: dict[str, list[Json]] = {}
        uri = place.as_uri()
        self.ask("initialize", {"processId": None, "rootUri": uri, "capabilities": {}, "workspaceFolders": None})
        self._send({"method": "initialized", "params": {}})
        settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._told.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self._told.flush()

    def _next(self) -> Json:
        length = 0
        while line := self._heard.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: Json = json.loads(self._heard.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:  # the server asks for settings it was told already
            answer = [None] * len(message.get("params", {}).get("items", [])) or None
            self._send({"id": message["id"], "result": answer})
        return message

    def ask(self, method: str, params: Json) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while (message := self._next()).get("id") != self._number or "method" in message:
            pass
        return message.get("result")

    def open(self, name: str, text: str) -> str:
        uri = (self._place / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def at(self, uri: str, text: str, mark: str) -> Json:
        """Return the place right behind a mark in a text."""
        before = text[: text.index(mark) + len(mark)]
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": uri}, "position": position}

    def told_of(self, uri: str) -> list[Json]:
        while uri not in self.diagnostics:
            self._next()
        return self.diagnostics[uri]


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "acme").mkdir()
    command = ["node", str(SERVER), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:  # noqa: S603 - pinned, see package.json
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield Editor(tmp_path / "acme", server.stdin, server.stdout)
        finally:
            server.kill()


def file(kind: str, text: str) -> str:
    return f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\nkind: {kind}\n{text}"


def test_inside_a_condition_facts_are_offered(editor: Editor) -> None:
    text = file(
        "gates", "gates:\n  - id: gate.x\n    title: 奖金\n    controls: handover_bonus\n    opens_when:\n      \n"
    )
    uri = editor.open("gates.yaml", text)
    offered = editor.ask("textDocument/completion", editor.at(uri, text, "opens_when:\n      "))
    labels = {item["label"] for item in offered["items"]}
    assert {"tasks.unfinished", "case.last_day_reached", "sheet.signed", "any"} <= labels


def test_a_hover_tells_in_chinese_what_a_key_means(editor: Editor) -> None:
    text = file(
        "tasks",
        "id: x\ntitle: 清单\ntasks:\n  - id: x.a\n    title: 移交\n    start: arrival\n    steps:\n"
        "      - {party: successor, do: 确认, accepted_after: 3 workdays}\n",
    )
    uri = editor.open("tasks.yaml", text)
    shown = editor.ask("textDocument/hover", editor.at(uri, text, "accepted_aft"))
    assert "接收方在此期间不回应即视为接收" in json.dumps(shown, ensure_ascii=False)


def test_a_misspelt_key_is_marked_where_it_stands(editor: Editor) -> None:
    text = file(
        "gates", "gates:\n  - id: gate.x\n    titel: 奖金\n    controls: handover_bonus\n    opens_when: {any: []}\n"
    )
    found = editor.told_of(editor.open("gates.yaml", text))
    assert any("titel" in each["message"] and each["range"]["start"]["line"] == 4 for each in found)


def test_ways_to_sign_in_are_offered_and_those_untried_say_so(editor: Editor) -> None:
    text = file("service", "companies:\n  - id: acme\n    sign_in:\n      - client_id: x\n        kind: \n")
    uri = editor.open("service.yaml", text)
    offered = editor.ask("textDocument/completion", editor.at(uri, text, "        kind: "))
    assert {item["label"] for item in offered["items"]} >= {"oidc", "dingtalk", "wecom", "feishu"}
    text = file("service", "companies:\n  - id: acme\n    sign_in:\n      - {kind: feishu, client_id: x}\n")
    uri = editor.open("other.yaml", text)
    shown = editor.ask("textDocument/hover", editor.at(uri, text, "kind: fei"))
    assert "untried" in json.dumps(shown, ensure_ascii=False)
    assert any("tenant_key" in each["message"] for each in editor.told_of(uri))


def test_the_keys_of_a_channel_are_those_of_its_kind(editor: Editor) -> None:
    text = file("service", "companies:\n  - id: acme\n    channels:\n      text:\n        kind: \n")
    uri = editor.open("service.yaml", text)
    offered = editor.ask("textDocument/completion", editor.at(uri, text, "        kind: "))
    assert {item["label"] for item in offered["items"]} >= {"aliyun_sms", "smtp", "dingtalk_work"}
    text = file(
        "service",
        "companies:\n  - id: acme\n    channels:\n      mail:\n        kind: smtp\n        hots: x\n        \n",
    )
    uri = editor.open("mail.yaml", text)
    offered = editor.ask("textDocument/completion", editor.at(uri, text, "hots: x\n        "))
    labels = {item["label"] for item in offered["items"]}
    assert {"host", "sender", "starttls"} <= labels
    assert not {"access_key_id", "agent_id"} & labels
    told = [each["message"] for each in editor.told_of(uri)]
    assert any("host" in each for each in told)
    assert any("hots" in each for each in told)
    text = file("service", "companies:\n  - id: acme\n    channels: {ding: {kind: dingtalk_robot, secret: x}}\n")
    uri = editor.open("ding.yaml", text)
    shown = editor.ask("textDocument/hover", editor.at(uri, text, "kind: dingtalk_ro"))
    assert "untried" in json.dumps(shown, ensure_ascii=False)
    shown = editor.ask("textDocument/hover", editor.at(uri, text, "secr"))
    assert "SEC" in json.dumps(shown, ensure_ascii=False)
