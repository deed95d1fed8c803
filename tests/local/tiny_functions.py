"""The code of the tiny application's functions, and of its edge."""

API = """
import json
def handler(event, context):
    if event.get("rawPath") == "/api/crash":
        raise RuntimeError("on purpose")
    if event.get("rawPath") == "/api/binary":
        return {"statusCode": 200, "isBase64Encoded": True, "body": "AAH/", "headers": {"Content-Type": "image/x-test"}}
    if event.get("rawPath") == "/api/cookies":
        return {"statusCode": 200, "body": "", "cookies": ["a=1", "b=2"]}
    return {"statusCode": 200, "headers": {"Cache-Control": "no-store"}, "body": json.dumps(event)}
"""
MAKER = """
import os, uuid
def handler(event, context):
    headers = {"Content-Type": "text/plain", "Cache-Control": "public, max-age=60"}
    name = event["rawPath"].rsplit("/", 1)[1]
    if name.startswith("missing"):
        return {"statusCode": 404, "body": "nothing here", "headers": {"Content-Type": "text/plain"}}
    if "untagged" not in name:
        headers["X-Amz-Meta-Cache-Tag"] = "made,made-" + name
    return {"statusCode": 200, "headers": headers, "body": uuid.uuid4().hex}
"""
RECORDER = """
import json, os
def handler(event, context):
    failures = []
    with open(os.environ["OUT"], "a") as out:
        for record in event.get("Records", [event]):
            out.write(json.dumps(record) + chr(10))
            if record.get("body") == "bad":
                failures.append({"itemIdentifier": record["messageId"]})
    if any(record.get("body") == "nonsense" for record in event.get("Records", [])):
        return ["not what Lambda asks for"]
    return {"batchItemFailures": failures}
"""
WATCHER = """
import json, os
def handler(event, context):
    with open(os.environ["OUT"], "a") as out:
        for record in event["Records"]:
            out.write(json.dumps(record) + chr(10))
    for record in event["Records"]:
        if record["dynamodb"]["Keys"]["pk"]["S"] == "seen-bad":
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
"""
GATE = """
function handler(event) {
  if (event.context.eventType === 'viewer-response') {
    event.response.headers['x-seen'] = { value: event.request.uri };
    return event.response;
  }
  if (event.request.uri === '/answer') {
    return { statusCode: 200, statusDescription: 'OK', body: 'from the edge',
             headers: { 'content-type': { value: 'text/plain' } } };
  }
  if (event.request.uri === '/loop') { while (true) {} }
  event.request.uri = event.request.uri.replace('/short/', '/long/');
  return event.request;
}
"""
