#!/usr/bin/env bash
# Version: Maven dev.langchain4j:langchain4j-mcp 1.18.1-beta28
# Behaviour: a result with an image fails as a whole (`Unsupported content type: "image"`), though a text stands beside it. Of a tool's schema the model is told
# something else: that a map of texts has no members and may have none, and that a choice of numbers (`enum` without `type`) is an object.
#
# Output seen:
#   labels: JsonObjectSchema, properties {}, additional false
#   level: JsonObjectSchema, properties {}, additional null
#   picture: Unsupported content type: "image"
#
# This package's page on what clients refuse has the rules maps and enumsOfNumbers, and a table of results.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>example</groupId><artifactId>trial</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>dev.langchain4j</groupId><artifactId>langchain4j-mcp</artifactId><version>1.18.1-beta28</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=lib > /dev/null
cat > Trial.java <<'JAVA'
import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.node.*;
import com.sun.net.httpserver.*;
import dev.langchain4j.agent.tool.*;
import dev.langchain4j.mcp.client.*;
import dev.langchain4j.mcp.client.transport.http.*;
import dev.langchain4j.model.chat.request.json.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

class Trial {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String INITIALIZE = """
        {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"trial","version":"1"}}""";
    static final String TOOLS = """
        {"tools":[{"name":"picture","description":"Draws","inputSchema":{"type":"object","properties":{
          "labels":{"type":"object","additionalProperties":{"type":"string"}},"level":{"enum":[1,2]}}}}]}""";
    static final String PICTURE = """
        {"content":[{"type":"text","text":"A chart"},{"type":"image","data":"iVBORw0KGgo=","mimeType":"image/png"}]}""";

    static void answer(HttpExchange exchange) throws java.io.IOException {
        JsonNode message = exchange.getRequestMethod().equals("POST") ? JSON.readTree(exchange.getRequestBody()) : null;
        if (message == null || !message.has("id")) {
            exchange.sendResponseHeaders(message == null ? 405 : 202, -1);
            exchange.close();
            return;
        }
        String result = switch (message.get("method").asText()) {
            case "initialize" -> INITIALIZE;
            case "tools/list" -> TOOLS;
            case "tools/call" -> PICTURE;
            default -> "{}";
        };
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0").set("id", message.get("id"));
        byte[] body = reply.<ObjectNode>set("result", JSON.readTree(result)).toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/mcp", Trial::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
        try (McpClient client = DefaultMcpClient.builder().transport(StreamableHttpMcpTransport.builder().url(url).build()).build()) {
            ToolSpecification tool = client.listTools().get(0);
            for (String name : new String[] { "labels", "level" }) {
                JsonSchemaElement schema = tool.parameters().properties().get(name);
                JsonObjectSchema object = (JsonObjectSchema) schema;
                System.out.printf("%s: %s, properties %s, additional %s%n", name, schema.getClass().getSimpleName(), object.properties(), object.additionalProperties());
            }
            client.executeTool(ToolExecutionRequest.builder().name("picture").arguments("{}").build());
        } catch (RuntimeException error) {
            System.out.println("picture: " + error.getMessage());
        }
        server.stop(0);
        System.exit(0);
    }
}
JAVA
seen=$(java -cp 'lib/*' Trial.java 2>/dev/null)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
labels: JsonObjectSchema, properties {}, additional false
level: JsonObjectSchema, properties {}, additional null
picture: Unsupported content type: "image"
SEEN
