import math


def hours_of_daylight(latitude, day_of_year):
    declination = math.radians(23.44) * math.sin(2 * math.pi * (day_of_year - 81) / 365)
    cosine = -math.tan(math.radians(max(-89.9, min(89.9, latitude)))) * math.tan(declination)
    return 24 * math.acos(max(-1, min(1, cosine))) / math.pi


def handler(event, context):
    """A tool: it gets validated arguments, and returns JSON."""
    arguments = event["arguments"]
    hours = hours_of_daylight(arguments["latitude"], arguments["dayOfYear"])
    return {"hours": round(hours, 1)}
