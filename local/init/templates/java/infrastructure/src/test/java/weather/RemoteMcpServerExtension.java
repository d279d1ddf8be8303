package weather;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Starts the server of an app on this machine for the tests of a class, and connects clients to it. */
final class RemoteMcpServerExtension implements BeforeAllCallback, AfterAllCallback {
    private static final Path TARGET = Path.of("target");
    private static final Map<String, Object> MACHINE = Map.of(
        "client_name", "test", "grant_types", List.of("client_credentials"), "token_endpoint_auth_method", "client_secret_basic");

    private final Consumer<App> stacks;
    private Process process;
    private Map<String, Object> server;

    /** @param stacks adds the stacks to the app */
    RemoteMcpServerExtension(Consumer<App> stacks) {
        this.stacks = stacks;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path assembly = TARGET.resolve("cdk.out");
        Path log = TARGET.resolve("remote-mcp.log");
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
        stacks.accept(app);
        app.synth();

        process = new ProcessBuilder("node", "node_modules/cdk-remote-mcp-server/assets/local/cli.mjs", "local", "--app", assembly.toString(), "--port", "0", "--json")
            .redirectError(log.toFile())
            .start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
        }
        server = json(line);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    /** @return the URL for clients */
    URI url() {
        return URI.create(text("mcpUrl"));
    }

    /** @return an access token of a machine */
    String token() throws IOException, InterruptedException {
        String registration = McpJsonDefaults.getMapper().writeValueAsString(MACHINE);
        Map<String, Object> machine = post(text("registrationEndpoint"), "application/json", "Bearer " + text("initialAccessToken"), registration);
        String credentials = machine.get("client_id") + ":" + machine.get("client_secret");
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        String grant = "grant_type=client_credentials&resource=" + URLEncoder.encode(text("mcpUrl"), UTF_8);
        return (String) post(text("issuer") + "/token", "application/x-www-form-urlencoded", basic, grant).get("access_token");
    }

    /** @return a client that is connected as a machine. Close it. */
    McpSyncClient connect() throws IOException, InterruptedException {
        String token = token();
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(url().resolve("/").toString())
            .endpoint(url().getPath())
            .httpRequestCustomizer((request, method, uri, body, context) -> request.header("Authorization", "Bearer " + token))
            .build()).build();
        client.initialize();
        return client;
    }

    /** A member of the first line of the command: where the server is, and how to use it. */
    private String text(String member) {
        return (String) server.get(member);
    }

    private static Map<String, Object> post(String url, String type, String authorization, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", type)
            .header("Authorization", authorization)
            .POST(BodyPublishers.ofString(body))
            .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new IOException(url + " answered " + response.statusCode() + ": " + response.body());
        }
        return json(response.body());
    }

    private static Map<String, Object> json(String text) throws IOException {
        return McpJsonDefaults.getMapper().readValue(text, new TypeRef<>() { });
    }
}
