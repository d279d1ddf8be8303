package example;

import java.util.Map;

public class Greet {
    public String handle(Map<String, Object> event) {
        return "Hello " + ((Map<?, ?>) event.get("arguments")).get("name");
    }
}
