package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"syscall"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/modelcontextprotocol/go-sdk/auth/extauth"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
	"golang.org/x/oauth2"
)

// remoteMcpServer is the first line of the command: where the server is, and how to use it.
type remoteMcpServer struct {
	McpURL               string `json:"mcpUrl"`
	RegistrationEndpoint string `json:"registrationEndpoint"`
	InitialAccessToken   string `json:"initialAccessToken"`
}

// startRemoteMcpServer starts the server of an app on this machine, until the test has ended. addStacks adds the stacks to the app.
func startRemoteMcpServer(t *testing.T, addStacks func(app awscdk.App)) *remoteMcpServer {
	t.Helper()
	assembly := t.TempDir()
	synthesize(assembly, addStacks)

	command := exec.Command("node", "node_modules/cdk-remote-mcp-server/assets/local/cli.mjs", "local", "--app", assembly, "--port", "0", "--json",
		"--function", "Forecast=go run ./functions/forecast")
	var log bytes.Buffer
	command.Stderr = &log
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Windows has no signals: a process is ended there.
		if command.Process.Signal(syscall.SIGTERM) != nil {
			command.Process.Kill()
		}
		command.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	var server remoteMcpServer
	if err := json.NewDecoder(stdout).Decode(&server); err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	return &server
}

func synthesize(assembly string, addStacks func(app awscdk.App)) {
	defer jsii.Close()

	app := awscdk.NewApp(&awscdk.AppProps{Outdir: &assembly})
	addStacks(app)
	app.Synth(nil)
}

// connect connects a client as a machine, until the test has ended.
func (server *remoteMcpServer) connect(t *testing.T) *mcp.ClientSession {
	t.Helper()
	ctx := t.Context()
	registrar := oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: server.InitialAccessToken}))
	machine, err := oauthex.RegisterClient(ctx, server.RegistrationEndpoint, &oauthex.ClientRegistrationMetadata{
		ClientName: "test", GrantTypes: []string{"client_credentials"}, RedirectURIs: []string{}, TokenEndpointAuthMethod: "client_secret_basic",
	}, registrar)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := extauth.NewClientCredentialsHandler(&extauth.ClientCredentialsHandlerConfig{
		Credentials: &oauthex.ClientCredentials{
			ClientID: machine.ClientID, ClientSecretAuth: &oauthex.ClientSecretAuth{ClientSecret: machine.ClientSecret},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1.0.0"}, nil)
	session, err := client.Connect(ctx, &mcp.StreamableClientTransport{Endpoint: server.McpURL, OAuthHandler: handler}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	return session
}
