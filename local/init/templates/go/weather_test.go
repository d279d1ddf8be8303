package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func TestWeather(t *testing.T) {
	server := startRemoteMcpServer(t, func(app awscdk.App) { NewWeatherStack(app, "Weather", nil) })
	client := server.connect(t)

	forecast := func(t *testing.T, city string) *mcp.CallToolResult {
		t.Helper()
		result, err := client.CallTool(t.Context(), &mcp.CallToolParams{Name: "get_forecast", Arguments: map[string]any{"city": city}})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}

	t.Run("forecasts the weather of a city", func(t *testing.T) {
		got := forecast(t, "Lisbon").StructuredContent
		if want := map[string]any{"city": "Lisbon", "sky": "sunny"}; !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})

	t.Run("says which cities it knows", func(t *testing.T) {
		result := forecast(t, "Atlantis")
		text := result.Content[0].(*mcp.TextContent).Text
		if !result.IsError || !strings.Contains(text, "Lisbon, Nairobi, Oslo") {
			t.Errorf("got %q", text)
		}
	})
}
