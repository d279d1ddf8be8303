import aws_cdk as cdk

from weather_stack import WeatherStack

app = cdk.App()
WeatherStack(app, "Weather")
app.synth()
