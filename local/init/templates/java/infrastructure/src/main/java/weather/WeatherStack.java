package weather;

import io.github.cdkremotemcpserver.McpFunctionToolProps;
import io.github.cdkremotemcpserver.McpSchema;
import io.github.cdkremotemcpserver.McpTool;
import io.github.cdkremotemcpserver.RemoteMcpServer;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** A remote MCP server with one tool. */
public final class WeatherStack extends Stack {
    public WeatherStack(Construct scope, String id) {
        super(scope, id);

        Function forecast = Function.Builder.create(this, "Forecast")
            .runtime(Runtime.JAVA_21)
            .handler("weather.Forecast::handle")
            .code(Code.fromAsset("functions/forecast/target/classes"))
            // A JVM starts too slowly with the processor that comes with less.
            .memorySize(1024)
            .timeout(Duration.seconds(20))
            .build();

        RemoteMcpServer.Builder.create(this, "Server")
            .serverName("weather")
            .tools(List.of(
                McpTool.fromFunction("get_forecast", forecast, McpFunctionToolProps.builder()
                    .description("The forecast of a city for today.")
                    .inputSchema(McpSchema.fromJsonText("""
                        {
                          "type": "object",
                          "properties": { "city": { "type": "string", "description": "The name of a city, such as Lisbon" } },
                          "required": ["city"]
                        }
                        """))
                    .readOnly(true)
                    .build())))
            .build();
    }
}
