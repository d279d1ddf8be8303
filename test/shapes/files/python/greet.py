def handler(event, context):
    return "Hello " + event["arguments"]["name"]
