// Package person is how a client reaches the person at the browser: the program that runs it.
package person

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
)

// RedirectURI is where the browser would arrive; nobody listens there.
const RedirectURI = "http://127.0.0.1:33418/callback"

// Authorize shows the authorization request, and returns what came back with the redirect.
func Authorize(authorizationURL string) (url.Values, error) {
	say(map[string]any{"authorize": authorizationURL, "redirectUri": RedirectURI})
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return nil, err
	}
	arrived, err := url.Parse(line[:len(line)-1])
	if err != nil {
		return nil, err
	}
	return arrived.Query(), nil
}

// Report says what the client saw.
func Report(tools []string, forecast any) {
	say(map[string]any{"tools": tools, "forecast": forecast})
}

func say(message map[string]any) {
	line, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}
