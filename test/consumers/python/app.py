"""The consumer app in Python. It must synthesize the template of its twin in TypeScript."""

import json
from datetime import datetime, timezone

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_stepfunctions as sfn
from cdk_remote_mcp_server import (
    InitialAccessToken,
    McpApiDocument,
    McpApiOperations,
    McpApiToolOverrides,
    McpApp,
    McpAppContentSecurityPolicy,
    McpAppPermission,
    McpAuthorization,
    McpCode,
    McpCompletion,
    McpConnection,
    McpCredentials,
    McpExecutionInput,
    McpFirewall,
    McpHttpSelection,
    McpIcon,
    McpIconTheme,
    McpLargeContent,
    McpMeta,
    McpMonitoring,
    McpPrompt,
    McpPromptArgument,
    McpPromptMessage,
    McpRemoteToolOverrides,
    McpReports,
    McpResource,
    McpResultCache,
    McpRole,
    McpSchema,
    McpScope,
    McpServerCode,
    McpSkill,
    McpSubscriptions,
    McpTool,
    McpToolConfig,
    McpToolset,
    McpToolsetConfig,
    McpToolTarget,
    RemoteMcpServer,
)
from sources import sources


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


class ClockTools(McpToolset):
    """Tools that belong together."""

    def __init__(self, fn):
        super().__init__()
        self._fn = fn

    def bind(self, scope, *, tool_timeout):
        return McpToolsetConfig(
            tools=[
                McpTool.from_function(name, self._fn, description="The time.")
                for name in ("now", "today")
            ]
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

machine = sfn.StateMachine(
    stack,
    "Plan",
    state_machine_type=sfn.StateMachineType.EXPRESS,
    definition_body=sfn.DefinitionBody.from_string(
        '{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}'
    ),
)
documents = s3.Bucket(stack, "Documents")
connection = McpConnection.to_url(
    "https://api.weather.example/v1",
    credentials=McpCredentials.api_key_header(
        "x-api-key", secretsmanager.Secret(stack, "ApiKey")
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
            reports=McpReports.from_table(),
        ),
        McpTool.from_code(
            "convert",
            McpCode.from_file("files/tool.mjs", environment={"UNITS": "imperial"}),
            description="Converts degrees.",
            read_only=True,
            result_cache=McpResultCache.across_callers(cdk.Duration.minutes(5)),
        ),
        McpTool.from_code(
            "convert_back",
            McpCode.from_directory("files", "tool.mjs"),
            description="Converts degrees back.",
            required_scopes=["mcp"],
        ),
        McpTool.from_function(
            "get_stable_forecast",
            forecast.add_alias("stable"),
            description="The forecast of the stable version.",
        ),
        McpTool.from_state_machine(
            "plan",
            machine,
            description="Plans a journey.",
            execution_input=McpExecutionInput.ARGUMENTS,
        ),
        McpTool.from_http(
            "get_alerts",
            connection,
            description="The alerts of an area.",
            url="/alerts/{area}",
            input_schema=McpSchema.from_json(
                {
                    "type": "object",
                    "properties": {"area": {"type": "string"}},
                    "required": ["area"],
                }
            ),
            selection=McpHttpSelection.from_pointer("/alerts"),
            max_answer_size=cdk.Size.kibibytes(64),
        ),
    ],
    toolsets=[
        McpToolset.from_open_api(
            McpApiDocument.from_file("files/stations.yaml"),
            connection,
            include=[McpApiOperations.with_id("getStation")],
            overrides={
                "getStation": McpApiToolOverrides(name="get_station", title="Station")
            },
        ),
        McpToolset.from_remote_server(
            "docs",
            connection,
            lock_file="files/docs.lock.json",
            include=["search", "read", "delete"],
            exclude=["delete"],
            required_scopes=["mcp"],
            overrides={"read": McpRemoteToolOverrides(required_scopes=[])},
        ),
        ClockTools(forecast),
    ],
    skills=[
        McpSkill.from_directory(
            "files/pack-for-rain", prefix="weather", required_scopes=["mcp"]
        )
    ],
    apps=[
        McpApp.from_asset(
            "ui://weather/forecast",
            "files/forecast.html",
            name="forecast",
            tools=["get_forecast"],
            app_only_tools=["convert"],
            prefers_border=True,
            permissions=[McpAppPermission.GEOLOCATION],
            content_security_policy=McpAppContentSecurityPolicy(
                connect_domains=["https://api.weather.example"]
            ),
        )
    ],
    resources=[
        McpResource.from_directory("guide://", "files/guide"),
        McpResource.from_bucket(
            "docs://{+key}",
            documents,
            name="documents",
            prefix="public/",
            large_content=McpLargeContent.linked(expires=cdk.Duration.minutes(2)),
            ttl=cdk.Duration.minutes(1),
        ),
        McpResource.from_bucket_object(
            "docs://map",
            documents,
            "maps/europe.png",
            name="map",
            mime_type="image/png",
            large_content=McpLargeContent.streamed(cdk.Size.mebibytes(50)),
            required_scopes=["mcp"],
        ),
        McpResource.from_function(
            "stations://{id}",
            forecast,
            name="station",
            completions={"id": McpCompletion.from_function(forecast)},
        ),
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
        registry_table=dynamodb.TableV2.from_table_name(stack, "Clients", "clients"),
    ),
    firewall=McpFirewall.standard(requests_per_ip=5000),
    monitoring=McpMonitoring.standard(latency_threshold=cdk.Duration.seconds(20)),
    allowed_origins=["https://app.example.com"],
    subscriptions=McpSubscriptions.polling(
        interval=cdk.Duration.seconds(5), max_per_caller=2
    ),
    removal_policy=cdk.RemovalPolicy.DESTROY,
)

server.grants.publish_changes(forecast)
forecast.add_environment("CHANGES_TABLE", server.changes_table.table_name)
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

server.add_prompt(
    McpPrompt.from_function(
        "travel",
        forecast,
        arguments=[
            McpPromptArgument(
                name="city", completion=McpCompletion.from_values("Oslo", "Rome")
            )
        ],
    )
)

authorization = McpAuthorization.oauth(
    scopes=[McpScope(name="read"), McpScope(name="write", includes=["read"])]
)
RemoteMcpServer(
    stack,
    "Sdk",
    authorization=authorization,
    server_code=McpServerCode.from_sdk_server(
        McpCode.from_file("files/server.mjs"),
        tool_scopes={"drop": ["write"]},
        resource_scopes={"docs://{name}": ["read"], "docs://readme": []},
    ),
)
RemoteMcpServer(
    stack,
    "Own",
    authorization=authorization,
    server_code=McpServerCode.from_function(
        forecast, prompt_scopes={"audit": ["write"]}
    ),
)

sources(app)
app.synth()
