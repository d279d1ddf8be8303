#!/usr/bin/env bash
# Walks the whole API of a server as a client would: discovery from the 401 challenge, registration, token, initialize, tools,
# resources, prompts, server/discover, reading and deleting the client. Works on the local gateway and on any URL.
#
#   INITIAL_ACCESS_TOKEN=… scripts/test-api.sh https://…/prod        (or the MCP URL, …/mcp)
#
# TOOL and ARGUMENTS (JSON) choose the tool that is called; by default get_forecast, where the server has it.
# REVOCATION_SECONDS (default 45) is how long a token may outlive its client.
set -euo pipefail

fail_usage() { echo "test-api.sh: $1" >&2; exit 2; }
[ $# -eq 1 ] || fail_usage 'usage: INITIAL_ACCESS_TOKEN=… test-api.sh URL'
[ -n "${INITIAL_ACCESS_TOKEN:-}" ] || fail_usage 'INITIAL_ACCESS_TOKEN is not set: the secret of the output InitialAccessTokenSecretArn, or initialAccessToken of "npm start -- --json"'
for program in curl jq; do command -v "$program" >/dev/null || fail_usage "this script needs $program"; done

base=${1%/}
mcp_url=${base%/mcp}/mcp
tool=${TOOL:-get_forecast}
arguments=${ARGUMENTS:-'{"city":"Lisbon","days":2}'}
revocation_seconds=${REVOCATION_SECONDS:-45}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
body=$scratch/body
headers=$scratch/headers
passed=0
failed=0

# request METHOD URL [curl options]: leaves $status, $body and $headers.
request() {
  local method=$1 url=$2
  shift 2
  : >"$body" >"$headers"
  status=$(curl --silent --max-time 60 --request "$method" --output "$body" --dump-header "$headers" --write-out '%{http_code}' "$@" "$url") || status=000
}

# check NAME CONDITION…: runs the condition, and says what came of it.
check() {
  local name=$1
  shift
  if "$@" >/dev/null 2>&1; then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    if [ "$status" = 000 ]; then echo "FAIL  $name (no answer)"; else echo "FAIL  $name (status $status)"; fi
    head -c 600 "$body" | sed 's/^/      /'
    echo
  fi
}

# A step without which the rest means nothing.
require() {
  local before=$failed
  check "$@"
  [ "$failed" -eq "$before" ] || finish
}

finish() {
  echo
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}

is() { [ "$status" = "$1" ]; }
header() { tr -d '\r' <"$headers" | grep -i "^$1:" | tail -1 | cut -d: -f2- | sed 's/^ *//' || true; }
# The JSON of an answer, which may have come as an event stream.
answer() { if grep -q '^data:' "$body"; then sed -n 's/^data: *//p' "$body" | tail -1; else cat "$body"; fi; }
json() { answer | jq -e "$@" >/dev/null; }
value() { answer | jq -r "$1 // empty"; }

# rpc METHOD PARAMS: a request of the initialize era.
rpc_id=0
rpc() {
  rpc_id=$((rpc_id + 1))
  request POST "$mcp_url" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2025-11-25' --data-binary "$(jq -nc --argjson id "$rpc_id" --arg method "$1" --argjson params "$2" '{jsonrpc: "2.0", $id, $method, $params}')"
}

# modern METHOD PARAMS [curl options]: a request of 2026-07-28, which names its version itself.
modern() {
  local method=$1 params=$2
  shift 2
  rpc_id=$((rpc_id + 1))
  request POST "$mcp_url" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2026-07-28' -H "Mcp-Method: $method" "$@" \
    --data-binary "$(jq -nc --argjson id "$rpc_id" --arg method "$method" --argjson params "$params" '{jsonrpc: "2.0", $id, $method, params: ($params + {_meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": {name: "test-api", version: "1"}}})}')"
}

echo "Discovery: $mcp_url"
request POST "$mcp_url" -H 'Content-Type: application/json' --data-binary '{}'
require 'a request without a token gets 401' is 401
challenge=$(header www-authenticate)
metadata_url=$(sed -n 's/.*resource_metadata="\([^"]*\)".*/\1/p' <<<"$challenge")
require 'the challenge names the resource metadata' test -n "$metadata_url"
check 'pages of any origin can read the challenge' test "$(header access-control-allow-origin)" = '*'
request GET "$metadata_url"
require 'the resource metadata is there (RFC 9728)' is 200
check 'it names this resource' json --arg url "$mcp_url" '.resource == $url'
issuer=$(value '.authorization_servers[0]')
require 'it names an authorization server' test -n "$issuer"

origin=$(sed 's#^\(https\{0,1\}://[^/]*\).*#\1#' <<<"$issuer")
path=${issuer#"$origin"}
found=
# In the order in which clients try: RFC 8414, OpenID Connect with the path inserted, OpenID Connect with the path appended.
for candidate in "$origin/.well-known/oauth-authorization-server$path" "$origin/.well-known/openid-configuration$path" "$issuer/.well-known/openid-configuration"; do
  request GET "$candidate"
  if is 200 && json --arg issuer "$issuer" '.issuer == $issuer'; then
    found=$candidate
    break
  fi
done
require "the authorization server metadata is there (RFC 8414): $found" test -n "$found"
registration_endpoint=$(value '.registration_endpoint')
token_endpoint=$(value '.token_endpoint')
jwks_uri=$(value '.jwks_uri')
check 'PKCE with S256 is offered' json '.code_challenge_methods_supported | index("S256")'
request GET "$jwks_uri"
check 'the key set is there and holds no private key' json '.keys | type == "array" and all(has("d") | not)'
request GET "${mcp_url%/mcp}/no-such-route"
check 'an unknown route gets 404' is 404
request GET "$mcp_url" -H 'Accept: text/event-stream'
check 'GET without a token gets 401' is 401
check 'with the same challenge' test "$(header www-authenticate)" = "$challenge"
request GET "$mcp_url" -H 'Accept: text/html'
check 'a browser gets a page' is 200
for document in oauth-protected-resource oauth-authorization-server openid-configuration; do
  request GET "$mcp_url/.well-known/$document"
  check "$document is also below the MCP URL" is 200
done

echo
echo 'Registration and token'
registration='{"client_name":"test-api","grant_types":["client_credentials"],"response_types":[],"redirect_uris":[],"token_endpoint_auth_method":"client_secret_basic"}'
request POST "$registration_endpoint" -H 'Content-Type: application/json' --data-binary "$registration"
check 'a machine client without the initial access token is refused' test "${status:0:1}" = 4
request POST "$registration_endpoint" -H "Authorization: Bearer $INITIAL_ACCESS_TOKEN" -H 'Content-Type: application/json' --data-binary "$registration"
require 'a machine client registers (RFC 7591)' is 201
client_id=$(value .client_id)
client_secret=$(value .client_secret)
client_uri=$(value .registration_client_uri)
registration_token=$(value .registration_access_token)
require 'it gets an id, a secret and a registration access token' test -n "$client_id" -a -n "$client_secret" -a -n "$client_uri" -a -n "$registration_token"
request POST "$token_endpoint" -u "$client_id:wrong" -d grant_type=client_credentials -d "resource=$mcp_url"
check 'a wrong secret gets no token' is 401
request POST "$token_endpoint" -u "$client_id:$client_secret" -d grant_type=client_credentials -d "resource=$mcp_url"
require 'the client gets an access token' is 200
token=$(value .access_token)
require 'it is a bearer token' json '.token_type | ascii_downcase == "bearer"'
request GET "$mcp_url" -H "Authorization: Bearer $token" -H 'Accept: text/event-stream'
check 'GET gets 405: there is no stream to open' is 405
check 'the 405 says what is allowed' test "$(header allow)" = POST

echo
echo 'The initialize era'
rpc initialize '{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test-api","version":"1"}}'
require 'initialize' json '.result.protocolVersion == "2025-11-25"'
offers=$(value '.result.capabilities | keys | join(" ")')
request POST "$mcp_url" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
  -H 'MCP-Protocol-Version: 2025-11-25' --data-binary '{"jsonrpc":"2.0","method":"notifications/initialized"}'
check 'notifications/initialized is accepted' is 202
rpc tools/list '{}'
check 'tools/list' json '.result.tools | type == "array"'
has_tool=$(answer | jq -r --arg tool "$tool" '[.result.tools[]? | select(.name == $tool)] | length')
if [ "$has_tool" = 1 ]; then
  rpc tools/call "$(jq -nc --arg name "$tool" --argjson arguments "$arguments" '{$name, $arguments}')"
  check "tools/call $tool" json '.result.content | length > 0'
  check "$tool did not fail" json '.result.isError != true'
  rpc tools/call "$(jq -nc --arg name "$tool" '{$name, arguments: {no_such_argument: 1}}')"
  check "wrong arguments are explained to the model" json '.result.isError == true'
else
  echo "-     tools/call: the server has no tool \"$tool\"; name one with TOOL and ARGUMENTS"
fi
rpc tools/call '{"name":"no_such_tool","arguments":{}}'
check 'an unknown tool is an error' json '.error.code == -32602 or .result.isError == true'
if [[ " $offers " == *' resources '* ]]; then
  rpc resources/list '{}'
  check 'resources/list' json '.result.resources | type == "array"'
  uri=$(value '.result.resources[0].uri')
  if [ -n "$uri" ]; then
    rpc resources/read "$(jq -nc --arg uri "$uri" '{$uri}')"
    check "resources/read $uri" json --arg uri "$uri" '.result.contents[0].uri == $uri'
  fi
  rpc resources/templates/list '{}'
  check 'resources/templates/list' json '.result.resourceTemplates | type == "array"'
else
  echo '-     resources: the server offers none'
fi
if [[ " $offers " == *' prompts '* ]]; then
  rpc prompts/list '{}'
  check 'prompts/list' json '.result.prompts | type == "array"'
else
  echo '-     prompts: the server offers none'
fi

echo
echo 'Revision 2026-07-28'
modern server/discover '{}'
check 'server/discover' json '.result.supportedVersions | index("2026-07-28")'
modern tools/list '{}'
check 'tools/list' json '.result.tools | type == "array"'
if [ "$has_tool" = 1 ]; then
  modern tools/call "$(jq -nc --arg name "$tool" --argjson arguments "$arguments" '{$name, $arguments}')" -H "Mcp-Name: $tool"
  check "tools/call $tool" json '.result.content | length > 0'
fi

echo
echo 'The client reads and deletes itself'
request GET "$client_uri" -H "Authorization: Bearer wrong"
check 'a wrong registration access token is refused' is 401
request GET "$client_uri" -H "Authorization: Bearer $registration_token"
check 'the client reads its registration (RFC 7592)' json --arg id "$client_id" '.client_id == $id'
check 'its secret is not told again' json 'has("client_secret") | not'
registration_token=$(value .registration_access_token | grep . || echo "$registration_token")
request DELETE "$client_uri" -H "Authorization: Bearer $registration_token"
check 'the client deletes itself' is 204
request POST "$token_endpoint" -u "$client_id:$client_secret" -d grant_type=client_credentials -d "resource=$mcp_url"
check 'a deleted client gets no token' is 401
deadline=$((SECONDS + revocation_seconds))
while rpc tools/list '{}'; ! is 401 && [ "$SECONDS" -lt "$deadline" ]; do sleep 2; done
check "its token is refused within $revocation_seconds seconds" is 401
finish
