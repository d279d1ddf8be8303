import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.runtime.log.NullLogChute;

/**
 * Renders the templates of a table by Velocity 1.7, and prints what came out. The objects that API Gateway adds are written after its documentation; JSON is read by
 * JsonPath, whose objects print as its own do.
 */
public final class Judge {
    private static final Configuration JSON = Configuration.defaultConfiguration().addOptions(Option.SUPPRESS_EXCEPTIONS);
    /** Slashes stay as they are. */
    private static final JSONStyle WRITTEN = new JSONStyle(JSONStyle.FLAG_PROTECT_4WEB);

    public static final class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public Object parseJson(String text) {
            return JsonPath.using(JSON).parse(text).json();
        }

        public String urlEncode(String text) throws Exception {
            return URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws Exception {
            return URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    /** A map in which a parameter that is not there is an empty text. */
    public static final class Parameters extends LinkedHashMap<String, Object> {
        Parameters(Object given) {
            super((Map<String, Object>) given);
        }

        @Override
        public Object get(Object name) {
            return getOrDefault(name, "");
        }
    }

    public static final class Input {
        private final String body;
        private final Map<String, Object> parameters = new LinkedHashMap<>();

        Input(Map<String, Object> request) {
            body = (String) request.get("body");
            for (String place : List.of("path", "querystring", "header")) {
                parameters.put(place, new Parameters(request.get(place)));
            }
        }

        public String getBody() {
            return body;
        }

        public Object path(String path) {
            Object value = JsonPath.using(JSON).parse(body).read(path);
            return value == null ? "" : value;
        }

        public String json(String path) {
            return JSONValue.toJSONString(path(path), WRITTEN);
        }

        public Map<String, Object> params() {
            return parameters;
        }

        public String params(String name) {
            for (Object place : parameters.values()) {
                if (((Parameters) place).containsKey(name)) {
                    return (String) ((Parameters) place).get(name);
                }
            }
            return "";
        }
    }

    private static Map<String, Object> rendered(VelocityEngine engine, Map<String, Object> request, String template) {
        Map<String, Object> override = new LinkedHashMap<>();
        Map<String, Object> header = new LinkedHashMap<>();
        override.put("header", header);
        VelocityContext context = new VelocityContext();
        Map<String, Object> variables = new LinkedHashMap<>((Map<String, Object>) request.get("context"));
        variables.put("responseOverride", override);
        context.put("context", variables);
        context.put("stageVariables", request.get("stageVariables"));
        context.put("input", new Input(request));
        context.put("util", new Util());
        StringWriter text = new StringWriter();
        try {
            engine.evaluate(context, text, "template", template);
        } catch (ParseErrorException refused) {
            return Map.of("refused", true);
        } catch (RuntimeException failure) {
            return Map.of("fails", true);
        }
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("renders", text.toString());
        if (override.containsKey("status")) {
            outcome.put("status", override.get("status"));
        }
        if (!header.isEmpty()) {
            outcome.put("headers", header);
        }
        return outcome;
    }

    public static void main(String[] args) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        engine.init();
        Map<String, Object> table = JsonPath.parse(Files.readString(Path.of(args[0]))).json();
        List<Object> outcomes = new ArrayList<>();
        for (Object one : (List<Object>) table.get("templates")) {
            outcomes.add(rendered(engine, (Map<String, Object>) table.get("request"), (String) ((Map<String, Object>) one).get("template")));
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(JSONValue.toJSONString(outcomes, WRITTEN));
    }
}
