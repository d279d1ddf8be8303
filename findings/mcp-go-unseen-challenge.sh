#!/usr/bin/env bash
# Version: Go github.com/mark3labs/mcp-go v1.2.1
# Behaviour: Go github.com/mark3labs/mcp-go v1.2.1: an OAuth client sends its server nothing before it has looked for documents, so it never sees the
# challenge (WWW-Authenticate with resource_metadata, RFC 9728) that would lead it to them. Where the documents lie elsewhere than at the root
# of the host, it goes on with endpoints that it makes up.
#
# Output seen, with a server at /prod/mcp whose 401 names /prod/.well-known/oauth-protected-resource/mcp:
#   GET /.well-known/oauth-protected-resource/prod/mcp
#   GET /.well-known/oauth-authorization-server/prod/mcp
#   GET /.well-known/openid-configuration/prod/mcp
#   GET /prod/mcp/.well-known/openid-configuration
#   made up: /register
#
# This package also serves the documents below the MCP URL (docs/clients.md, discovery on a stage URL).
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
cat > go.mod <<'MOD'
module trial

go 1.25.5
MOD
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		if r.Method == http.MethodPost && r.URL.Path == "/prod/mcp" {
			w.Header().Set("WWW-Authenticate", `Bearer resource_metadata="http://`+r.Host+`/prod/.well-known/oauth-protected-resource/mcp"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	ctx := context.Background()
	c, err := client.NewOAuthStreamableHttpClient(server.URL+"/prod/mcp", client.OAuthConfig{RedirectURI: "http://127.0.0.1:9/callback"})
	if err != nil {
		panic(err)
	}
	if err = c.Start(ctx); err == nil {
		_, err = c.Initialize(ctx, mcp.InitializeRequest{})
	}
	if !client.IsOAuthAuthorizationRequiredError(err) {
		panic(err)
	}
	metadata, err := client.GetOAuthHandler(err).GetServerMetadata(ctx)
	if err != nil {
		panic(err)
	}
	madeUp, err := url.Parse(metadata.RegistrationEndpoint)
	if err != nil {
		panic(err)
	}
	fmt.Println("made up:", madeUp.Path)
}
GO
go get github.com/mark3labs/mcp-go@v1.2.1 2>/dev/null
go mod tidy 2>/dev/null
seen=$(go run .)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
GET /.well-known/oauth-protected-resource/prod/mcp
GET /.well-known/oauth-authorization-server/prod/mcp
GET /.well-known/openid-configuration/prod/mcp
GET /prod/mcp/.well-known/openid-configuration
made up: /register
SEEN
