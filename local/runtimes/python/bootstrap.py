"""Runs a Python handler as AWS Lambda does: asks the Runtime API for events and answers them, one at a time."""

import http.client
import importlib
import json
import os
import sys
import time
import traceback


class RuntimeClient:
    def __init__(self):
        # The address ends in a secret path, by which the gateway knows this process.
        address, _, secret = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
        self.connection = http.client.HTTPConnection(address)
        self.prefix = f"/{secret}/2018-06-01/runtime"

    def call(self, method, path, body=None, headers=None):
        try:
            self.connection.request(method, self.prefix + path, body=body, headers=headers or {})
            response = self.connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException):
            # The gateway is gone: this process is no longer needed.
            sys.exit(1)

    def next(self):
        return self.call("GET", "/invocation/next")

    def respond(self, request_id, body):
        self.call("POST", f"/invocation/{request_id}/response", body, {"Content-Type": "application/json"})

    def fail(self, path, error):
        headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error["errorType"]}
        self.call("POST", path, json.dumps(error), headers)


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)


def format_error(error, request_id=""):
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def load_handler():
    module_name, _, function_name = os.environ["_HANDLER"].rpartition(".")
    module = importlib.import_module(module_name.replace("/", "."))
    return getattr(module, function_name)


def main():
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    client = RuntimeClient()
    try:
        handler = load_handler()
    except Exception as error:  # whatever the user's module raises is reported
        traceback.print_exc()
        client.fail("/init/error", {**format_error(error), "errorType": "Runtime.ImportModuleError"})
        sys.exit(1)
    while True:
        headers, body = client.next()
        context = LambdaContext(headers)
        try:
            result = json.dumps(handler(json.loads(body), context))
        except Exception as error:  # whatever the user's handler raises is reported
            traceback.print_exc()
            client.fail(f"/invocation/{context.aws_request_id}/error", format_error(error, context.aws_request_id))
        else:
            client.respond(context.aws_request_id, result)


if __name__ == "__main__":
    main()
