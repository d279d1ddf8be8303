// Signs in by golang.org/x/oauth2, as its example does, at the server whose MCP URL it is given; refreshes, and calls a tool with what it was given then.
// The package discovers and registers nothing: that is done here by hand.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"time"

	"golang.org/x/oauth2"

	"interop/person"
)

type resource struct {
	AuthorizationServers []string `json:"authorization_servers"`
	Scopes               []string `json:"scopes_supported"`
}

type authorizationServer struct {
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
	Register  string `json:"registration_endpoint"`
}

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, mcpURL string) error {
	config, err := configure(mcpURL)
	if err != nil {
		return err
	}
	toResource := oauth2.SetAuthURLParam("resource", mcpURL)
	verifier := oauth2.GenerateVerifier()
	answer, err := person.Authorize(config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier), toResource))
	if err != nil {
		return err
	}
	first, err := config.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(verifier), toResource)
	if err != nil {
		return err
	}
	expired := *first
	expired.Expiry = time.Now().Add(-time.Minute)
	source := config.TokenSource(ctx, &expired)
	client := oauth2.NewClient(ctx, source)
	var listed struct {
		Tools []struct {
			Name string `json:"name"`
		} `json:"tools"`
	}
	if err := call(client, mcpURL, "tools/list", map[string]any{}, &listed); err != nil {
		return err
	}
	var called struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := call(client, mcpURL, "tools/call", map[string]any{"name": "get_forecast", "arguments": map[string]any{"city": "Oslo"}}, &called); err != nil {
		return err
	}
	refreshed, err := source.Token()
	if err != nil {
		return err
	}
	if refreshed.AccessToken == first.AccessToken || refreshed.RefreshToken == first.RefreshToken {
		return errors.New("the tokens were not refreshed")
	}
	names := []string{}
	for _, tool := range listed.Tools {
		names = append(names, tool.Name)
	}
	person.Report(names, json.RawMessage(called.Content[0].Text))
	return nil
}

func configure(mcpURL string) (*oauth2.Config, error) {
	challenge, err := http.Post(mcpURL, "application/json", nil)
	if err != nil {
		return nil, err
	}
	defer challenge.Body.Close()
	found := regexp.MustCompile(`resource_metadata="([^"]+)"`).FindStringSubmatch(challenge.Header.Get("WWW-Authenticate"))
	if found == nil {
		return nil, fmt.Errorf("no challenge: %d", challenge.StatusCode)
	}
	var protected resource
	if err := get(found[1], &protected); err != nil {
		return nil, err
	}
	var server authorizationServer
	if err := get(protected.AuthorizationServers[0]+"/.well-known/openid-configuration", &server); err != nil {
		return nil, err
	}
	metadata, err := json.Marshal(map[string]any{"client_name": "x/oauth2", "redirect_uris": []string{person.RedirectURI}, "token_endpoint_auth_method": "none"})
	if err != nil {
		return nil, err
	}
	registration, err := http.Post(server.Register, "application/json", bytes.NewReader(metadata))
	if err != nil {
		return nil, err
	}
	var registered struct {
		ID string `json:"client_id"`
	}
	if err := decode(registration, &registered); err != nil {
		return nil, err
	}
	return &oauth2.Config{
		ClientID: registered.ID, RedirectURL: person.RedirectURI, Scopes: protected.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: server.Authorize, TokenURL: server.Token},
	}, nil
}

func call(client *http.Client, mcpURL, method string, params, result any) error {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, mcpURL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return decode(response, &struct {
		Result any `json:"result"`
	}{result})
}

func get(url string, value any) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	return decode(response, value)
}

func decode(response *http.Response, value any) error {
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		return fmt.Errorf("%s answered %d", response.Request.URL, response.StatusCode)
	}
	return json.NewDecoder(response.Body).Decode(value)
}
