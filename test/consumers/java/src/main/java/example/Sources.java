package example;

import static java.util.List.of;

import io.github.cdkremotemcpserver.McpApiDocument;
import io.github.cdkremotemcpserver.McpApiDocumentFileOptions;
import io.github.cdkremotemcpserver.McpApiKeyOptions;
import io.github.cdkremotemcpserver.McpApiOperations;
import io.github.cdkremotemcpserver.McpApiToolOverrides;
import io.github.cdkremotemcpserver.McpApp;
import io.github.cdkremotemcpserver.McpAppContentSecurityPolicy;
import io.github.cdkremotemcpserver.McpAppPermission;
import io.github.cdkremotemcpserver.McpAppProps;
import io.github.cdkremotemcpserver.McpAuthorization;
import io.github.cdkremotemcpserver.McpBasicCredentialsOptions;
import io.github.cdkremotemcpserver.McpBucketObjectResourceProps;
import io.github.cdkremotemcpserver.McpBucketResourceProps;
import io.github.cdkremotemcpserver.McpCertificateAuthorities;
import io.github.cdkremotemcpserver.McpClientAuthenticationMethod;
import io.github.cdkremotemcpserver.McpClientCredentialsOptions;
import io.github.cdkremotemcpserver.McpCode;
import io.github.cdkremotemcpserver.McpCodeEntryOptions;
import io.github.cdkremotemcpserver.McpCompletion;
import io.github.cdkremotemcpserver.McpConnection;
import io.github.cdkremotemcpserver.McpConnectionProps;
import io.github.cdkremotemcpserver.McpConnectorProps;
import io.github.cdkremotemcpserver.McpContentLinkOptions;
import io.github.cdkremotemcpserver.McpCredentials;
import io.github.cdkremotemcpserver.McpDirectoryResourceProps;
import io.github.cdkremotemcpserver.McpExecutionInput;
import io.github.cdkremotemcpserver.McpFunctionOptions;
import io.github.cdkremotemcpserver.McpFunctionPromptProps;
import io.github.cdkremotemcpserver.McpFunctionResourceProps;
import io.github.cdkremotemcpserver.McpFunctionToolProps;
import io.github.cdkremotemcpserver.McpHttpBody;
import io.github.cdkremotemcpserver.McpHttpJsonBodyProps;
import io.github.cdkremotemcpserver.McpHttpSelection;
import io.github.cdkremotemcpserver.McpHttpToolProps;
import io.github.cdkremotemcpserver.McpIcon;
import io.github.cdkremotemcpserver.McpIconOptions;
import io.github.cdkremotemcpserver.McpIconTheme;
import io.github.cdkremotemcpserver.McpLargeContent;
import io.github.cdkremotemcpserver.McpMessagesPromptProps;
import io.github.cdkremotemcpserver.McpMeta;
import io.github.cdkremotemcpserver.McpOpenApiToolsetProps;
import io.github.cdkremotemcpserver.McpPollingSubscriptionsOptions;
import io.github.cdkremotemcpserver.McpPrompt;
import io.github.cdkremotemcpserver.McpPromptArgument;
import io.github.cdkremotemcpserver.McpPromptLinkOptions;
import io.github.cdkremotemcpserver.McpPromptMessage;
import io.github.cdkremotemcpserver.McpPromptMessageOptions;
import io.github.cdkremotemcpserver.McpPromptResourceFileOptions;
import io.github.cdkremotemcpserver.McpPromptResourceOptions;
import io.github.cdkremotemcpserver.McpRemoteServerProps;
import io.github.cdkremotemcpserver.McpRemoteToolOverrides;
import io.github.cdkremotemcpserver.McpReports;
import io.github.cdkremotemcpserver.McpResource;
import io.github.cdkremotemcpserver.McpResourceProps;
import io.github.cdkremotemcpserver.McpResultCache;
import io.github.cdkremotemcpserver.McpRole;
import io.github.cdkremotemcpserver.McpSchema;
import io.github.cdkremotemcpserver.McpScope;
import io.github.cdkremotemcpserver.McpSecretOptions;
import io.github.cdkremotemcpserver.McpServerCardProps;
import io.github.cdkremotemcpserver.McpServerCode;
import io.github.cdkremotemcpserver.McpServerCodeProps;
import io.github.cdkremotemcpserver.McpSigV4Options;
import io.github.cdkremotemcpserver.McpSkill;
import io.github.cdkremotemcpserver.McpSkillProps;
import io.github.cdkremotemcpserver.McpStateMachineOptions;
import io.github.cdkremotemcpserver.McpStateMachineToolProps;
import io.github.cdkremotemcpserver.McpSubscriptions;
import io.github.cdkremotemcpserver.McpTask;
import io.github.cdkremotemcpserver.McpTaskOptions;
import io.github.cdkremotemcpserver.McpTextTemplateResourceProps;
import io.github.cdkremotemcpserver.McpTool;
import io.github.cdkremotemcpserver.McpToolBindOptions;
import io.github.cdkremotemcpserver.McpToolConfig;
import io.github.cdkremotemcpserver.McpToolProps;
import io.github.cdkremotemcpserver.McpToolTarget;
import io.github.cdkremotemcpserver.McpToolset;
import io.github.cdkremotemcpserver.McpUrlIconOptions;
import io.github.cdkremotemcpserver.OAuthAuthorizationOptions;
import io.github.cdkremotemcpserver.RemoteMcpServer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachineType;
import software.constructs.Construct;

/** Everything that can be said of what a server offers, at least once, as its twin in TypeScript. */
final class Sources {
    private static final String CA = "-----BEGIN CERTIFICATE-----\nMIIBgTCCASegAwIBAgIUNO5csUgxufCtUiUD8aGwrZQSK1QwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjkwOTUwNDRaGA8yMTI2MTEwNTA5NTA0NFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNgSsZtCJcvg9plSaLWmSEZBQF2uTa47LebX11j0ZuPUcDXwygnEBLkSk9wAFnO13it0RulzJn5Uk8gFojGiwKOjUzBRMB0GA1UdDgQWBBTbCn9TdBuGeU7HeblO0+4qctJNQjAfBgNVHSMEGDAWgBTbCn9TdBuGeU7HeblO0+4qctJNQjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCZGfhYiUOxlhPu0Lga9YgRFsRnSS58b2w13gOawqts2AIgQp0POR1OznUhytVLLMMOoK2IKaP835sLM/wXHVoW8Nw=\n-----END CERTIFICATE-----\n";
    private static final Map<String, Object> NAME = ordered("name", ordered("type", "string"));
    private static final Map<String, Object> FILE =
        ordered("file", ordered("type", "object", "properties", ordered("text", ordered("type", "string"))));
    private static final String DOCUMENT =
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"One\",\"version\":\"1\"},\"paths\":{\"/one\":{\"get\":{\"operationId\":\"one\",\"responses\":{\"200\":{\"description\":\"One\"}}}}}}";

    /** A tool of the user's own kind. */
    private static final class OwnTool extends McpTool {
        private final McpToolTarget target;

        OwnTool(final String name, final McpToolTarget target) {
            super(name, McpToolProps.builder().description("A kind of our own.").build());
            this.target = target;
        }

        @Override
        public McpToolConfig bind(final Construct scope, final McpToolBindOptions options) {
            return McpToolConfig.builder().target(target).build();
        }
    }

    private Sources() {}

    private static Map<String, Object> ordered(final Object... namesAndValues) {
        final Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static McpSchema object(final Map<String, Object> properties) {
        return McpSchema.fromJson(ordered("type", "object", "properties", properties));
    }

    private static McpTool http(
        final int index, final List<McpConnection> connections, final String method, final McpHttpBody body, final Map<String, Object> properties) {
        return McpTool.fromHttp("http_" + index, connections.get(index), McpHttpToolProps.builder()
            .description("A request.").url("/items").method(method).body(body).inputSchema(object(properties)).build());
    }

    static void sources(final App app) {
        final Stack stack = new Stack(app, "Sources");
        final Function fn = Function.Builder.create(stack, "Function")
            .runtime(Runtime.NODEJS_22_X)
            .handler("index.handler")
            .timeout(Duration.seconds(10))
            .code(Code.fromInline("exports.handler = async () => 1;"))
            .build();
        final StateMachine standard = StateMachine.Builder.create(stack, "Standard")
            .definitionBody(DefinitionBody.fromString("{\"StartAt\":\"Done\",\"States\":{\"Done\":{\"Type\":\"Pass\",\"End\":true}}}"))
            .build();
        final IStateMachine express =
            StateMachine.fromStateMachineArn(stack, "Express", "arn:aws:states:eu-west-1:111122223333:stateMachine:express");
        final Bucket bucket = new Bucket(stack, "Bucket");
        final Secret secret = new Secret(stack, "Secret");
        final Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(0).build();

        final McpIcon fileIcon =
            McpIcon.fromFile("files/pixel.png", McpIconOptions.builder().sizes(of("1x1")).theme(McpIconTheme.LIGHT).build());
        final McpIcon urlIcon = McpIcon.fromUrl("https://shop.example/icon.svg", McpUrlIconOptions.builder()
            .mimeType("image/svg+xml").sizes(of("any")).theme(McpIconTheme.DARK).build());
        final McpMeta meta = McpMeta.fromJsonText("{\"com.example/owner\":\"shop\"}");
        final McpSchema area = McpSchema.fromFile("files/area.schema.json");

        final McpConnection uploads = McpConnection.toUrl("https://api.shop.example/v1", McpConnectionProps.builder()
            .credentials(McpCredentials.apiKeyHeader("x-api-key", secret, McpApiKeyOptions.builder().field("key").prefix("Token ").build()))
            .additionalOrigins(of("https://uploads.shop.example"))
            .certificateAuthorities(McpCertificateAuthorities.fromFile("files/ca.pem"))
            .build());
        final List<McpConnection> connections = of(
            uploads,
            McpConnection.toUrl("http://inner.shop.example", McpConnectionProps.builder()
                .privateNetwork(true).credentials(McpCredentials.none()).build()),
            McpConnection.toUrl("https://query.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.apiKeyQuery("key", secret))
                .certificateAuthorities(McpCertificateAuthorities.fromText(CA))
                .build()),
            McpConnection.toUrl("https://cookie.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.apiKeyCookie("key", secret))
                .certificateAuthorities(McpCertificateAuthorities.fromAsset(Asset.Builder.create(stack, "Authority").path("files/ca.pem").build()))
                .build()),
            McpConnection.toUrl("https://basic.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.basic(secret, McpBasicCredentialsOptions.builder().usernameField("user").passwordField("pass").build()))
                .build()),
            McpConnection.toUrl("https://bearer.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.bearer(secret, McpSecretOptions.builder().field("token").build()))
                .build()),
            McpConnection.toUrl("https://oauth.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.oauthClientCredentials(McpClientCredentialsOptions.builder()
                    .tokenEndpoint("https://login.shop.example/token")
                    .clientSecret(secret)
                    .clientId("mcp")
                    .clientSecretField("secret")
                    .scopes(of("items"))
                    .audience("shop")
                    .resource("https://oauth.shop.example")
                    .authenticationMethod(McpClientAuthenticationMethod.CLIENT_SECRET_POST)
                    .build()))
                .build()),
            McpConnection.toUrl("https://basic-oauth.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.oauthClientCredentials(McpClientCredentialsOptions.builder()
                    .tokenEndpoint("https://login.shop.example/token")
                    .clientSecret(secret)
                    .authenticationMethod(McpClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .build()))
                .build()),
            McpConnection.toUrl("https://signed.shop.example", McpConnectionProps.builder()
                .credentials(McpCredentials.sigV4(McpSigV4Options.builder().service("execute-api").region("eu-west-1").build()))
                .build()));

        final RemoteMcpServer server = RemoteMcpServer.Builder.create(stack, "Server")
            .authorization(McpAuthorization.oauth(OAuthAuthorizationOptions.builder()
                .scopes(of(
                    McpScope.builder().name("items").description("Items").build(),
                    McpScope.builder().name("admin").includes(of("items")).build()))
                .build()))
            .description("All that a shop has.")
            .serverCard(McpServerCardProps.builder().name("com.example/shop").build())
            .serverVersion("1.2.3")
            .websiteUrl("https://shop.example")
            .icons(of(urlIcon))
            .toolTimeout(Duration.minutes(2))
            .connector(McpConnectorProps.builder()
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .securityGroups(of(SecurityGroup.Builder.create(stack, "Group").vpc(vpc).build()))
                .timeout(Duration.seconds(40))
                .memorySize(512)
                .build())
            .tools(of(
                McpTool.fromFunction("described", fn, McpFunctionToolProps.builder()
                    .description("Says all of itself.")
                    .title("Described")
                    .icons(of(fileIcon))
                    .meta(meta)
                    .inputSchema(area)
                    .readOnly(false)
                    .destructive(false)
                    .idempotent(true)
                    .openWorld(false)
                    .requiredScopes(of("admin"))
                    .confirm("Do it in {{area}}?")
                    .auditedArguments(of("area"))
                    .cancellable(true)
                    .reports(McpReports.fromResponseStream())
                    .build()),
                McpTool.fromFunction("asking", fn, McpFunctionToolProps.builder()
                    .description("Asks.")
                    .asks(true)
                    .task(McpTask.required(McpTaskOptions.builder().decides(true).pollInterval(Duration.seconds(3)).ttl(Duration.hours(2)).build()))
                    .build()),
                McpTool.fromCode(
                    "shout",
                    McpCode.fromEntry("files/entry.ts", McpCodeEntryOptions.builder()
                        .externalModules(of("@aws-sdk/*")).environment(Map.of("LOUD", "yes")).build()),
                    McpToolProps.builder().description("Shouts.").readOnly(true).resultCache(McpResultCache.perCaller(Duration.minutes(1))).build()),
                McpTool.fromStateMachine("standard", standard, McpStateMachineToolProps.builder()
                    .description("Takes long.")
                    .executionInput(McpExecutionInput.INVOCATION)
                    .stopOnCancel(true)
                    .waitTime(Duration.seconds(20))
                    .task(McpTask.optional(McpTaskOptions.builder().ttl(Duration.hours(1)).build()))
                    .build()),
                McpTool.fromStateMachine("express", express, McpStateMachineToolProps.builder()
                    .description("Is quick.")
                    .stateMachineType(StateMachineType.EXPRESS)
                    .build()),
                McpTool.fromHttp("find", uploads, McpHttpToolProps.builder()
                    .description("Finds items.")
                    .url("/items/{area}{?limit}")
                    .method("GET")
                    .headers(Map.of("x-tenant", "{tenant}"))
                    .query(Map.of("v", "2"))
                    .selection(McpHttpSelection.fromJsonata("items.name"))
                    .maxAnswerSize(Size.kibibytes(8))
                    .timeout(Duration.seconds(5))
                    .inputSchema(McpSchema.fromJson(ordered(
                        "type", "object",
                        "properties", ordered(
                            "area", ordered("type", "string"), "limit", ordered("type", "integer"), "tenant", ordered("type", "string")),
                        "required", of("area", "tenant"))))
                    .outputSchema(object(ordered("names", ordered("type", "array"))))
                    .build()),
                http(1, connections, "POST", McpHttpBody.json(McpHttpJsonBodyProps.builder()
                    .members(Map.of("/item/name", "name"))
                    .constants(ordered("/source", "mcp", "/tags", of("a", 1)))
                    .mediaType("application/vnd.shop+json")
                    .build()), NAME),
                http(2, connections, "POST", McpHttpBody.form(), NAME),
                http(3, connections, "PUT", McpHttpBody.multipart(of("file")), FILE),
                http(4, connections, "PUT", McpHttpBody.fromArgument("name", "text/plain"), NAME),
                http(5, connections, "DELETE", McpHttpBody.none(), NAME),
                http(6, connections, "PATCH", McpHttpBody.json(), NAME),
                http(7, connections, "POST", McpHttpBody.json(), NAME),
                http(8, connections, "POST", McpHttpBody.json(), NAME),
                new OwnTool("own_function", McpToolTarget.fromFunction(fn, McpFunctionOptions.builder().reports(McpReports.fromTable()).build())),
                new OwnTool("own_code", McpToolTarget.fromCode(McpCode.fromFile("files/tool.mjs"))),
                new OwnTool("own_machine", McpToolTarget.fromStateMachine(express, McpStateMachineOptions.builder()
                    .stateMachineType(StateMachineType.EXPRESS).executionInput(McpExecutionInput.ARGUMENTS).build()))))
            .prompts(of(
                McpPrompt.fromMessages("show", McpMessagesPromptProps.builder()
                    .title("Show")
                    .description("Shows all kinds of content.")
                    .icons(of(fileIcon))
                    .meta(meta)
                    .requiredScopes(of("items"))
                    .arguments(of(McpPromptArgument.builder().name("area").title("Area").description("Of the shop").required(true).build()))
                    .messages(of(
                        McpPromptMessage.text("Look at {{area}}.", McpPromptMessageOptions.builder().role(McpRole.USER).build()),
                        McpPromptMessage.image("files/pixel.png", McpPromptMessageOptions.builder().role(McpRole.ASSISTANT).build()),
                        McpPromptMessage.audio("files/silence.wav", McpPromptMessageOptions.builder().role(McpRole.USER).build()),
                        McpPromptMessage.resource("shop://note", "A note", McpPromptResourceOptions.builder()
                            .role(McpRole.ASSISTANT).mimeType("text/plain").build()),
                        McpPromptMessage.resourceFile("shop://seasons", "files/guide/seasons.md", McpPromptResourceFileOptions.builder()
                            .role(McpRole.USER).mimeType("text/markdown").build()),
                        McpPromptMessage.resourceLink("shop://map", McpPromptLinkOptions.builder()
                            .name("map").title("Map").description("The map").mimeType("image/png").role(McpRole.USER).build())))
                    .build()),
                McpPrompt.fromFunction("ask", fn, McpFunctionPromptProps.builder()
                    .asks(true)
                    .arguments(of(McpPromptArgument.builder().name("what").completion(McpCompletion.fromFunction(fn)).build()))
                    .build())))
            .subscriptions(McpSubscriptions.polling(McpPollingSubscriptionsOptions.builder()
                .interval(Duration.seconds(5)).maxDuration(Duration.minutes(5)).maxPerCaller(3).build()))
            .build();

        server.addToolset(McpToolset.fromOpenApi(
            McpApiDocument.fromFile("files/shop.yaml", McpApiDocumentFileOptions.builder().followReferences(true).build()),
            uploads,
            McpOpenApiToolsetProps.builder()
                .include(of(
                    McpApiOperations.withTag("items").and(McpApiOperations.withMethod("GET", "POST")), McpApiOperations.withPath("/items/*")))
                .exclude(of(McpApiOperations.withId("addItem")))
                .namePrefix("shop_")
                .maxNameLength(40)
                .maxTools(10)
                .maxBytes(100_000)
                .maxDuration(Duration.seconds(30))
                .maxAnswerSize(Size.kibibytes(16))
                .timeout(Duration.seconds(15))
                .outputSchemas(true)
                .requiredScopes(of("items"))
                .overrides(Map.of(
                    "listItems", McpApiToolOverrides.builder()
                        .name("items")
                        .title("Items")
                        .description("Lists items.")
                        .icons(of(urlIcon))
                        .readOnly(true)
                        .openWorld(false)
                        .maxAnswerSize(Size.kibibytes(4))
                        .timeout(Duration.seconds(4))
                        .parameterHeaders(Map.of("region", "Region"))
                        .auditedArguments(of("region"))
                        .requiredScopes(of())
                        .resultCache(McpResultCache.acrossCallers(Duration.hours(1)))
                        .selection(McpHttpSelection.fromPointer("/0"))
                        .build(),
                    "removeItem", McpApiToolOverrides.builder().confirm("Remove {{id}}?").destructive(true).idempotent(false).task(McpTask.optional()).build()))
                .build()));
        final Map<String, Object> document = ordered(
            "openapi", "3.1.0",
            "info", ordered("title", "One", "version", "1"),
            "paths", ordered("/one", ordered("get", ordered("operationId", "one", "responses", ordered("200", ordered("description", "One"))))));
        final Asset stations = Asset.Builder.create(stack, "Stations").path("files/stations.yaml").build();
        for (final McpApiDocument api : of(
                McpApiDocument.fromObject(document), McpApiDocument.fromText(DOCUMENT.replace("one", "two")), McpApiDocument.fromAsset(stations))) {
            server.addToolset(McpToolset.fromOpenApi(api, connections.get(1), McpOpenApiToolsetProps.builder().include(of(McpApiOperations.all())).build()));
        }
        server.addToolset(McpToolset.fromRemoteServer("docs", connections.get(5), McpRemoteServerProps.builder()
            .lockFile("files/docs.lock.json")
            .include(of("search", "read", "delete"))
            .exclude(of("read"))
            .requiredScopes(of("items"))
            .overrides(Map.of(
                "search", McpRemoteToolOverrides.builder()
                    .auditedArguments(of("q"))
                    .icons(of(fileIcon)).readOnly(true).openWorld(false).resultCache(McpResultCache.perCaller(Duration.minutes(2))).build(),
                "delete", McpRemoteToolOverrides.builder()
                    .confirm("Delete {{q}}?").destructive(true).idempotent(true).requiredScopes(of("admin")).task(McpTask.optional()).build()))
            .build()));

        final Map<String, McpCompletion> completions = Map.of("area", McpCompletion.fromValues("north", "south"));
        server.addResource(McpResource.fromAsset("shop://described", "files/guide/seasons.md", McpResourceProps.builder()
            .name("described")
            .title("Described")
            .description("A resource.")
            .audience(of(McpRole.USER, McpRole.ASSISTANT))
            .priority(0.25)
            .lastModified(Instant.parse("2026-02-03T04:05:06Z"))
            .icons(of(fileIcon))
            .meta(meta)
            .mimeType("text/plain")
            .requiredScopes(of("items"))
            .build()));
        server.addResource(McpResource.fromDirectory("folder://", "files/pack-for-rain", McpDirectoryResourceProps.builder()
            .description("Files.")
            .audience(of(McpRole.ASSISTANT))
            .priority(1)
            .exclude(of("SKILL.md"))
            .icons(of(urlIcon))
            .meta(meta)
            .requiredScopes(of("admin"))
            .build()));
        server.addResource(McpResource.fromTextTemplate("areas://{area}", McpTextTemplateResourceProps.builder()
            .name("area").text("The {area}.").completions(completions).build()));
        server.addResource(McpResource.fromFunction("orders://{area}", fn, McpFunctionResourceProps.builder()
            .name("orders").asks(true).completions(completions).build()));
        server.addResource(McpResource.fromBucket("files://{+key}", bucket, McpBucketResourceProps.builder()
            .name("files")
            .prefix("shop/")
            .completesKeys(false)
            .ttl(Duration.seconds(30))
            .largeContent(McpLargeContent.linked(McpContentLinkOptions.builder().expires(Duration.minutes(1)).build()))
            .build()));
        server.addResource(McpResource.fromBucketObject("files:///logo", bucket, "logo.png", McpBucketObjectResourceProps.builder()
            .name("logo").ttl(Duration.minutes(2)).largeContent(McpLargeContent.refused()).build()));
        final McpSkill skill = McpSkill.fromDirectory("files/pack-for-rain", McpSkillProps.builder().prefix("shop").requiredScopes(of("items")).build());
        server.addSkill(skill);
        final McpApp page = McpApp.fromAsset("ui://shop/items", "files/forecast.html", McpAppProps.builder()
            .name("items")
            .title("Items")
            .description("Shows items.")
            .icons(of(urlIcon))
            .tools(of("find"))
            .appOnlyTools(of("described"))
            .prefersBorder(false)
            .requiredScopes(of("items"))
            .permissions(of(McpAppPermission.CAMERA, McpAppPermission.MICROPHONE, McpAppPermission.CLIPBOARD_WRITE, McpAppPermission.GEOLOCATION))
            .contentSecurityPolicy(McpAppContentSecurityPolicy.builder()
                .baseUriDomains(of("https://a.example"))
                .connectDomains(of("https://b.example"))
                .frameDomains(of("https://c.example"))
                .resourceDomains(of("https://d.example"))
                .build())
            .build());
        server.addApp(page);

        RemoteMcpServer.Builder.create(stack, "Own")
            .subscriptions(McpSubscriptions.none())
            .authorization(McpAuthorization.oauth(OAuthAuthorizationOptions.builder().scopes(of(McpScope.builder().name("items").build())).build()))
            .serverCode(McpServerCode.fromFunction(fn, McpServerCodeProps.builder()
                .toolScopes(Map.of("a", of("items"))).resourceScopes(Map.of("b://c", of("items"))).promptScopes(Map.of("d", of("items"))).build()))
            .build();
        final McpTool tool = new OwnTool("named", McpToolTarget.fromFunction(fn));
        final McpPrompt prompt = McpPrompt.fromFunction("named", fn);
        final McpResource resource = McpResource.fromFunction("a://b", fn, McpFunctionResourceProps.builder().name("b").build());
        CfnOutput.Builder.create(stack, "Names")
            .value(String.join(" ",
                tool.getName(), tool.getProps().getDescription(), prompt.getName(), resource.getUri(), page.getUri(), skill.getPath(), uploads.getBaseUrl()))
            .build();
    }
}
