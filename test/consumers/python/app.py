"""The consumer app in Python. It must synthesize the template of its twin in TypeScript."""

import json
from datetime import datetime, timezone

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_remote_mcp_server import (
    InitialAccessToken,
    McpAuthorization,
    McpFirewall,
    McpIcon,
    McpIconTheme,
    McpMeta,
    McpMonitoring,
    McpPrompt,
    McpPromptArgument,
    McpPromptMessage,
    McpResource,
    McpRole,
    McpSchema,
    McpTool,
    McpToolConfig,
    McpToolTarget,
    RemoteMcpServer,
)


class CountTool(McpTool):
    """A tool that brings its function along."""

    def __init__(self):
        super().__init__("count", description="Counts.")

    def bind(self, scope, *, invoker):
        return McpToolConfig(
            target=McpToolTarget.from_function(
                lambda_.Function(
                    scope,
                    "Counter",
                    runtime=lambda_.Runtime.PYTHON_3_13,
                    handler="index.handler",
                    code=lambda_.Code.from_inline(
                        "def handler(event, context):\n    return 1\n"
                    ),
                )
            )
        )


app = cdk.App()
stack = cdk.Stack(app, "Consumer")

forecast = lambda_.Function(
    stack,
    "Forecast",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="index.handler",
    code=lambda_.Code.from_inline(
        "def handler(event, context):\n    return {'city': event['arguments']['city'], 'degrees': 21}\n"
    ),
)

server = RemoteMcpServer(
    stack,
    "Weather",
    title="Weather",
    instructions="Ask for one city at a time.",
    tools=[
        McpTool.from_function(
            "get_forecast",
            forecast,
            description="The forecast for a city.",
            read_only=True,
            input_schema=McpSchema.from_json(
                {
                    "type": "object",
                    "properties": {
                        "city": {"type": "string", "minLength": 1},
                        "days": {"type": "integer", "minimum": 1, "maximum": 7},
                        "units": {"enum": ["metric", None]},
                    },
                    "required": ["city"],
                }
            ),
            # A null must be the same in every language.
            output_schema=McpSchema.from_json_text(
                json.dumps(
                    {
                        "type": "object",
                        "properties": {
                            "degrees": {"type": "number"},
                            "warning": {"const": None, "default": None},
                        },
                    }
                )
            ),
        )
    ],
    resources=[
        McpResource.from_text(
            "weather://units",
            name="units",
            text="Degrees are Celsius.",
            mime_type="text/plain",
            audience=[McpRole.ASSISTANT],
            priority=0.5,
            last_modified=datetime(2026, 1, 31, 12, 0, tzinfo=timezone.utc),
            icons=[
                McpIcon.from_url(
                    "https://weather.example/units.png",
                    mime_type="image/png",
                    sizes=["48x48"],
                    theme=McpIconTheme.DARK,
                )
            ],
            meta=McpMeta.from_json({"com.example/team": {"name": "weather", "size": 3}}),
        )
    ],
    authorization=McpAuthorization.oauth(
        access_token_lifetime=cdk.Duration.minutes(30),
        initial_access_token=InitialAccessToken.generated(),
    ),
    firewall=McpFirewall.standard(requests_per_ip=5000),
    monitoring=McpMonitoring.standard(latency_threshold=cdk.Duration.seconds(20)),
    allowed_origins=["https://app.example.com"],
    removal_policy=cdk.RemovalPolicy.DESTROY,
)

server.add_tool(CountTool())
server.add_prompt(
    McpPrompt.from_messages(
        "pack",
        description="What to pack for a journey.",
        arguments=[McpPromptArgument(name="city", required=True)],
        messages=[
            McpPromptMessage.text("What do I pack for {{city}}?"),
            McpPromptMessage.text(
                "I look at the forecast first.", role=McpRole.ASSISTANT
            ),
        ],
    )
)

app.synth()
