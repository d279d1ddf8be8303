package example;

import java.util.List;
import java.util.Map;

/** A tool's function in Java that asks: it needs no library of Lambda's. */
public class BookTable {
    public Object handle(Map<String, Object> event) {
        Map<?, ?> arguments = (Map<?, ?>) event.get("arguments");
        Map<?, ?> answers = (Map<?, ?>) event.get("answers");
        Object party = answers == null ? null : answers.get("party");
        if (party == null) {
            Map<String, Object> people = Map.of("type", "integer", "minimum", 1, "maximum", 12);
            Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("people", people), "required", List.of("people"));
            return Map.of("ask", Map.of("party", Map.of("message", "How many people eat at " + arguments.get("restaurant") + "?", "schema", schema)));
        }
        Map<?, ?> answer = (Map<?, ?>) party;
        return "accept".equals(answer.get("action"))
            ? "Java booked a table for " + ((Map<?, ?>) answer.get("content")).get("people") + " at " + arguments.get("restaurant")
            : "No table was booked.";
    }
}
