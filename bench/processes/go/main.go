// The benchmark's server on the Go SDK, as its documentation sets up a stateless one.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type forecastArguments struct {
	City string `json:"city"`
	Days int    `json:"days,omitempty"`
}

func forecast(_ context.Context, _ *mcp.CallToolRequest, arguments forecastArguments) (*mcp.CallToolResult, any, error) {
	text := fmt.Sprintf("%s: sunny for %d day(s)", arguments.City, arguments.Days)
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}}, nil, nil
}

func main() {
	server := mcp.NewServer(&mcp.Implementation{Name: "bench", Version: "1.0.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "get_forecast", Description: "The forecast of a city for the next days."}, forecast)
	handler := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true})
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler); err != nil {
		panic(err)
	}
}
