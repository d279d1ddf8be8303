#!/usr/bin/env bash
# Version: PyPI google-genai 3.6.1, llama-index-tools-mcp 0.6.0
# Behaviour: PyPI google-genai 3.6.1 and llama-index-tools-mcp 0.6.0, given a tool whose argument has the schema of the whole, {"$ref": "#"}, as zod and
# others write recursive objects: google-genai raises KeyError and takes no tool of the server. llama-index makes a model in which the argument may
# be nothing but null, so that a model that uses it can never give it; for the same tree by way of $defs it raises RecursionError.
#
# Output seen:
#   google-genai, "#": KeyError
#   llama-index-tools-mcp, "#": child is null
#   llama-index-tools-mcp, $defs: RecursionError
#
# This package warns of recursive schemas at synthesis (rule recursiveReference in docs/portability.md).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check google-genai==3.6.1 llama-index-tools-mcp==0.6.0 mcp==2.3.0
cat > trial.py <<'PYTHON'
import copy

from google.genai import _mcp_utils
from llama_index.tools.mcp import McpToolSpec
from mcp.types import Tool

ROOT = {"type": "object", "properties": {"child": {"$ref": "#"}}}
DEFINITION = {
    "type": "object",
    "properties": {"child": {"$ref": "#/$defs/Node"}},
    "required": ["child"],
    "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
}


def google(schema):
    _mcp_utils.mcp_to_gemini_tool(Tool(name="trial", input_schema=schema))
    return "taken"


def llama(schema):
    model = McpToolSpec(client=None).create_model_from_json_schema(schema)
    return "child is " + model.model_json_schema()["properties"]["child"]["type"]


for name, convert, place, schema in [
    ("google-genai", google, '"#"', ROOT),
    ("llama-index-tools-mcp", llama, '"#"', ROOT),
    ("llama-index-tools-mcp", llama, "$defs", DEFINITION),
]:
    try:
        result = convert(copy.deepcopy(schema))
    except Exception as error:
        result = type(error).__name__
    print(f"{name}, {place}: {result}")
PYTHON
seen=$(venv/bin/python -W ignore trial.py 2>/dev/null)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
google-genai, "#": KeyError
llama-index-tools-mcp, "#": child is null
llama-index-tools-mcp, $defs: RecursionError
SEEN
