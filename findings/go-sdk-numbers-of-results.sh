#!/usr/bin/env bash
# Version: Go github.com/modelcontextprotocol/go-sdk v1.8.0
# Behaviour: Go github.com/modelcontextprotocol/go-sdk v1.8.0: CallTool fails, and the whole result is lost, over numbers that JSON and the specification's
# schema allow: an integer written with a fraction of nothing (`"size": 7.0`, as Python and Java write a float), and a number beyond the range
# of a double anywhere in the structured content. An integer of more than 53 bits becomes another one without a word.
#
# Output seen:
#   "size": 7: {"content":[{"type":"resource_link","uri":"docs://x","name":"x","size":7}]}
#   "size": 7.0: lost
#   1e400: lost
#   725653563933458433: {"content":[],"structuredContent":{"n":725653563933458400}}
#
# Here sizes are written without a fraction, and what is beyond the range of a double is a tool error (docs/operations.md, "How tool results
# are converted"). Ids of more than 53 bits are better off as strings.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
cat > go.mod <<'MOD'
module trial

go 1.24

require github.com/modelcontextprotocol/go-sdk v1.8.0
MOD
cat > main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func call(result string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var message struct {
			ID     *int   `json:"id"`
			Method string `json:"method"`
		}
		if r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&message) != nil {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		switch {
		case message.ID == nil:
			w.WriteHeader(http.StatusAccepted)
		case message.Method == "initialize":
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%d,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}`, *message.ID)
		case message.Method == "tools/call":
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%d,"result":%s}`, *message.ID, result)
		default:
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%d,"error":{"code":-32601,"message":"unknown"}}`, *message.ID)
		}
	}))
	defer server.Close()
	client := mcp.NewClient(&mcp.Implementation{Name: "trial", Version: "1"}, nil)
	session, err := client.Connect(context.Background(), &mcp.StreamableClientTransport{Endpoint: server.URL}, nil)
	if err != nil {
		return "not connected"
	}
	defer session.Close()
	answer, err := session.CallTool(context.Background(), &mcp.CallToolParams{Name: "t"})
	if err != nil {
		return "lost"
	}
	text, _ := json.Marshal(answer)
	return string(text)
}

func main() {
	link := func(size string) string {
		return fmt.Sprintf(`{"content":[{"type":"resource_link","uri":"docs://x","name":"x","size":%s}]}`, size)
	}
	structured := func(number string) string { return fmt.Sprintf(`{"content":[],"structuredContent":{"n":%s}}`, number) }
	fmt.Printf("\"size\": 7: %s\n", call(link("7")))
	fmt.Printf("\"size\": 7.0: %s\n", call(link("7.0")))
	fmt.Printf("1e400: %s\n", call(structured("1e400")))
	fmt.Printf("725653563933458433: %s\n", call(structured("725653563933458433")))
}
GO
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
go run . | tee seen
diff seen - <<'SEEN'
"size": 7: {"content":[{"type":"resource_link","uri":"docs://x","name":"x","size":7}]}
"size": 7.0: lost
1e400: lost
725653563933458433: {"content":[],"structuredContent":{"n":725653563933458400}}
SEEN
