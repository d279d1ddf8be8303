package example;

import io.github.cdkremotemcpserver.InitialAccessToken;
import io.github.cdkremotemcpserver.McpApiDocument;
import io.github.cdkremotemcpserver.McpApiOperations;
import io.github.cdkremotemcpserver.McpApiToolOverrides;
import io.github.cdkremotemcpserver.McpApp;
import io.github.cdkremotemcpserver.McpAppContentSecurityPolicy;
import io.github.cdkremotemcpserver.McpAppPermission;
import io.github.cdkremotemcpserver.McpAppProps;
import io.github.cdkremotemcpserver.McpAuthorization;
import io.github.cdkremotemcpserver.McpBucketObjectResourceProps;
import io.github.cdkremotemcpserver.McpBucketResourceProps;
import io.github.cdkremotemcpserver.McpCode;
import io.github.cdkremotemcpserver.McpCodeOptions;
import io.github.cdkremotemcpserver.McpCompletion;
import io.github.cdkremotemcpserver.McpConnection;
import io.github.cdkremotemcpserver.McpConnectionProps;
import io.github.cdkremotemcpserver.McpContentLinkOptions;
import io.github.cdkremotemcpserver.McpCredentials;
import io.github.cdkremotemcpserver.McpExecutionInput;
import io.github.cdkremotemcpserver.McpFirewall;
import io.github.cdkremotemcpserver.McpFirewallProps;
import io.github.cdkremotemcpserver.McpFunctionPromptProps;
import io.github.cdkremotemcpserver.McpFunctionResourceProps;
import io.github.cdkremotemcpserver.McpFunctionToolProps;
import io.github.cdkremotemcpserver.McpHttpSelection;
import io.github.cdkremotemcpserver.McpHttpToolProps;
import io.github.cdkremotemcpserver.McpIcon;
import io.github.cdkremotemcpserver.McpIconTheme;
import io.github.cdkremotemcpserver.McpLargeContent;
import io.github.cdkremotemcpserver.McpMessagesPromptProps;
import io.github.cdkremotemcpserver.McpMeta;
import io.github.cdkremotemcpserver.McpMonitoring;
import io.github.cdkremotemcpserver.McpMonitoringProps;
import io.github.cdkremotemcpserver.McpOpenApiToolsetProps;
import io.github.cdkremotemcpserver.McpPollingSubscriptionsOptions;
import io.github.cdkremotemcpserver.McpPrompt;
import io.github.cdkremotemcpserver.McpPromptArgument;
import io.github.cdkremotemcpserver.McpPromptMessage;
import io.github.cdkremotemcpserver.McpPromptMessageOptions;
import io.github.cdkremotemcpserver.McpRemoteServerProps;
import io.github.cdkremotemcpserver.McpRemoteToolOverrides;
import io.github.cdkremotemcpserver.McpReports;
import io.github.cdkremotemcpserver.McpResource;
import io.github.cdkremotemcpserver.McpResultCache;
import io.github.cdkremotemcpserver.McpRole;
import io.github.cdkremotemcpserver.McpSchema;
import io.github.cdkremotemcpserver.McpScope;
import io.github.cdkremotemcpserver.McpServerCode;
import io.github.cdkremotemcpserver.McpServerCodeProps;
import io.github.cdkremotemcpserver.McpSkill;
import io.github.cdkremotemcpserver.McpSkillProps;
import io.github.cdkremotemcpserver.McpStateMachineToolProps;
import io.github.cdkremotemcpserver.McpSubscriptions;
import io.github.cdkremotemcpserver.McpTextResourceProps;
import io.github.cdkremotemcpserver.McpTool;
import io.github.cdkremotemcpserver.McpToolBindOptions;
import io.github.cdkremotemcpserver.McpToolConfig;
import io.github.cdkremotemcpserver.McpToolProps;
import io.github.cdkremotemcpserver.McpToolTarget;
import io.github.cdkremotemcpserver.McpToolset;
import io.github.cdkremotemcpserver.McpToolsetBindOptions;
import io.github.cdkremotemcpserver.McpToolsetConfig;
import io.github.cdkremotemcpserver.McpUrlIconOptions;
import io.github.cdkremotemcpserver.OAuthAuthorizationOptions;
import io.github.cdkremotemcpserver.RemoteMcpServer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.dynamodb.TableV2;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachineType;
import software.constructs.Construct;

/** The consumer app in Java. It must synthesize the template of its twin in TypeScript. */
public final class ConsumerApp {
    // Not Map.of(): its order changes from run to run, and with it the hash of what is deployed.
    private static final Map<String, Object> FORECAST_ARGUMENTS = ordered(
        "type", "object",
        "properties", ordered(
            "city", ordered("type", "string", "minLength", 1),
            "days", ordered("type", "integer", "minimum", 1, "maximum", 7),
            "units", ordered("enum", Arrays.asList("metric", null))),
        "required", List.of("city"));

    /** A tool that brings its function along. */
    private static final class CountTool extends McpTool {
        CountTool() {
            super("count", McpToolProps.builder().description("Counts.").build());
        }

        @Override
        public McpToolConfig bind(final Construct scope, final McpToolBindOptions options) {
            return McpToolConfig.builder()
                .target(McpToolTarget.fromFunction(Function.Builder.create(scope, "Counter")
                    .runtime(Runtime.PYTHON_3_13)
                    .handler("index.handler")
                    .code(Code.fromInline("def handler(event, context):\n    return 1\n"))
                    .build()))
                .build();
        }
    }

    /** Tools that belong together. */
    private static final class ClockTools extends McpToolset {
        private final IFunction fn;

        ClockTools(final IFunction fn) {
            this.fn = fn;
        }

        @Override
        public McpToolsetConfig bind(final Construct scope, final McpToolsetBindOptions options) {
            final McpFunctionToolProps props = McpFunctionToolProps.builder().description("The time.").build();
            return McpToolsetConfig.builder()
                .tools(List.of(McpTool.fromFunction("now", fn, props), McpTool.fromFunction("today", fn, props)))
                .build();
        }
    }

    private ConsumerApp() {}

    private static Map<String, Object> ordered(final Object... namesAndValues) {
        final Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    public static void main(final String[] args) {
        final App app = new App();
        final Stack stack = new Stack(app, "Consumer");

        final Function forecast = Function.Builder.create(stack, "Forecast")
            .runtime(Runtime.PYTHON_3_13)
            .handler("index.handler")
            .code(Code.fromInline("def handler(event, context):\n    return {'city': event['arguments']['city'], 'degrees': 21}\n"))
            .build();

        final StateMachine machine = StateMachine.Builder.create(stack, "Plan")
            .stateMachineType(StateMachineType.EXPRESS)
            .definitionBody(DefinitionBody.fromString("{\"StartAt\":\"Done\",\"States\":{\"Done\":{\"Type\":\"Pass\",\"End\":true}}}"))
            .build();
        final Bucket documents = new Bucket(stack, "Documents");
        final McpConnection connection = McpConnection.toUrl("https://api.weather.example/v1", McpConnectionProps.builder()
            .credentials(McpCredentials.apiKeyHeader("x-api-key", new Secret(stack, "ApiKey")))
            .build());

        final RemoteMcpServer server = RemoteMcpServer.Builder.create(stack, "Weather")
            .title("Weather")
            .instructions("Ask for one city at a time.")
            .tools(List.of(
                McpTool.fromFunction("get_forecast", forecast, McpFunctionToolProps.builder()
                    .description("The forecast for a city.")
                    .readOnly(true)
                    .inputSchema(McpSchema.fromJson(FORECAST_ARGUMENTS))
                    // A null must be the same in every language.
                    .outputSchema(McpSchema.fromJsonText("{\"type\":\"object\",\"properties\":{\"degrees\":{\"type\":\"number\"},\"warning\":{\"const\":null,\"default\":null}}}"))
                    .reports(McpReports.fromTable())
                    .build()),
                McpTool.fromCode("convert", McpCode.fromFile("files/tool.mjs", McpCodeOptions.builder().environment(Map.of("UNITS", "imperial")).build()), McpToolProps.builder()
                    .description("Converts degrees.")
                    .readOnly(true)
                    .resultCache(McpResultCache.acrossCallers(Duration.minutes(5)))
                    .build()),
                McpTool.fromCode("convert_back", McpCode.fromDirectory("files", "tool.mjs"), McpToolProps.builder()
                    .description("Converts degrees back.")
                    .requiredScopes(List.of("mcp"))
                    .build()),
                McpTool.fromFunction("get_stable_forecast", forecast.addAlias("stable"), McpFunctionToolProps.builder()
                    .description("The forecast of the stable version.")
                    .build()),
                McpTool.fromStateMachine("plan", machine, McpStateMachineToolProps.builder()
                    .description("Plans a journey.")
                    .executionInput(McpExecutionInput.ARGUMENTS)
                    .build()),
                McpTool.fromHttp("get_alerts", connection, McpHttpToolProps.builder()
                    .description("The alerts of an area.")
                    .url("/alerts/{area}")
                    .inputSchema(McpSchema.fromJson(ordered(
                        "type", "object", "properties", ordered("area", ordered("type", "string")), "required", List.of("area"))))
                    .selection(McpHttpSelection.fromPointer("/alerts"))
                    .maxAnswerSize(Size.kibibytes(64))
                    .build())))
            .toolsets(List.of(
                McpToolset.fromOpenApi(McpApiDocument.fromFile("files/stations.yaml"), connection, McpOpenApiToolsetProps.builder()
                    .include(List.of(McpApiOperations.withId("getStation")))
                    .overrides(Map.of("getStation", McpApiToolOverrides.builder().name("get_station").title("Station").build()))
                    .build()),
                McpToolset.fromRemoteServer("docs", connection, McpRemoteServerProps.builder()
                    .lockFile("files/docs.lock.json")
                    .include(List.of("search", "read", "delete"))
                    .exclude(List.of("delete"))
                    .requiredScopes(List.of("mcp"))
                    .overrides(Map.of("read", McpRemoteToolOverrides.builder().requiredScopes(List.of()).build()))
                    .build()),
                new ClockTools(forecast)))
            .skills(List.of(McpSkill.fromDirectory("files/pack-for-rain", McpSkillProps.builder().prefix("weather").requiredScopes(List.of("mcp")).build())))
            .apps(List.of(McpApp.fromAsset("ui://weather/forecast", "files/forecast.html", McpAppProps.builder()
                .name("forecast")
                .tools(List.of("get_forecast"))
                .appOnlyTools(List.of("convert"))
                .prefersBorder(true)
                .permissions(List.of(McpAppPermission.GEOLOCATION))
                .contentSecurityPolicy(McpAppContentSecurityPolicy.builder().connectDomains(List.of("https://api.weather.example")).build())
                .build())))
            .resources(List.of(
                McpResource.fromDirectory("guide://", "files/guide"),
                McpResource.fromBucket("docs://{+key}", documents, McpBucketResourceProps.builder()
                    .name("documents")
                    .prefix("public/")
                    .largeContent(McpLargeContent.linked(McpContentLinkOptions.builder().expires(Duration.minutes(2)).build()))
                    .ttl(Duration.minutes(1))
                    .build()),
                McpResource.fromBucketObject("docs://map", documents, "maps/europe.png", McpBucketObjectResourceProps.builder()
                    .name("map")
                    .mimeType("image/png")
                    .largeContent(McpLargeContent.streamed(Size.mebibytes(50)))
                    .requiredScopes(List.of("mcp"))
                    .build()),
                McpResource.fromFunction("stations://{id}", forecast, McpFunctionResourceProps.builder()
                    .name("station")
                    .completions(Map.of("id", McpCompletion.fromFunction(forecast)))
                    .build()),
                McpResource.fromText("weather://units", McpTextResourceProps.builder()
                    .name("units")
                    .text("Degrees are Celsius.")
                    .mimeType("text/plain")
                    .audience(List.of(McpRole.ASSISTANT))
                    .priority(0.5)
                    .lastModified(Instant.parse("2026-01-31T12:00:00Z"))
                    .icons(List.of(McpIcon.fromUrl("https://weather.example/units.png", McpUrlIconOptions.builder()
                        .mimeType("image/png").sizes(List.of("48x48")).theme(McpIconTheme.DARK).build())))
                    .meta(McpMeta.fromJson(ordered("com.example/team", ordered("name", "weather", "size", 3))))
                    .build())))
            .authorization(McpAuthorization.oauth(OAuthAuthorizationOptions.builder()
                .accessTokenLifetime(Duration.minutes(30))
                .initialAccessToken(InitialAccessToken.generated())
                .registryTable(TableV2.fromTableName(stack, "Clients", "clients"))
                .build()))
            .firewall(McpFirewall.standard(McpFirewallProps.builder().requestsPerIp(5000).build()))
            .monitoring(McpMonitoring.standard(McpMonitoringProps.builder().latencyThreshold(Duration.seconds(20)).build()))
            .allowedOrigins(List.of("https://app.example.com"))
            .subscriptions(McpSubscriptions.polling(
                McpPollingSubscriptionsOptions.builder().interval(Duration.seconds(5)).maxPerCaller(2).build()))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();

        server.getGrants().publishChanges(forecast);
        forecast.addEnvironment("CHANGES_TABLE", server.getChangesTable().getTableName());
        server.addTool(new CountTool());
        server.addPrompt(McpPrompt.fromMessages("pack", McpMessagesPromptProps.builder()
            .description("What to pack for a journey.")
            .arguments(List.of(McpPromptArgument.builder().name("city").required(true).build()))
            .messages(List.of(
                McpPromptMessage.text("What do I pack for {{city}}?"),
                McpPromptMessage.text("I look at the forecast first.", McpPromptMessageOptions.builder().role(McpRole.ASSISTANT).build())))
            .build()));

        server.addPrompt(McpPrompt.fromFunction("travel", forecast, McpFunctionPromptProps.builder()
            .arguments(List.of(McpPromptArgument.builder().name("city").completion(McpCompletion.fromValues("Oslo", "Rome")).build()))
            .build()));

        final McpAuthorization authorization = McpAuthorization.oauth(OAuthAuthorizationOptions.builder()
            .scopes(List.of(McpScope.builder().name("read").build(), McpScope.builder().name("write").includes(List.of("read")).build()))
            .build());
        RemoteMcpServer.Builder.create(stack, "Sdk")
            .authorization(authorization)
            .serverCode(McpServerCode.fromSdkServer(McpCode.fromFile("files/server.mjs"), McpServerCodeProps.builder()
                .toolScopes(Map.of("drop", List.of("write")))
                .resourceScopes(Map.of("docs://{name}", List.of("read"), "docs://readme", List.of()))
                .build()))
            .build();
        RemoteMcpServer.Builder.create(stack, "Own")
            .authorization(authorization)
            .serverCode(McpServerCode.fromFunction(forecast, McpServerCodeProps.builder().promptScopes(Map.of("audit", List.of("write"))).build()))
            .build();

        Sources.sources(app);
        app.synth();
    }
}
