"""Records described: the JSON schema of a file, for editors and for the reference of keys."""

from __future__ import annotations

from typing import Any

from tradetalks.inputs.reader import JsonSchema
from tradetalks.inputs.record import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: type) -> JsonSchema:
    """The JSON schema of a record as files write it.

    Args:
        kind: a record.

    Returns:
        A schema of the dialect 2020-12. Numbers have a ``unit`` too, and labels say of what they are ``names``.
    """
    found: JsonSchema = adapter(kind).json_schema(by_alias=True)
    return {"$schema": DIALECT, **_tidy(found)}


def _tidy(node: Any) -> Any:
    """The schema without what means nothing in a file: titles made of names, missing values, docstrings for Python."""
    if isinstance(node, list):
        return [_tidy(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and "properties" in node:
        node = _tidy_record(node)
    found = {}
    for key, part in node.items():
        if key in ("properties", "$defs"):
            found[key] = {name: _tidy(inner) for name, inner in part.items()}
        elif key == "anyOf":
            found |= _alternatives(part)
        elif key == "default":
            if part not in (None, "", [], {}) and not (node.get("type") == "string" and not isinstance(part, str)):
                found[key] = part
        elif key != "title":
            found[key] = _tidy(part)
    return found


def _tidy_record(node: JsonSchema) -> JsonSchema:
    """A record with the first paragraph of its docstring, and no default where a key is required."""
    required = node.get("required", [])
    properties = {
        name: {key: part for key, part in inner.items() if key != "default" or name not in required}
        for name, inner in node["properties"].items()
    }
    found = node | {"properties": properties}
    if "description" in node:
        found["description"] = node["description"].split("\n\n")[0].replace("``", "`")
    return found


def _alternatives(parts: list[JsonSchema]) -> JsonSchema:
    """What may be written; a single alternative stands for itself. A file has no missing value: the key is left out."""
    written = [_tidy(part) for part in parts if part.get("type") != "null"]
    if len(written) == 1:
        only: JsonSchema = written[0]
        return only
    return {"anyOf": written}
