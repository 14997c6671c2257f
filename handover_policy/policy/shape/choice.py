"""Choice of shapes: of several that a value may have, the errors of the one that was most likely meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


def meant_errors(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Yield errors, with a choice of shapes replaced by the errors of the shape that was most likely meant."""
    for error in errors:
        if error.validator not in {"anyOf", "oneOf"} or not error.context:
            yield error
            continue
        branches: dict[object, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = {name: branch for name, branch in branches.items() if not _wants_rows(branch, error.instance)}
        branches = meant or branches
        types = [_types_asked(branch) for branch in branches.values()]
        if all(types):
            yield _of_no_type(error, [each for branch in types for each in branch])
            continue
        likeliest: list[ValidationError] = min(branches.values(), key=_unlikeliness)
        yield from meant_errors(likeliest)


def _types_asked(branch: Iterable[ValidationError]) -> list[str]:
    """Return the types one of which a branch asks of the value, where the value is none."""
    return [str(error.validator_value) for error in branch if error.validator == "type" and not error.path]


def _wants_rows(branch: Iterable[ValidationError], instance: object) -> bool:
    """Return whether a branch asks for a list of mappings, and the value is a list in which there is none."""
    wrong = [error for error in branch if error.validator == "type" and error.validator_value == "object"]
    rows = instance if isinstance(instance, list) else []
    return bool(rows) and len([error for error in wrong if len(error.path) == 1]) == len(rows)


def _of_no_type(error: ValidationError, types: list[str]) -> ValidationError:
    """Return the error of a value that is of none of the types that a choice of shapes offers."""
    return type(error)(
        "",
        validator="type",
        path=error.path,
        validator_value=types,
        instance=error.instance,
        schema=error.schema,
        schema_path=error.schema_path,
        parent=error.parent,
    )


def _unlikeliness(errors: Iterable[ValidationError]) -> tuple[bool, bool, int]:
    """Rank a branch: one for another type was not meant, nor one for another `kind`."""
    errors = tuple(errors)
    of_itself = [error for error in errors if not error.path]
    wrong_kind = any(list(error.path) == ["kind"] for error in errors)
    return any(error.validator == "type" for error in of_itself), wrong_kind, len(errors)
