package weather;

import software.amazon.awscdk.App;

public final class WeatherApp {
    public static void main(String[] args) {
        App app = new App();
        new WeatherStack(app, "Weather");
        app.synth();
    }
}
