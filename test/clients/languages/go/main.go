// A tool's function in Go: what AWS's own library makes of an event, served by the local gateway.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Name      string            `json:"name"`
	Arguments map[string]string `json:"arguments"`
}

func handle(ctx context.Context, received event) (string, error) {
	if received.Arguments["city"] == "nowhere" {
		return "", fmt.Errorf("there is no such city")
	}
	if _, ok := ctx.Deadline(); !ok {
		return "", fmt.Errorf("there is no deadline")
	}
	return fmt.Sprintf("Go says %s to %s, as %s", received.Name, received.Arguments["city"], lambdacontext.FunctionName), nil
}

func main() {
	lambda.Start(handle)
}
