import json

import boto3

dynamodb = boto3.client("dynamodb")


def of_call(event):
    item = event["callItem"]
    return {"TableName": item["tableName"], "Key": {"pk": {"S": item["key"]}}}


def progress(event, done, total, message):
    if "progress" in event.get("reports", {}):
        text = json.dumps({"progress": done, "total": total, "message": message})
        dynamodb.update_item(**of_call(event), UpdateExpression="SET progress = :it", ExpressionAttributeValues={":it": {"S": text}})


def log(event, level, data):
    if "logLevel" in event.get("reports", {}):
        values = {":it": {"L": [{"S": json.dumps({"level": level, "data": data})}]}, ":none": {"L": []}}
        change = "SET logs = list_append(if_not_exists(logs, :none), :it)"
        dynamodb.update_item(**of_call(event), UpdateExpression=change, ExpressionAttributeValues=values)


def is_cancelled(event):
    item = dynamodb.get_item(**of_call(event), ConsistentRead=True).get("Item", {})
    return "cancelled" in item


def handler(event, context):
    parts = event["arguments"]["parts"]
    for done in range(1, parts + 1):
        if is_cancelled(event):
            print(f"Cancelled before part {done} of {parts}")
            return "Cancelled."
        progress(event, done, parts, f"part {done}")
    log(event, "info", {"parts": parts})
    return f"Transcoded {parts} parts."
