using System;
using System.Collections.Generic;
using System.Linq;
using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.StepFunctions;
using CdkRemoteMcpServer;
using Constructs;
using Weather;

namespace Example
{
    /// <summary>The consumer app in C#. It must synthesize the template of its twin in TypeScript.</summary>
    internal static class Program
    {
        /// <summary>A tool that brings its function along.</summary>
        private sealed class CountTool : McpTool
        {
            public CountTool() : base("count", new McpToolProps { Description = "Counts." })
            {
            }

            public override IMcpToolConfig Bind(Construct scope, IMcpToolBindOptions options) => new McpToolConfig
            {
                Target = McpToolTarget.FromFunction(new Function(scope, "Counter", new FunctionProps
                {
                    Runtime = Runtime.PYTHON_3_13,
                    Handler = "index.handler",
                    Code = Code.FromInline("def handler(event, context):\n    return 1\n"),
                })),
            };
        }

        /// <summary>Tools that belong together.</summary>
        private sealed class ClockTools : McpToolset
        {
            private readonly IFunction fn;

            public ClockTools(IFunction fn)
            {
                this.fn = fn;
            }

            public override IMcpToolsetConfig Bind(Construct scope, IMcpToolsetBindOptions options) => new McpToolsetConfig
            {
                Tools = new[] { "now", "today" }
                    .Select(name => McpTool.FromFunction(name, fn, new McpFunctionToolProps { Description = "The time." }))
                    .ToArray(),
            };
        }

        public static void Main()
        {
            var app = new App();
            var stack = new Stack(app, "Consumer");

            var forecast = new Function(stack, "Forecast", new FunctionProps
            {
                Runtime = Runtime.PYTHON_3_13,
                Handler = "index.handler",
                Code = Code.FromInline("def handler(event, context):\n    return {'city': event['arguments']['city'], 'degrees': 21}\n"),
            });

            var machine = new StateMachine(stack, "Plan", new StateMachineProps
            {
                StateMachineType = StateMachineType.EXPRESS,
                DefinitionBody = DefinitionBody.FromString(@"{""StartAt"":""Done"",""States"":{""Done"":{""Type"":""Pass"",""End"":true}}}"),
            });
            var documents = new Bucket(stack, "Documents");
            var connection = McpConnection.ToUrl("https://api.weather.example/v1", new McpConnectionProps
            {
                Credentials = McpCredentials.ApiKeyHeader("x-api-key", new Secret(stack, "ApiKey")),
            });

            var server = new RemoteMcpServer(stack, "Weather", new RemoteMcpServerProps
            {
                Title = "Weather",
                Instructions = "Ask for one city at a time.",
                Tools = new[]
                {
                    McpTool.FromFunction("get_forecast", forecast, new McpFunctionToolProps
                    {
                        Description = "The forecast for a city.",
                        ReadOnly = true,
                        InputSchema = McpSchema.FromJson(new Dictionary<string, object>
                        {
                            ["type"] = "object",
                            ["properties"] = new Dictionary<string, object>
                            {
                                ["city"] = new Dictionary<string, object> { ["type"] = "string", ["minLength"] = 1 },
                                ["days"] = new Dictionary<string, object> { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 7 },
                                ["units"] = new Dictionary<string, object> { ["enum"] = new string?[] { "metric", null } },
                            },
                            ["required"] = new[] { "city" },
                        }),
                        // A null must be the same in every language.
                        OutputSchema = McpSchema.FromJsonText(
                            @"{""type"":""object"",""properties"":{""degrees"":{""type"":""number""},""warning"":{""const"":null,""default"":null}}}"),
                        Reports = McpReports.FromTable(),
                    }),
                    McpTool.FromCode(
                        "convert",
                        McpCode.FromFile("files/tool.mjs", new McpCodeOptions { Environment = new Dictionary<string, string> { ["UNITS"] = "imperial" } }),
                        new McpToolProps
                        {
                            Description = "Converts degrees.",
                            ReadOnly = true,
                            ResultCache = McpResultCache.AcrossCallers(Duration.Minutes(5)),
                        }),
                    McpTool.FromCode("convert_back", McpCode.FromDirectory("files", "tool.mjs"), new McpToolProps
                    {
                        Description = "Converts degrees back.",
                        RequiredScopes = new[] { "mcp" },
                    }),
                    McpTool.FromFunction("get_stable_forecast", forecast.AddAlias("stable"), new McpFunctionToolProps
                    {
                        Description = "The forecast of the stable version.",
                    }),
                    McpTool.FromStateMachine("plan", machine, new McpStateMachineToolProps
                    {
                        Description = "Plans a journey.",
                        ExecutionInput = McpExecutionInput.ARGUMENTS,
                    }),
                    McpTool.FromHttp("get_alerts", connection, new McpHttpToolProps
                    {
                        Description = "The alerts of an area.",
                        Url = "/alerts/{area}",
                        InputSchema = McpSchema.FromJson(new Dictionary<string, object>
                        {
                            ["type"] = "object",
                            ["properties"] = new Dictionary<string, object> { ["area"] = new Dictionary<string, object> { ["type"] = "string" } },
                            ["required"] = new[] { "area" },
                        }),
                        Selection = McpHttpSelection.FromPointer("/alerts"),
                        MaxAnswerSize = Size.Kibibytes(64),
                    }),
                },
                Toolsets = new[]
                {
                    McpToolset.FromOpenApi(McpApiDocument.FromFile("files/stations.yaml"), connection, new McpOpenApiToolsetProps
                    {
                        Include = new[] { McpApiOperations.WithId("getStation") },
                        Overrides = new Dictionary<string, IMcpApiToolOverrides>
                        {
                            ["getStation"] = new McpApiToolOverrides { Name = "get_station", Title = "Station" },
                        },
                    }),
                    McpToolset.FromRemoteServer("docs", connection, new McpRemoteServerProps
                    {
                        LockFile = "files/docs.lock.json",
                        Include = new[] { "search", "read", "delete" },
                        Exclude = new[] { "delete" },
                        RequiredScopes = new[] { "mcp" },
                        Overrides = new Dictionary<string, IMcpRemoteToolOverrides>
                        {
                            ["read"] = new McpRemoteToolOverrides { RequiredScopes = Array.Empty<string>() },
                        },
                    }),
                    new ClockTools(forecast),
                },
                Skills = new[]
                {
                    McpSkill.FromDirectory("files/pack-for-rain", new McpSkillProps { Prefix = "weather", RequiredScopes = new[] { "mcp" } }),
                },
                Apps = new[]
                {
                    McpApp.FromAsset("ui://weather/forecast", "files/forecast.html", new McpAppProps
                    {
                        Name = "forecast",
                        Tools = new[] { "get_forecast" },
                        AppOnlyTools = new[] { "convert" },
                        PrefersBorder = true,
                        Permissions = new[] { McpAppPermission.GEOLOCATION },
                        ContentSecurityPolicy = new McpAppContentSecurityPolicy { ConnectDomains = new[] { "https://api.weather.example" } },
                    }),
                },
                Resources = new[]
                {
                    McpResource.FromDirectory("guide://", "files/guide"),
                    McpResource.FromBucket("docs://{+key}", documents, new McpBucketResourceProps
                    {
                        Name = "documents",
                        Prefix = "public/",
                        LargeContent = McpLargeContent.Linked(new McpContentLinkOptions { Expires = Duration.Minutes(2) }),
                        Ttl = Duration.Minutes(1),
                    }),
                    McpResource.FromBucketObject("docs://map", documents, "maps/europe.png", new McpBucketObjectResourceProps
                    {
                        Name = "map",
                        MimeType = "image/png",
                        LargeContent = McpLargeContent.Streamed(Size.Mebibytes(50)),
                        RequiredScopes = new[] { "mcp" },
                    }),
                    McpResource.FromFunction("stations://{id}", forecast, new McpFunctionResourceProps
                    {
                        Name = "station",
                        Completions = new Dictionary<string, McpCompletion> { ["id"] = McpCompletion.FromFunction(forecast) },
                    }),
                    McpResource.FromText("weather://units", new McpTextResourceProps
                    {
                        Name = "units",
                        Text = "Degrees are Celsius.",
                        MimeType = "text/plain",
                        Audience = new[] { McpRole.ASSISTANT },
                        Priority = 0.5,
                        LastModified = new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc),
                        Icons = new[]
                        {
                            McpIcon.FromUrl("https://weather.example/units.png", new McpUrlIconOptions
                            {
                                MimeType = "image/png",
                                Sizes = new[] { "48x48" },
                                Theme = McpIconTheme.DARK,
                            }),
                        },
                        Meta = McpMeta.FromJson(new Dictionary<string, object>
                        {
                            ["com.example/team"] = new Dictionary<string, object> { ["name"] = "weather", ["size"] = 3 },
                        }),
                    }),
                },
                Authorization = McpAuthorization.Oauth(new OAuthAuthorizationOptions
                {
                    AccessTokenLifetime = Duration.Minutes(30),
                    InitialAccessToken = InitialAccessToken.Generated(),
                    RegistryTable = TableV2.FromTableName(stack, "Clients", "clients"),
                }),
                Firewall = McpFirewall.Standard(new McpFirewallProps { RequestsPerIp = 5000 }),
                Monitoring = McpMonitoring.Standard(new McpMonitoringProps { LatencyThreshold = Duration.Seconds(20) }),
                AllowedOrigins = new[] { "https://app.example.com" },
                Subscriptions = McpSubscriptions.Polling(new McpPollingSubscriptionsOptions { Interval = Duration.Seconds(5), MaxPerCaller = 2 }),
                RemovalPolicy = RemovalPolicy.DESTROY,
            });

            server.Grants.PublishChanges(forecast);
            forecast.AddEnvironment("CHANGES_TABLE", server.ChangesTable!.TableName);
            server.AddTool(new CountTool());
            server.AddPrompt(McpPrompt.FromMessages("pack", new McpMessagesPromptProps
            {
                Description = "What to pack for a journey.",
                Arguments = new[] { new McpPromptArgument { Name = "city", Required = true } },
                Messages = new[]
                {
                    McpPromptMessage.Text("What do I pack for {{city}}?"),
                    McpPromptMessage.Text("I look at the forecast first.", new McpPromptMessageOptions { Role = McpRole.ASSISTANT }),
                },
            }));

            server.AddPrompt(McpPrompt.FromFunction("travel", forecast, new McpFunctionPromptProps
            {
                Arguments = new[] { new McpPromptArgument { Name = "city", Completion = McpCompletion.FromValues("Oslo", "Rome") } },
            }));

            var authorization = McpAuthorization.Oauth(new OAuthAuthorizationOptions
            {
                Scopes = new[] { new McpScope { Name = "read" }, new McpScope { Name = "write", Includes = new[] { "read" } } },
            });
            new RemoteMcpServer(stack, "Sdk", new RemoteMcpServerProps
            {
                Authorization = authorization,
                ServerCode = McpServerCode.FromSdkServer(McpCode.FromFile("files/server.mjs"), new McpServerCodeProps
                {
                    ToolScopes = new Dictionary<string, string[]> { ["drop"] = new[] { "write" } },
                    ResourceScopes = new Dictionary<string, string[]> { ["docs://{name}"] = new[] { "read" }, ["docs://readme"] = Array.Empty<string>() },
                }),
            });
            new RemoteMcpServer(stack, "Own", new RemoteMcpServerProps
            {
                Authorization = authorization,
                ServerCode = McpServerCode.FromFunction(forecast, new McpServerCodeProps
                {
                    PromptScopes = new Dictionary<string, string[]> { ["audit"] = new[] { "write" } },
                }),
            });

            Sources.Add(app);
            // What docs/getting-started.md shows.
            new WeatherStack(app, "Weather", new StackProps());
            app.Synth();
        }
    }
}
