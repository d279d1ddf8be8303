using System;
using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Assets;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.StepFunctions;
using CdkRemoteMcpServer;
using Constructs;

namespace Example
{
    /// <summary>Everything that can be said of what a server offers, at least once, as its twin in TypeScript.</summary>
    internal static class Sources
    {
        private const string Authority = "-----BEGIN CERTIFICATE-----\nMIIBgTCCASegAwIBAgIUNO5csUgxufCtUiUD8aGwrZQSK1QwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjkwOTUwNDRaGA8yMTI2MTEwNTA5NTA0NFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNgSsZtCJcvg9plSaLWmSEZBQF2uTa47LebX11j0ZuPUcDXwygnEBLkSk9wAFnO13it0RulzJn5Uk8gFojGiwKOjUzBRMB0GA1UdDgQWBBTbCn9TdBuGeU7HeblO0+4qctJNQjAfBgNVHSMEGDAWgBTbCn9TdBuGeU7HeblO0+4qctJNQjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCZGfhYiUOxlhPu0Lga9YgRFsRnSS58b2w13gOawqts2AIgQp0POR1OznUhytVLLMMOoK2IKaP835sLM/wXHVoW8Nw=\n-----END CERTIFICATE-----\n";

        private const string Document =
            @"{""openapi"":""3.1.0"",""info"":{""title"":""One"",""version"":""1""},""paths"":{""/one"":{""get"":{""operationId"":""one"",""responses"":{""200"":{""description"":""One""}}}}}}";

        private static readonly IDictionary<string, object> Name = new Dictionary<string, object> { ["name"] = new Dictionary<string, object> { ["type"] = "string" } };

        private static readonly IDictionary<string, object> File = new Dictionary<string, object>
        {
            ["file"] = new Dictionary<string, object>
            {
                ["type"] = "object",
                ["properties"] = new Dictionary<string, object> { ["text"] = new Dictionary<string, object> { ["type"] = "string" } },
            },
        };

        /// <summary>A tool of the user's own kind.</summary>
        private sealed class OwnTool : McpTool
        {
            private readonly McpToolTarget target;

            public OwnTool(string name, McpToolTarget target) : base(name, new McpToolProps { Description = "A kind of our own." })
            {
                this.target = target;
            }

            public override IMcpToolConfig Bind(Construct scope, IMcpToolBindOptions options) => new McpToolConfig { Target = target };
        }

        private static McpSchema Schema(IDictionary<string, object> properties) =>
            McpSchema.FromJson(new Dictionary<string, object> { ["type"] = "object", ["properties"] = properties });

        private static McpTool Http(int index, McpConnection[] connections, string method, McpHttpBody body, IDictionary<string, object> properties) =>
            McpTool.FromHttp($"http_{index}", connections[index], new McpHttpToolProps
            {
                Description = "A request.",
                Url = "/items",
                Method = method,
                Body = body,
                InputSchema = Schema(properties),
            });

        public static void Add(App app)
        {
            var stack = new Stack(app, "Sources");
            var fn = new Function(stack, "Function", new FunctionProps
            {
                Runtime = Runtime.NODEJS_22_X,
                Handler = "index.handler",
                Timeout = Duration.Seconds(10),
                Code = Code.FromInline("exports.handler = async () => 1;"),
            });
            var standard = new StateMachine(stack, "Standard", new StateMachineProps
            {
                DefinitionBody = DefinitionBody.FromString(@"{""StartAt"":""Done"",""States"":{""Done"":{""Type"":""Pass"",""End"":true}}}"),
            });
            var express = StateMachine.FromStateMachineArn(stack, "Express", "arn:aws:states:eu-west-1:111122223333:stateMachine:express");
            var bucket = new Bucket(stack, "Bucket");
            var secret = new Secret(stack, "Secret");
            var vpc = new Vpc(stack, "Vpc", new VpcProps { MaxAzs = 1, NatGateways = 0 });

            var fileIcon = McpIcon.FromFile("files/pixel.png", new McpIconOptions { Sizes = new[] { "1x1" }, Theme = McpIconTheme.LIGHT });
            var urlIcon = McpIcon.FromUrl("https://shop.example/icon.svg", new McpUrlIconOptions
            {
                MimeType = "image/svg+xml",
                Sizes = new[] { "any" },
                Theme = McpIconTheme.DARK,
            });
            var meta = McpMeta.FromJsonText(@"{""com.example/owner"":""shop""}");
            var area = McpSchema.FromFile("files/area.schema.json");

            var uploads = McpConnection.ToUrl("https://api.shop.example/v1", new McpConnectionProps
            {
                Credentials = McpCredentials.ApiKeyHeader("x-api-key", secret, new McpApiKeyOptions { Field = "key", Prefix = "Token " }),
                AdditionalOrigins = new[] { "https://uploads.shop.example" },
                CertificateAuthorities = McpCertificateAuthorities.FromFile("files/ca.pem"),
            });
            var connections = new[]
            {
                uploads,
                McpConnection.ToUrl("http://inner.shop.example", new McpConnectionProps { PrivateNetwork = true, Credentials = McpCredentials.None() }),
                McpConnection.ToUrl("https://query.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.ApiKeyQuery("key", secret),
                    CertificateAuthorities = McpCertificateAuthorities.FromText(Authority),
                }),
                McpConnection.ToUrl("https://cookie.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.ApiKeyCookie("key", secret),
                    CertificateAuthorities = McpCertificateAuthorities.FromAsset(new Asset(stack, "Authority", new AssetProps { Path = "files/ca.pem" })),
                }),
                McpConnection.ToUrl("https://basic.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.Basic(secret, new McpBasicCredentialsOptions { UsernameField = "user", PasswordField = "pass" }),
                }),
                McpConnection.ToUrl("https://bearer.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.Bearer(secret, new McpSecretOptions { Field = "token" }),
                }),
                McpConnection.ToUrl("https://oauth.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.OauthClientCredentials(new McpClientCredentialsOptions
                    {
                        TokenEndpoint = "https://login.shop.example/token",
                        ClientSecret = secret,
                        ClientId = "mcp",
                        ClientSecretField = "secret",
                        Scopes = new[] { "items" },
                        Audience = "shop",
                        Resource = "https://oauth.shop.example",
                        AuthenticationMethod = McpClientAuthenticationMethod.CLIENT_SECRET_POST,
                    }),
                }),
                McpConnection.ToUrl("https://basic-oauth.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.OauthClientCredentials(new McpClientCredentialsOptions
                    {
                        TokenEndpoint = "https://login.shop.example/token",
                        ClientSecret = secret,
                        AuthenticationMethod = McpClientAuthenticationMethod.CLIENT_SECRET_BASIC,
                    }),
                }),
                McpConnection.ToUrl("https://signed.shop.example", new McpConnectionProps
                {
                    Credentials = McpCredentials.SigV4(new McpSigV4Options { Service = "execute-api", Region = "eu-west-1" }),
                }),
            };

            var server = new RemoteMcpServer(stack, "Server", new RemoteMcpServerProps
            {
                Authorization = McpAuthorization.Oauth(new OAuthAuthorizationOptions
                {
                    Scopes = new[]
                    {
                        new McpScope { Name = "items", Description = "Items" },
                        new McpScope { Name = "admin", Includes = new[] { "items" } },
                    },
                }),
                Description = "All that a shop has.",
                ServerCard = new McpServerCardProps { Name = "com.example/shop" },
                ServerVersion = "1.2.3",
                WebsiteUrl = "https://shop.example",
                Icons = new[] { urlIcon },
                ToolTimeout = Duration.Minutes(2),
                Connector = new McpConnectorProps
                {
                    Vpc = vpc,
                    VpcSubnets = new SubnetSelection { SubnetType = SubnetType.PRIVATE_ISOLATED },
                    SecurityGroups = new[] { new SecurityGroup(stack, "Group", new SecurityGroupProps { Vpc = vpc }) },
                    Timeout = Duration.Seconds(40),
                    MemorySize = 512,
                },
                Tools = new[]
                {
                    McpTool.FromFunction("described", fn, new McpFunctionToolProps
                    {
                        Description = "Says all of itself.",
                        Title = "Described",
                        Icons = new[] { fileIcon },
                        Meta = meta,
                        InputSchema = area,
                        ReadOnly = false,
                        Destructive = false,
                        Idempotent = true,
                        OpenWorld = false,
                        RequiredScopes = new[] { "admin" },
                        Confirm = "Do it in {{area}}?",
                        AuditedArguments = new[] { "area" },
                        Cancellable = true,
                        Reports = McpReports.FromResponseStream(),
                    }),
                    McpTool.FromFunction("asking", fn, new McpFunctionToolProps
                    {
                        Description = "Asks.",
                        Asks = true,
                        Task = McpTask.Required(new McpTaskOptions { Decides = true, PollInterval = Duration.Seconds(3), Ttl = Duration.Hours(2) }),
                    }),
                    McpTool.FromCode(
                        "shout",
                        McpCode.FromEntry("files/entry.ts", new McpCodeEntryOptions
                        {
                            ExternalModules = new[] { "@aws-sdk/*" },
                            Environment = new Dictionary<string, string> { ["LOUD"] = "yes" },
                        }),
                        new McpToolProps { Description = "Shouts.", ReadOnly = true, ResultCache = McpResultCache.PerCaller(Duration.Minutes(1)) }),
                    McpTool.FromStateMachine("standard", standard, new McpStateMachineToolProps
                    {
                        Description = "Takes long.",
                        ExecutionInput = McpExecutionInput.INVOCATION,
                        StopOnCancel = true,
                        WaitTime = Duration.Seconds(20),
                        Task = McpTask.Optional(new McpTaskOptions { Ttl = Duration.Hours(1) }),
                    }),
                    McpTool.FromStateMachine("express", express, new McpStateMachineToolProps
                    {
                        Description = "Is quick.",
                        StateMachineType = StateMachineType.EXPRESS,
                    }),
                    McpTool.FromHttp("find", uploads, new McpHttpToolProps
                    {
                        Description = "Finds items.",
                        Url = "/items/{area}{?limit}",
                        Method = "GET",
                        Headers = new Dictionary<string, string> { ["x-tenant"] = "{tenant}" },
                        Query = new Dictionary<string, string> { ["v"] = "2" },
                        Selection = McpHttpSelection.FromJsonata("items.name"),
                        MaxAnswerSize = Size.Kibibytes(8),
                        Timeout = Duration.Seconds(5),
                        InputSchema = McpSchema.FromJson(new Dictionary<string, object>
                        {
                            ["type"] = "object",
                            ["properties"] = new Dictionary<string, object>
                            {
                                ["area"] = new Dictionary<string, object> { ["type"] = "string" },
                                ["limit"] = new Dictionary<string, object> { ["type"] = "integer" },
                                ["tenant"] = new Dictionary<string, object> { ["type"] = "string" },
                            },
                            ["required"] = new[] { "area", "tenant" },
                        }),
                        OutputSchema = Schema(new Dictionary<string, object> { ["names"] = new Dictionary<string, object> { ["type"] = "array" } }),
                    }),
                    Http(1, connections, "POST", McpHttpBody.Json(new McpHttpJsonBodyProps
                    {
                        Members = new Dictionary<string, string> { ["/item/name"] = "name" },
                        Constants = new Dictionary<string, object> { ["/source"] = "mcp", ["/tags"] = new object[] { "a", 1 } },
                        MediaType = "application/vnd.shop+json",
                    }), Name),
                    Http(2, connections, "POST", McpHttpBody.Form(), Name),
                    Http(3, connections, "PUT", McpHttpBody.Multipart(new[] { "file" }), File),
                    Http(4, connections, "PUT", McpHttpBody.FromArgument("name", "text/plain"), Name),
                    Http(5, connections, "DELETE", McpHttpBody.None(), Name),
                    Http(6, connections, "PATCH", McpHttpBody.Json(), Name),
                    Http(7, connections, "POST", McpHttpBody.Json(), Name),
                    Http(8, connections, "POST", McpHttpBody.Json(), Name),
                    new OwnTool("own_function", McpToolTarget.FromFunction(fn, new McpFunctionOptions { Reports = McpReports.FromTable() })),
                    new OwnTool("own_code", McpToolTarget.FromCode(McpCode.FromFile("files/tool.mjs"))),
                    new OwnTool("own_machine", McpToolTarget.FromStateMachine(express, new McpStateMachineOptions
                    {
                        StateMachineType = StateMachineType.EXPRESS,
                        ExecutionInput = McpExecutionInput.ARGUMENTS,
                    })),
                },
                Prompts = new[]
                {
                    McpPrompt.FromMessages("show", new McpMessagesPromptProps
                    {
                        Title = "Show",
                        Description = "Shows all kinds of content.",
                        Icons = new[] { fileIcon },
                        Meta = meta,
                        RequiredScopes = new[] { "items" },
                        Arguments = new[] { new McpPromptArgument { Name = "area", Title = "Area", Description = "Of the shop", Required = true } },
                        Messages = new[]
                        {
                            McpPromptMessage.Text("Look at {{area}}.", new McpPromptMessageOptions { Role = McpRole.USER }),
                            McpPromptMessage.Image("files/pixel.png", new McpPromptMessageOptions { Role = McpRole.ASSISTANT }),
                            McpPromptMessage.Audio("files/silence.wav", new McpPromptMessageOptions { Role = McpRole.USER }),
                            McpPromptMessage.Resource("shop://note", "A note", new McpPromptResourceOptions { Role = McpRole.ASSISTANT, MimeType = "text/plain" }),
                            McpPromptMessage.ResourceFile("shop://seasons", "files/guide/seasons.md", new McpPromptResourceFileOptions
                            {
                                Role = McpRole.USER,
                                MimeType = "text/markdown",
                            }),
                            McpPromptMessage.ResourceLink("shop://map", new McpPromptLinkOptions
                            {
                                Name = "map",
                                Title = "Map",
                                Description = "The map",
                                MimeType = "image/png",
                                Role = McpRole.USER,
                            }),
                        },
                    }),
                    McpPrompt.FromFunction("ask", fn, new McpFunctionPromptProps
                    {
                        Asks = true,
                        Arguments = new[] { new McpPromptArgument { Name = "what", Completion = McpCompletion.FromFunction(fn) } },
                    }),
                },
                Subscriptions = McpSubscriptions.Polling(new McpPollingSubscriptionsOptions
                {
                    Interval = Duration.Seconds(5),
                    MaxDuration = Duration.Minutes(5),
                    MaxPerCaller = 3,
                }),
            });

            server.AddToolset(McpToolset.FromOpenApi(
                McpApiDocument.FromFile("files/shop.yaml", new McpApiDocumentFileOptions { FollowReferences = true }),
                uploads,
                new McpOpenApiToolsetProps
                {
                    Include = new[]
                    {
                        McpApiOperations.WithTag("items").And(McpApiOperations.WithMethod("GET", "POST")),
                        McpApiOperations.WithPath("/items/*"),
                    },
                    Exclude = new[] { McpApiOperations.WithId("addItem") },
                    NamePrefix = "shop_",
                    MaxNameLength = 40,
                    MaxTools = 10,
                    MaxBytes = 100_000,
                    MaxDuration = Duration.Seconds(30),
                    MaxAnswerSize = Size.Kibibytes(16),
                    Timeout = Duration.Seconds(15),
                    OutputSchemas = true,
                    RequiredScopes = new[] { "items" },
                    Overrides = new Dictionary<string, IMcpApiToolOverrides>
                    {
                        ["listItems"] = new McpApiToolOverrides
                        {
                            Name = "items",
                            Title = "Items",
                            Description = "Lists items.",
                            Icons = new[] { urlIcon },
                            ReadOnly = true,
                            OpenWorld = false,
                            MaxAnswerSize = Size.Kibibytes(4),
                            Timeout = Duration.Seconds(4),
                            ParameterHeaders = new Dictionary<string, string> { ["region"] = "Region" },
                            AuditedArguments = new[] { "region" },
                            RequiredScopes = Array.Empty<string>(),
                            ResultCache = McpResultCache.AcrossCallers(Duration.Hours(1)),
                            Selection = McpHttpSelection.FromPointer("/0"),
                        },
                        ["removeItem"] = new McpApiToolOverrides
                        {
                            Confirm = "Remove {{id}}?",
                            Destructive = true,
                            Idempotent = false,
                            Task = McpTask.Optional(),
                        },
                    },
                }));
            var document = new Dictionary<string, object>
            {
                ["openapi"] = "3.1.0",
                ["info"] = new Dictionary<string, object> { ["title"] = "One", ["version"] = "1" },
                ["paths"] = new Dictionary<string, object>
                {
                    ["/one"] = new Dictionary<string, object>
                    {
                        ["get"] = new Dictionary<string, object>
                        {
                            ["operationId"] = "one",
                            ["responses"] = new Dictionary<string, object> { ["200"] = new Dictionary<string, object> { ["description"] = "One" } },
                        },
                    },
                },
            };
            var stations = new Asset(stack, "Stations", new AssetProps { Path = "files/stations.yaml" });
            foreach (var api in new[]
            {
                McpApiDocument.FromObject(document), McpApiDocument.FromText(Document.Replace("one", "two")), McpApiDocument.FromAsset(stations),
            })
            {
                server.AddToolset(McpToolset.FromOpenApi(api, connections[1], new McpOpenApiToolsetProps { Include = new[] { McpApiOperations.All() } }));
            }

            server.AddToolset(McpToolset.FromRemoteServer("docs", connections[5], new McpRemoteServerProps
            {
                LockFile = "files/docs.lock.json",
                Include = new[] { "search", "read", "delete" },
                Exclude = new[] { "read" },
                RequiredScopes = new[] { "items" },
                Overrides = new Dictionary<string, IMcpRemoteToolOverrides>
                {
                    ["search"] = new McpRemoteToolOverrides
                    {
                        AuditedArguments = new[] { "q" },
                        Icons = new[] { fileIcon },
                        ReadOnly = true,
                        OpenWorld = false,
                        ResultCache = McpResultCache.PerCaller(Duration.Minutes(2)),
                    },
                    ["delete"] = new McpRemoteToolOverrides
                    {
                        Confirm = "Delete {{q}}?",
                        Destructive = true,
                        Idempotent = true,
                        RequiredScopes = new[] { "admin" },
                        Task = McpTask.Optional(),
                    },
                },
            }));

            var completions = new Dictionary<string, McpCompletion> { ["area"] = McpCompletion.FromValues("north", "south") };
            server.AddResource(McpResource.FromAsset("shop://described", "files/guide/seasons.md", new McpResourceProps
            {
                Name = "described",
                Title = "Described",
                Description = "A resource.",
                Audience = new[] { McpRole.USER, McpRole.ASSISTANT },
                Priority = 0.25,
                LastModified = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
                Icons = new[] { fileIcon },
                Meta = meta,
                MimeType = "text/plain",
                RequiredScopes = new[] { "items" },
            }));
            server.AddResource(McpResource.FromDirectory("folder://", "files/pack-for-rain", new McpDirectoryResourceProps
            {
                Description = "Files.",
                Audience = new[] { McpRole.ASSISTANT },
                Priority = 1,
                Exclude = new[] { "SKILL.md" },
                Icons = new[] { urlIcon },
                Meta = meta,
                RequiredScopes = new[] { "admin" },
            }));
            server.AddResource(McpResource.FromTextTemplate("areas://{area}", new McpTextTemplateResourceProps
            {
                Name = "area",
                Text = "The {area}.",
                Completions = completions,
            }));
            server.AddResource(McpResource.FromFunction("orders://{area}", fn, new McpFunctionResourceProps { Name = "orders", Asks = true, Completions = completions }));
            server.AddResource(McpResource.FromBucket("files://{+key}", bucket, new McpBucketResourceProps
            {
                Name = "files",
                Prefix = "shop/",
                CompletesKeys = false,
                Ttl = Duration.Seconds(30),
                LargeContent = McpLargeContent.Linked(new McpContentLinkOptions { Expires = Duration.Minutes(1) }),
            }));
            server.AddResource(McpResource.FromBucketObject("files:///logo", bucket, "logo.png", new McpBucketObjectResourceProps
            {
                Name = "logo",
                Ttl = Duration.Minutes(2),
                LargeContent = McpLargeContent.Refused(),
            }));
            var skill = McpSkill.FromDirectory("files/pack-for-rain", new McpSkillProps { Prefix = "shop", RequiredScopes = new[] { "items" } });
            server.AddSkill(skill);
            var page = McpApp.FromAsset("ui://shop/items", "files/forecast.html", new McpAppProps
            {
                Name = "items",
                Title = "Items",
                Description = "Shows items.",
                Icons = new[] { urlIcon },
                Tools = new[] { "find" },
                AppOnlyTools = new[] { "described" },
                PrefersBorder = false,
                RequiredScopes = new[] { "items" },
                Permissions = new[] { McpAppPermission.CAMERA, McpAppPermission.MICROPHONE, McpAppPermission.CLIPBOARD_WRITE, McpAppPermission.GEOLOCATION },
                ContentSecurityPolicy = new McpAppContentSecurityPolicy
                {
                    BaseUriDomains = new[] { "https://a.example" },
                    ConnectDomains = new[] { "https://b.example" },
                    FrameDomains = new[] { "https://c.example" },
                    ResourceDomains = new[] { "https://d.example" },
                },
            });
            server.AddApp(page);

            new RemoteMcpServer(stack, "Own", new RemoteMcpServerProps
            {
                Subscriptions = McpSubscriptions.None(),
                Authorization = McpAuthorization.Oauth(new OAuthAuthorizationOptions { Scopes = new[] { new McpScope { Name = "items" } } }),
                ServerCode = McpServerCode.FromFunction(fn, new McpServerCodeProps
                {
                    ToolScopes = new Dictionary<string, string[]> { ["a"] = new[] { "items" } },
                    ResourceScopes = new Dictionary<string, string[]> { ["b://c"] = new[] { "items" } },
                    PromptScopes = new Dictionary<string, string[]> { ["d"] = new[] { "items" } },
                }),
            });
            var tool = new OwnTool("named", McpToolTarget.FromFunction(fn));
            var prompt = McpPrompt.FromFunction("named", fn);
            var resource = McpResource.FromFunction("a://b", fn, new McpFunctionResourceProps { Name = "b" });
            new CfnOutput(stack, "Names", new CfnOutputProps
            {
                Value = string.Join(" ", tool.Name, tool.Props.Description, prompt.Name, resource.Uri, page.Uri, skill.Path, uploads.BaseUrl),
            });
        }
    }
}
