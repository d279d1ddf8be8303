module weather

go 1.26.0

// npm packages hold files in Go that are no packages.
ignore ./node_modules

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.275.0
	github.com/aws/aws-lambda-go v1.55.1
	github.com/aws/constructs-go/constructs/v10 v10.8.1
	github.com/aws/jsii-runtime-go v1.142.0
	github.com/cdk-remote-mcp-server/cdk-remote-mcp-server-go/remotemcpserver v{{cdk-remote-mcp-server}}
	github.com/modelcontextprotocol/go-sdk v1.8.0
	golang.org/x/oauth2 v0.38.0
)
