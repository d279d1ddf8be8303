package example;

import io.github.cdkremotemcpserver.InitialAccessToken;
import io.github.cdkremotemcpserver.McpAuthorization;
import io.github.cdkremotemcpserver.McpFirewall;
import io.github.cdkremotemcpserver.McpFirewallProps;
import io.github.cdkremotemcpserver.McpIcon;
import io.github.cdkremotemcpserver.McpIconTheme;
import io.github.cdkremotemcpserver.McpMeta;
import io.github.cdkremotemcpserver.McpMonitoring;
import io.github.cdkremotemcpserver.McpMonitoringProps;
import io.github.cdkremotemcpserver.McpPrompt;
import io.github.cdkremotemcpserver.McpPromptArgument;
import io.github.cdkremotemcpserver.McpPromptMessage;
import io.github.cdkremotemcpserver.McpPromptMessageOptions;
import io.github.cdkremotemcpserver.McpPromptProps;
import io.github.cdkremotemcpserver.McpResource;
import io.github.cdkremotemcpserver.McpRole;
import io.github.cdkremotemcpserver.McpSchema;
import io.github.cdkremotemcpserver.McpTextResourceProps;
import io.github.cdkremotemcpserver.McpTool;
import io.github.cdkremotemcpserver.McpToolBindOptions;
import io.github.cdkremotemcpserver.McpToolConfig;
import io.github.cdkremotemcpserver.McpToolProps;
import io.github.cdkremotemcpserver.McpToolTarget;
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
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
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

        final RemoteMcpServer server = RemoteMcpServer.Builder.create(stack, "Weather")
            .title("Weather")
            .instructions("Ask for one city at a time.")
            .tools(List.of(
                McpTool.fromFunction("get_forecast", forecast, McpToolProps.builder()
                    .description("The forecast for a city.")
                    .readOnly(true)
                    .inputSchema(McpSchema.fromJson(FORECAST_ARGUMENTS))
                    // A null must be the same in every language.
                    .outputSchema(McpSchema.fromJsonText("{\"type\":\"object\",\"properties\":{\"degrees\":{\"type\":\"number\"},\"warning\":{\"const\":null,\"default\":null}}}"))
                    .build())))
            .resources(List.of(
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
                .build()))
            .firewall(McpFirewall.standard(McpFirewallProps.builder().requestsPerIp(5000).build()))
            .monitoring(McpMonitoring.standard(McpMonitoringProps.builder().latencyThreshold(Duration.seconds(20)).build()))
            .allowedOrigins(List.of("https://app.example.com"))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();

        server.addTool(new CountTool());
        server.addPrompt(McpPrompt.fromMessages("pack", McpPromptProps.builder()
            .description("What to pack for a journey.")
            .arguments(List.of(McpPromptArgument.builder().name("city").required(true).build()))
            .messages(List.of(
                McpPromptMessage.text("What do I pack for {{city}}?"),
                McpPromptMessage.text("I look at the forecast first.", McpPromptMessageOptions.builder().role(McpRole.ASSISTANT).build())))
            .build()));

        app.synth();
    }
}
