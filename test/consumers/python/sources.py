"""Everything that can be said of what a server offers, at least once, as its twin in TypeScript."""

import json
from datetime import datetime, timezone

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as assets
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_stepfunctions as sfn
from cdk_remote_mcp_server import (
    McpApiDocument,
    McpApiOperations,
    McpApiToolOverrides,
    McpApp,
    McpAppContentSecurityPolicy,
    McpAppPermission,
    McpAuthorization,
    McpCertificateAuthorities,
    McpClientAuthenticationMethod,
    McpCode,
    McpCompletion,
    McpConnection,
    McpConnectorProps,
    McpCredentials,
    McpExecutionInput,
    McpHttpBody,
    McpHttpSelection,
    McpIcon,
    McpIconTheme,
    McpLargeContent,
    McpMeta,
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
    McpServerCardProps,
    McpServerCode,
    McpSkill,
    McpSubscriptions,
    McpTask,
    McpTool,
    McpToolConfig,
    McpToolset,
    McpToolTarget,
    RemoteMcpServer,
)


CA = "-----BEGIN CERTIFICATE-----\nMIIBgTCCASegAwIBAgIUNO5csUgxufCtUiUD8aGwrZQSK1QwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjkwOTUwNDRaGA8yMTI2MTEwNTA5NTA0NFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNgSsZtCJcvg9plSaLWmSEZBQF2uTa47LebX11j0ZuPUcDXwygnEBLkSk9wAFnO13it0RulzJn5Uk8gFojGiwKOjUzBRMB0GA1UdDgQWBBTbCn9TdBuGeU7HeblO0+4qctJNQjAfBgNVHSMEGDAWgBTbCn9TdBuGeU7HeblO0+4qctJNQjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCZGfhYiUOxlhPu0Lga9YgRFsRnSS58b2w13gOawqts2AIgQp0POR1OznUhytVLLMMOoK2IKaP835sLM/wXHVoW8Nw=\n-----END CERTIFICATE-----\n"


class OwnTool(McpTool):
    """A tool of the user's own kind."""

    def __init__(self, name, target):
        super().__init__(name, description="A kind of our own.")
        self._target = target

    def bind(self, scope, *, invoker, tool_timeout):
        return McpToolConfig(target=self._target)


def sources(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Sources")
    fn = lambda_.Function(
        stack,
        "Function",
        runtime=lambda_.Runtime.NODEJS_22_X,
        handler="index.handler",
        timeout=cdk.Duration.seconds(10),
        code=lambda_.Code.from_inline("exports.handler = async () => 1;"),
    )
    standard = sfn.StateMachine(
        stack,
        "Standard",
        definition_body=sfn.DefinitionBody.from_string(
            '{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}'
        ),
    )
    express = sfn.StateMachine.from_state_machine_arn(
        stack,
        "Express",
        "arn:aws:states:eu-west-1:111122223333:stateMachine:express",
    )
    bucket = s3.Bucket(stack, "Bucket")
    secret = secretsmanager.Secret(stack, "Secret")
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1, nat_gateways=0)

    file_icon = McpIcon.from_file(
        "files/pixel.png", sizes=["1x1"], theme=McpIconTheme.LIGHT
    )
    url_icon = McpIcon.from_url(
        "https://shop.example/icon.svg",
        mime_type="image/svg+xml",
        sizes=["any"],
        theme=McpIconTheme.DARK,
    )
    meta = McpMeta.from_json_text('{"com.example/owner":"shop"}')
    area = McpSchema.from_file("files/area.schema.json")

    uploads = McpConnection.to_url(
        "https://api.shop.example/v1",
        credentials=McpCredentials.api_key_header(
            "x-api-key", secret, field="key", prefix="Token "
        ),
        additional_origins=["https://uploads.shop.example"],
        certificate_authorities=McpCertificateAuthorities.from_file("files/ca.pem"),
    )
    connections = [
        uploads,
        McpConnection.to_url(
            "http://inner.shop.example",
            private_network=True,
            credentials=McpCredentials.none(),
        ),
        McpConnection.to_url(
            "https://query.shop.example",
            credentials=McpCredentials.api_key_query("key", secret),
            certificate_authorities=McpCertificateAuthorities.from_text(CA),
        ),
        McpConnection.to_url(
            "https://cookie.shop.example",
            credentials=McpCredentials.api_key_cookie("key", secret),
            certificate_authorities=McpCertificateAuthorities.from_asset(
                assets.Asset(stack, "Authority", path="files/ca.pem")
            ),
        ),
        McpConnection.to_url(
            "https://basic.shop.example",
            credentials=McpCredentials.basic(
                secret, username_field="user", password_field="pass"
            ),
        ),
        McpConnection.to_url(
            "https://bearer.shop.example",
            credentials=McpCredentials.bearer(secret, field="token"),
        ),
        McpConnection.to_url(
            "https://oauth.shop.example",
            credentials=McpCredentials.oauth_client_credentials(
                token_endpoint="https://login.shop.example/token",
                client_secret=secret,
                client_id="mcp",
                client_secret_field="secret",
                scopes=["items"],
                audience="shop",
                resource="https://oauth.shop.example",
                authentication_method=McpClientAuthenticationMethod.CLIENT_SECRET_POST,
            ),
        ),
        McpConnection.to_url(
            "https://basic-oauth.shop.example",
            credentials=McpCredentials.oauth_client_credentials(
                token_endpoint="https://login.shop.example/token",
                client_secret=secret,
                authentication_method=McpClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ),
        ),
        McpConnection.to_url(
            "https://signed.shop.example",
            credentials=McpCredentials.sig_v4(
                service="execute-api", region="eu-west-1"
            ),
        ),
    ]

    def http(index, method, body, properties=None):
        return McpTool.from_http(
            f"http_{index}",
            connections[index],
            description="A request.",
            url="/items",
            method=method,
            body=body,
            input_schema=McpSchema.from_json(
                {
                    "type": "object",
                    "properties": properties or {"name": {"type": "string"}},
                }
            ),
        )

    file = {"type": "object", "properties": {"text": {"type": "string"}}}

    server = RemoteMcpServer(
        stack,
        "Server",
        authorization=McpAuthorization.oauth(
            scopes=[
                McpScope(name="items", description="Items"),
                McpScope(name="admin", includes=["items"]),
            ]
        ),
        description="All that a shop has.",
        server_card=McpServerCardProps(name="com.example/shop"),
        server_version="1.2.3",
        website_url="https://shop.example",
        icons=[url_icon],
        tool_timeout=cdk.Duration.minutes(2),
        connector=McpConnectorProps(
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(
                subnet_type=ec2.SubnetType.PRIVATE_ISOLATED
            ),
            security_groups=[ec2.SecurityGroup(stack, "Group", vpc=vpc)],
            timeout=cdk.Duration.seconds(40),
            memory_size=512,
        ),
        tools=[
            McpTool.from_function(
                "described",
                fn,
                description="Says all of itself.",
                title="Described",
                icons=[file_icon],
                meta=meta,
                input_schema=area,
                read_only=False,
                destructive=False,
                idempotent=True,
                open_world=False,
                required_scopes=["admin"],
                confirm="Do it in {{area}}?",
                audited_arguments=["area"],
                cancellable=True,
                reports=McpReports.from_response_stream(),
            ),
            McpTool.from_function(
                "asking",
                fn,
                description="Asks.",
                asks=True,
                task=McpTask.required(
                    decides=True,
                    poll_interval=cdk.Duration.seconds(3),
                    ttl=cdk.Duration.hours(2),
                ),
            ),
            McpTool.from_code(
                "shout",
                McpCode.from_entry(
                    "files/entry.ts",
                    external_modules=["@aws-sdk/*"],
                    environment={"LOUD": "yes"},
                ),
                description="Shouts.",
                read_only=True,
                result_cache=McpResultCache.per_caller(cdk.Duration.minutes(1)),
            ),
            McpTool.from_state_machine(
                "standard",
                standard,
                description="Takes long.",
                execution_input=McpExecutionInput.INVOCATION,
                stop_on_cancel=True,
                wait_time=cdk.Duration.seconds(20),
                task=McpTask.optional(ttl=cdk.Duration.hours(1)),
            ),
            McpTool.from_state_machine(
                "express",
                express,
                description="Is quick.",
                state_machine_type=sfn.StateMachineType.EXPRESS,
            ),
            McpTool.from_http(
                "find",
                uploads,
                description="Finds items.",
                url="/items/{area}{?limit}",
                method="GET",
                headers={"x-tenant": "{tenant}"},
                query={"v": "2"},
                selection=McpHttpSelection.from_jsonata("items.name"),
                max_answer_size=cdk.Size.kibibytes(8),
                timeout=cdk.Duration.seconds(5),
                input_schema=McpSchema.from_json(
                    {
                        "type": "object",
                        "properties": {
                            "area": {"type": "string"},
                            "limit": {"type": "integer"},
                            "tenant": {"type": "string"},
                        },
                        "required": ["area", "tenant"],
                    }
                ),
                output_schema=McpSchema.from_json(
                    {"type": "object", "properties": {"names": {"type": "array"}}}
                ),
            ),
            http(
                1,
                "POST",
                McpHttpBody.json(
                    members={"/item/name": "name"},
                    constants={"/source": "mcp", "/tags": ["a", 1]},
                    media_type="application/vnd.shop+json",
                ),
            ),
            http(2, "POST", McpHttpBody.form()),
            http(3, "PUT", McpHttpBody.multipart(["file"]), {"file": file}),
            http(4, "PUT", McpHttpBody.from_argument("name", "text/plain")),
            http(5, "DELETE", McpHttpBody.none()),
            http(6, "PATCH", McpHttpBody.json()),
            http(7, "POST", McpHttpBody.json()),
            http(8, "POST", McpHttpBody.json()),
            OwnTool(
                "own_function",
                McpToolTarget.from_function(fn, reports=McpReports.from_table()),
            ),
            OwnTool(
                "own_code", McpToolTarget.from_code(McpCode.from_file("files/tool.mjs"))
            ),
            OwnTool(
                "own_machine",
                McpToolTarget.from_state_machine(
                    express,
                    state_machine_type=sfn.StateMachineType.EXPRESS,
                    execution_input=McpExecutionInput.ARGUMENTS,
                ),
            ),
        ],
        prompts=[
            McpPrompt.from_messages(
                "show",
                title="Show",
                description="Shows all kinds of content.",
                icons=[file_icon],
                meta=meta,
                required_scopes=["items"],
                arguments=[
                    McpPromptArgument(
                        name="area",
                        title="Area",
                        description="Of the shop",
                        required=True,
                    )
                ],
                messages=[
                    McpPromptMessage.text("Look at {{area}}.", role=McpRole.USER),
                    McpPromptMessage.image("files/pixel.png", role=McpRole.ASSISTANT),
                    McpPromptMessage.audio("files/silence.wav", role=McpRole.USER),
                    McpPromptMessage.resource(
                        "shop://note",
                        "A note",
                        role=McpRole.ASSISTANT,
                        mime_type="text/plain",
                    ),
                    McpPromptMessage.resource_file(
                        "shop://seasons",
                        "files/guide/seasons.md",
                        role=McpRole.USER,
                        mime_type="text/markdown",
                    ),
                    McpPromptMessage.resource_link(
                        "shop://map",
                        name="map",
                        title="Map",
                        description="The map",
                        mime_type="image/png",
                        role=McpRole.USER,
                    ),
                ],
            ),
            McpPrompt.from_function(
                "ask",
                fn,
                asks=True,
                arguments=[
                    McpPromptArgument(
                        name="what", completion=McpCompletion.from_function(fn)
                    )
                ],
            ),
        ],
        subscriptions=McpSubscriptions.polling(
            interval=cdk.Duration.seconds(5),
            max_duration=cdk.Duration.minutes(5),
            max_per_caller=3,
        ),
    )

    anything = [McpApiOperations.all()]
    server.add_toolset(
        McpToolset.from_open_api(
            McpApiDocument.from_file("files/shop.yaml", follow_references=True),
            uploads,
            include=[
                # and is a word of Python.
                McpApiOperations.with_tag("items").and_(
                    McpApiOperations.with_method("GET", "POST")
                ),
                McpApiOperations.with_path("/items/*"),
            ],
            exclude=[McpApiOperations.with_id("addItem")],
            name_prefix="shop_",
            max_name_length=40,
            max_tools=10,
            max_bytes=100_000,
            max_duration=cdk.Duration.seconds(30),
            max_answer_size=cdk.Size.kibibytes(16),
            timeout=cdk.Duration.seconds(15),
            output_schemas=True,
            required_scopes=["items"],
            overrides={
                "listItems": McpApiToolOverrides(
                    name="items",
                    title="Items",
                    description="Lists items.",
                    icons=[url_icon],
                    read_only=True,
                    open_world=False,
                    max_answer_size=cdk.Size.kibibytes(4),
                    timeout=cdk.Duration.seconds(4),
                    parameter_headers={"region": "Region"},
                    audited_arguments=["region"],
                    required_scopes=[],
                    result_cache=McpResultCache.across_callers(cdk.Duration.hours(1)),
                    selection=McpHttpSelection.from_pointer("/0"),
                ),
                "removeItem": McpApiToolOverrides(
                    confirm="Remove {{id}}?",
                    destructive=True,
                    idempotent=False,
                    task=McpTask.optional(),
                ),
            },
        )
    )
    document = {
        "openapi": "3.1.0",
        "info": {"title": "One", "version": "1"},
        "paths": {
            "/one": {
                "get": {
                    "operationId": "one",
                    "responses": {"200": {"description": "One"}},
                }
            }
        },
    }
    stations = assets.Asset(stack, "Stations", path="files/stations.yaml")
    for api in (
        McpApiDocument.from_object(document),
        McpApiDocument.from_text(json.dumps(document).replace("one", "two")),
        McpApiDocument.from_asset(stations),
    ):
        server.add_toolset(
            McpToolset.from_open_api(api, connections[1], include=anything)
        )
    server.add_toolset(
        McpToolset.from_remote_server(
            "docs",
            connections[5],
            lock_file="files/docs.lock.json",
            include=["search", "read", "delete"],
            exclude=["read"],
            required_scopes=["items"],
            overrides={
                "search": McpRemoteToolOverrides(
                    audited_arguments=["q"],
                    icons=[file_icon],
                    read_only=True,
                    open_world=False,
                    result_cache=McpResultCache.per_caller(cdk.Duration.minutes(2)),
                ),
                "delete": McpRemoteToolOverrides(
                    confirm="Delete {{q}}?",
                    destructive=True,
                    idempotent=True,
                    required_scopes=["admin"],
                    task=McpTask.optional(),
                ),
            },
        )
    )

    completions = {"area": McpCompletion.from_values("north", "south")}
    server.add_resource(
        McpResource.from_asset(
            "shop://described",
            "files/guide/seasons.md",
            name="described",
            title="Described",
            description="A resource.",
            audience=[McpRole.USER, McpRole.ASSISTANT],
            priority=0.25,
            last_modified=datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone.utc),
            icons=[file_icon],
            meta=meta,
            mime_type="text/plain",
            required_scopes=["items"],
        )
    )
    server.add_resource(
        McpResource.from_directory(
            "folder://",
            "files/pack-for-rain",
            description="Files.",
            audience=[McpRole.ASSISTANT],
            priority=1,
            exclude=["SKILL.md"],
            icons=[url_icon],
            meta=meta,
            required_scopes=["admin"],
        )
    )
    server.add_resource(
        McpResource.from_text_template(
            "areas://{area}", name="area", text="The {area}.", completions=completions
        )
    )
    server.add_resource(
        McpResource.from_function(
            "orders://{area}", fn, name="orders", asks=True, completions=completions
        )
    )
    server.add_resource(
        McpResource.from_bucket(
            "files://{+key}",
            bucket,
            name="files",
            prefix="shop/",
            completes_keys=False,
            ttl=cdk.Duration.seconds(30),
            large_content=McpLargeContent.linked(expires=cdk.Duration.minutes(1)),
        )
    )
    server.add_resource(
        McpResource.from_bucket_object(
            "files:///logo",
            bucket,
            "logo.png",
            name="logo",
            ttl=cdk.Duration.minutes(2),
            large_content=McpLargeContent.refused(),
        )
    )
    skill = McpSkill.from_directory(
        "files/pack-for-rain", prefix="shop", required_scopes=["items"]
    )
    server.add_skill(skill)
    page = McpApp.from_asset(
        "ui://shop/items",
        "files/forecast.html",
        name="items",
        title="Items",
        description="Shows items.",
        icons=[url_icon],
        tools=["find"],
        app_only_tools=["described"],
        prefers_border=False,
        required_scopes=["items"],
        permissions=[
            McpAppPermission.CAMERA,
            McpAppPermission.MICROPHONE,
            McpAppPermission.CLIPBOARD_WRITE,
            McpAppPermission.GEOLOCATION,
        ],
        content_security_policy=McpAppContentSecurityPolicy(
            base_uri_domains=["https://a.example"],
            connect_domains=["https://b.example"],
            frame_domains=["https://c.example"],
            resource_domains=["https://d.example"],
        ),
    )
    server.add_app(page)

    RemoteMcpServer(
        stack,
        "Own",
        subscriptions=McpSubscriptions.none(),
        authorization=McpAuthorization.oauth(scopes=[McpScope(name="items")]),
        server_code=McpServerCode.from_function(
            fn,
            tool_scopes={"a": ["items"]},
            resource_scopes={"b://c": ["items"]},
            prompt_scopes={"d": ["items"]},
        ),
    )
    tool = OwnTool("named", McpToolTarget.from_function(fn))
    prompt = McpPrompt.from_function("named", fn)
    resource = McpResource.from_function("a://b", fn, name="b")
    cdk.CfnOutput(
        stack,
        "Names",
        value=" ".join(
            [
                tool.name,
                tool.props.description,
                prompt.name,
                resource.uri,
                page.uri,
                skill.path,
                uploads.base_url,
            ]
        ),
    )
