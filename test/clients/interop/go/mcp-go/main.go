// Connects mark3labs/mcp-go, by its own OAuth code, to the URL that it is given.
package main

import (
	"context"
	"log"
	"os"

	"interop/person"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
)

func main() {
	ctx := context.Background()
	c, err := client.NewOAuthStreamableHttpClient(os.Args[1], client.OAuthConfig{
		RedirectURI: person.RedirectURI,
		TokenStore:  client.NewMemoryTokenStore(),
		PKCEEnabled: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	if err := c.Start(ctx); err != nil {
		authorize(ctx, err)
		if err := c.Start(ctx); err != nil {
			log.Fatal(err)
		}
	}
	initialize := mcp.InitializeRequest{}
	initialize.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	initialize.Params.ClientInfo = mcp.Implementation{Name: "interop", Version: "1.0.0"}
	if _, err := c.Initialize(ctx, initialize); err != nil {
		authorize(ctx, err)
		if _, err := c.Initialize(ctx, initialize); err != nil {
			log.Fatal(err)
		}
	}
	list, err := c.ListTools(ctx, mcp.ListToolsRequest{})
	if err != nil {
		log.Fatal(err)
	}
	names := make([]string, 0, len(list.Tools))
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	call := mcp.CallToolRequest{}
	call.Params.Name = "get_forecast"
	call.Params.Arguments = map[string]any{"city": "Oslo"}
	result, err := c.CallTool(ctx, call)
	if err != nil {
		log.Fatal(err)
	}
	person.Report(names, result.StructuredContent)
}

// authorize goes the way that the library's documentation shows, from the error that it answers with.
func authorize(ctx context.Context, cause error) {
	if !client.IsOAuthAuthorizationRequiredError(cause) {
		log.Fatal(cause)
	}
	handler := client.GetOAuthHandler(cause)
	verifier, err := client.GenerateCodeVerifier()
	if err != nil {
		log.Fatal(err)
	}
	state, err := client.GenerateState()
	if err != nil {
		log.Fatal(err)
	}
	if err := handler.RegisterClient(ctx, "mcp-go"); err != nil {
		log.Fatal(err)
	}
	authorizationURL, err := handler.GetAuthorizationURL(ctx, state, client.GenerateCodeChallenge(verifier))
	if err != nil {
		log.Fatal(err)
	}
	arrived, err := person.Authorize(authorizationURL)
	if err != nil {
		log.Fatal(err)
	}
	if err := handler.ProcessAuthorizationResponse(ctx, arrived.Get("code"), arrived.Get("state"), verifier); err != nil {
		log.Fatal(err)
	}
}
