from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from cdk_remote_mcp_server import McpSchema, McpTool, RemoteMcpServer
from constructs import Construct

FUNCTIONS = Path(__file__).parent / "functions"


class WeatherStack(Stack):
    """A remote MCP server with one tool."""

    def __init__(self, scope: Construct, id: str, **props) -> None:
        super().__init__(scope, id, **props)

        forecast = lambda_.Function(
            self,
            "Forecast",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="forecast.handler",
            code=lambda_.Code.from_asset(str(FUNCTIONS / "forecast")),
            timeout=Duration.seconds(20),
        )

        RemoteMcpServer(
            self,
            "Server",
            server_name="weather",
            tools=[
                McpTool.from_function(
                    "get_forecast",
                    forecast,
                    description="The forecast of a city for today.",
                    input_schema=McpSchema.from_json(
                        {
                            "type": "object",
                            "properties": {"city": {"type": "string", "description": "The name of a city, such as Lisbon"}},
                            "required": ["city"],
                        }
                    ),
                    read_only=True,
                )
            ],
        )
