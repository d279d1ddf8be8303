def handler(event, context):
    if event["name"] == "publish_report":
        return publish(event.get("answers", {}))
    rows = event["arguments"]["rows"]
    return "\n".join(f"{row},{row * row}" for row in range(rows))


def publish(answers):
    if "where" not in answers:
        schema = {"type": "object", "properties": {"where": {"enum": ["intranet", "website"], "type": "string"}}, "required": ["where"]}
        return {"ask": {"where": {"message": "Where is it published?", "schema": schema}}}
    if answers["where"]["action"] != "accept":
        return "The report was not published."
    return f"The report is on the {answers['where']['content']['where']}."
