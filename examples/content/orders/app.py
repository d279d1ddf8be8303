"""Reads orders, makes a prompt about one, and completes their numbers: one function for all three, told apart by the method."""

ORDERS = {
    "A-1001": {"item": "Tent", "state": "delivered"},
    "A-1002": {"item": "Stove", "state": "late"},
    "B-2001": {"item": "Map", "state": "lost"},
}


def handler(event, _context):
    if event["method"] == "resources/read":
        # None: there is no such resource.
        return ORDERS.get(event["arguments"]["id"])
    if event["method"] == "completion/complete":
        return [number for number in ORDERS if number.startswith(event["argument"]["value"].upper())]
    order = ORDERS.get(event["arguments"]["order"])
    if order is None:
        return {"error": f"There is no order {event['arguments']['order']}"}
    tone = event["arguments"].get("tone", "friendly")
    return {
        "messages": [
            {"role": "user", "content": f"Write a {tone} letter: my {order['item']} is {order['state']}."},
        ]
    }
