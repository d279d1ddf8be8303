package weather;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The function of the tool get_forecast. */
public final class Forecast {
    private static final Map<String, String> SKIES = new TreeMap<>(Map.of("Lisbon", "sunny", "Nairobi", "cloudy", "Oslo", "snow"));

    /** Replace this by what you offer. */
    public Map<String, Object> handle(Map<String, Object> event) {
        String city = (String) ((Map<?, ?>) event.get("arguments")).get("city");
        String sky = SKIES.get(city);
        if (sky == null) {
            String text = "There is no forecast for " + city + ". Ask for one of " + String.join(", ", SKIES.keySet()) + ".";
            return Map.of("isError", true, "content", List.of(Map.of("type", "text", "text", text)));
        }
        return Map.of("city", city, "sky", sky);
    }
}
