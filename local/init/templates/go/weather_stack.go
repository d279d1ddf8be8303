package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-remote-mcp-server/cdk-remote-mcp-server-go/remotemcpserver"
)

// NewWeatherStack adds a remote MCP server with one tool.
func NewWeatherStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)

	forecast := awslambda.NewFunction(stack, jsii.String("Forecast"), &awslambda.FunctionProps{
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Handler:      jsii.String("bootstrap"),
		Code:         builtForLambda("functions/forecast"),
		Timeout:      awscdk.Duration_Seconds(jsii.Number(20)),
	})

	remotemcpserver.NewRemoteMcpServer(stack, jsii.String("Server"), &remotemcpserver.RemoteMcpServerProps{
		ServerName: jsii.String("weather"),
		Tools: &[]remotemcpserver.McpTool{
			remotemcpserver.McpTool_FromFunction(jsii.String("get_forecast"), forecast, &remotemcpserver.McpFunctionToolProps{
				Description: jsii.String("The forecast of a city for today."),
				InputSchema: remotemcpserver.McpSchema_FromJson(&map[string]any{
					"type": "object",
					"properties": map[string]any{
						"city": map[string]any{"type": "string", "description": "The name of a city, such as Lisbon"},
					},
					"required": []string{"city"},
				}),
				ReadOnly: jsii.Bool(true),
			}),
		},
	})

	return stack
}

// builtForLambda compiles a program of this module. On your own machine it runs by `go run`: see --function in package.json.
func builtForLambda(directory string) awslambda.Code {
	output := path.Join("build", path.Base(directory))
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w",
		"-o", path.Join(output, "bootstrap"), "./"+directory)
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		panic(fmt.Errorf("%s: %w\n%s", build, err, said))
	}
	return awslambda.Code_FromAsset(&output, nil)
}
