package weather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WeatherTest {
    @RegisterExtension
    static final RemoteMcpServerExtension SERVER = new RemoteMcpServerExtension(app -> new WeatherStack(app, "Weather"));

    private static McpSyncClient client;

    @BeforeAll
    static void connect() throws Exception {
        client = SERVER.connect();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static CallToolResult forecast(String city) {
        return client.callTool(CallToolRequest.builder("get_forecast").arguments(Map.of("city", city)).build());
    }

    @Test
    void forecastsTheWeatherOfACity() {
        assertEquals(Map.of("city", "Lisbon", "sky", "sunny"), forecast("Lisbon").structuredContent());
    }

    @Test
    void saysWhichCitiesItKnows() {
        CallToolResult result = forecast("Atlantis");

        assertTrue(result.isError());
        assertTrue(result.content().toString().contains("Lisbon, Nairobi, Oslo"));
    }
}
