"""Code that generators make from the schemas: it compiles, its names are those of events and effects, it reads events.

`make long` runs these: quicktype and TypeScript from package.json, datamodel-code-generator in an environment of its
own, a JDK and Jackson of the system.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from handover_policy.model.words.event_types import EVENT_TYPES

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "schemas"
TOOLS = Path(sys.prefix) / "generators"
JACKSON = Path("/usr/share/java")
DEFINITIONS = "#/$defs/"

pytestmark = pytest.mark.long


def ran(*command: object, at: Path | None = None) -> str:
    done = subprocess.run([str(each) for each in command], cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def quicktype(schema: str, language: str, output: Path, *options: str) -> None:
    source = f"{SCHEMAS / schema}.schema.json{DEFINITIONS}"
    ran("node", TOOLS / "node_modules/.bin/quicktype", "-s", "schema", source, "-l", language, "-o", output, *options)


def python_models(schema: str, place: Path) -> Path:
    output = place / f"{schema}.py"
    options = ("--output-model-type", "pydantic_v2.BaseModel", "--collapse-root-models")
    source = ("--input", SCHEMAS / f"{schema}.schema.json", "--input-file-type", "jsonschema")
    naming = ("--naming-strategy", "parent-prefixed", "--disable-warnings")
    ran(TOOLS / "python/bin/datamodel-codegen", *source, "--output", output, *options, *naming)
    return output


def events_told() -> list[str]:
    return (ROOT / "examples" / "salesman.jsonl").read_text("utf-8").splitlines()


def decisions_told() -> list[str]:
    return ran(sys.executable, "-m", "handover_policy", "run", ROOT / "examples" / "salesman.jsonl").splitlines()


def class_names() -> set[str]:
    return {row.data.__name__ for row in EVENT_TYPES.values()}


def test_typescript_compiles_with_an_interface_an_event_and_an_effect(tmp_path: Path) -> None:
    for schema in ("events", "decision"):
        quicktype(schema, "typescript", tmp_path / f"{schema}.ts", "--just-types")
    told = (tmp_path / "events.ts").read_text("utf-8")
    assert {name for name in class_names() if f"export interface {name} {{" in told} == class_names()
    assert "export type CaseState = " in (tmp_path / "decision.ts").read_text("utf-8")
    event = next(line for line in events_told() if '"task.submitted"' in line)
    (tmp_path / "use.ts").write_text(
        'import { TaskSubmitted } from "./events";\nimport { Task, TaskState } from "./decision";\n'
        f"export const told: TaskSubmitted = {event};\n"
        "export const state = (task: Task): TaskState => task.state;\n",
        "utf-8",
    )
    ran("node", TOOLS / "node_modules/.bin/tsc", "--strict", "--noEmit", "use.ts", at=tmp_path)


def test_python_models_read_every_event_and_decision_of_the_example(tmp_path: Path) -> None:
    for schema in ("events", "decision"):
        python_models(schema, tmp_path)
    (tmp_path / "events.jsonl").write_text("\n".join(events_told()), "utf-8")
    (tmp_path / "decisions.jsonl").write_text("\n".join(decisions_told()), "utf-8")
    (tmp_path / "use.py").write_text(
        "import events, decision\n"
        "told = [events.AnyEvent.model_validate_json(line).root for line in open('events.jsonl')]\n"
        "made = [decision.Decision.model_validate_json(line) for line in open('decisions.jsonl')]\n"
        "print(sorted({type(each).__name__ for each in told}))\n"
        "print(sorted({type(effect).__name__ for each in made for effect in each.effects or ()}))\n",
        "utf-8",
    )
    told, made = ran(TOOLS / "python/bin/python", "use.py", at=tmp_path).splitlines()
    assert {"EmployeeHired", "ResignationSubmitted", "TaskSubmitted"} <= set(json.loads(told.replace("'", '"')))
    assert {"Case", "Task", "Gate", "Notice"} <= set(json.loads(made.replace("'", '"')))


def test_java_compiles_and_reads_an_event(tmp_path: Path) -> None:
    sources = tmp_path / "handover"
    sources.mkdir()
    quicktype("events", "java", sources / "Events.java", "--package", "handover")
    assert {name for name in class_names() if (sources / f"{name}.java").is_file()} == class_names()
    # Debian's Jackson says of its writers that they throw IOException, too.
    converter = sources / "Converter.java"
    text = converter.read_text("utf-8").replace("throws JsonProcessingException", "throws IOException")
    converter.write_text(text, "utf-8")
    (sources / "Use.java").write_text(
        "package handover;\n"
        "public class Use {\n"
        "    public static void main(String[] told) throws Exception {\n"
        "        ResignationSubmitted event = Converter.ResignationSubmittedFromJsonString(told[0]);\n"
        '        System.out.println(event.getSubject() + " " + event.getData().getForm());\n'
        "    }\n"
        "}\n",
        "utf-8",
    )
    jars = ":".join(str(JACKSON / f"jackson-{name}.jar") for name in ("annotations", "core", "databind"))
    ran("javac", "-encoding", "UTF-8", "-cp", jars, "-d", tmp_path / "out", *sources.glob("*.java"))
    event = next(line for line in events_told() if '"resignation.submitted"' in line)
    subject = json.loads(event)["subject"]
    told = ran("java", "-cp", f"{jars}:{tmp_path / 'out'}", "handover.Use", event)
    assert told.strip() == f"{subject} {json.loads(event)['data']['form'].upper()}"
