"""Runs a Python handler as AWS Lambda does: asks the Runtime API for events and answers them, one at a time."""

import http.client
import importlib
import importlib.machinery
import json
import logging
import os
import shlex
import site
import subprocess
import sys
import time
import traceback

# What Lambda's Python runtimes hold.
RUNTIME_PACKAGES = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")


class RuntimePackages:
    """Finds boto3 and what it needs in this machine's own packages, the only ones of them that a function sees."""

    def __init__(self):
        self.paths = None

    def find_spec(self, name, path=None, target=None):
        if name not in RUNTIME_PACKAGES:
            return None
        if self.paths is None:
            environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
            command = [sys.executable, "-c", "import json, sys; print(json.dumps(sys.path[1:]))"]
            self.paths = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
        return importlib.machinery.PathFinder.find_spec(name, self.paths)


def remedy_for(error):
    """What to do about a module or a file that is not where the function looks for it; None for other errors."""
    error = error.__cause__ or error
    if isinstance(error, FileNotFoundError) and str(error.filename).startswith(("/opt/", "/var/task/")):
        return (
            f"here, {error.filename} lies elsewhere: let a variable of the function name it, which is translated, "
            'or begin with os.environ["LAMBDA_TASK_ROOT"] instead of /var/task'
        )
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    name = error.name.partition(".")[0]
    if name in RUNTIME_PACKAGES:
        python = shlex.quote(sys.executable)
        return (
            f"Lambda's Python runtimes hold {name}, and here it is taken from the packages of {python}, which does not have it: "
            f"{python} -m pip install {name}, or activate a virtual environment that has it before you start the gateway"
        )
    return (
        f'"{name}" is neither in the function\'s asset nor in its layers, so AWS would not find it either: '
        "use PythonFunction with a requirements.txt, bundle it into the asset, or put it into a layer"
    )


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


def users_frames(error):
    """The traceback without our own frames."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def format_error(error, request_id=""):
    remedy = remedy_for(error)
    return {
        "errorMessage": str(error) if remedy is None else f"{error}. {remedy}",
        "errorType": "Runtime.MarshalError" if isinstance(error, MarshalError) else type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_tb(users_frames(error)),
    }


class LogRequest(logging.Filter):
    """Says in every record which request it is about."""

    request_id = ""

    def filter(self, record):
        record.aws_request_id = self.request_id
        return True


class JsonFormatter(logging.Formatter):
    """As functions log that have `LoggingFormat.JSON`."""

    def format(self, record):
        kind, error, trace = record.exc_info or (None, None, None)
        members = {
            "timestamp": f"{self.formatTime(record, TIME)}.{record.msecs:03.0f}Z",
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(trace) if kind else None,
            "errorType": kind.__name__ if kind else None,
            "errorMessage": str(error) if kind else None,
            "requestId": record.aws_request_id,
        }
        return json.dumps({name: value for name, value in members.items() if value is not None}, ensure_ascii=False)


TIME = "%Y-%m-%dT%H:%M:%S"


def install_logging():
    """The handler that Lambda's root logger has: without one, `logger.info()` says nothing."""
    requests = LogRequest()
    handler = logging.StreamHandler(sys.stdout)
    is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
    text = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", TIME)
    handler.setFormatter(JsonFormatter() if is_json else text)
    handler.formatter.converter = time.gmtime
    handler.addFilter(requests)
    root = logging.getLogger()
    root.addHandler(handler)
    level = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL"), os.environ.get("AWS_LAMBDA_LOG_LEVEL"))
    if level is not None:
        root.setLevel(level)
    return requests


class MarshalError(Exception):
    """What the handler returned is no JSON."""


class Encoder(json.JSONEncoder):
    """Decimals, as a table of DynamoDB has them, are numbers, as on Lambda."""

    def default(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is None or not isinstance(value, decimal.Decimal):
            return super().default(value)
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)


def marshal(answer):
    try:
        return json.dumps(answer, cls=Encoder)
    except Exception as error:
        raise MarshalError(f"Unable to marshal response: {error}") from None


class InitError(Exception):
    def __init__(self, error_type, message):
        super().__init__(message)
        self.error_type = error_type


def load_handler():
    name = os.environ["_HANDLER"]
    module_name, _, function_name = name.rpartition(".")
    if not module_name:
        raise InitError("Runtime.MalformedHandlerName", f"Bad handler '{name}': it has to be MODULE.FUNCTION")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise InitError("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}") from error
    except SyntaxError as error:
        # It names file and line.
        raise InitError("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}") from error
    if not hasattr(module, function_name):
        raise InitError("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def print_remedy(error):
    remedy = remedy_for(error)
    if remedy is not None:
        print(remedy, file=sys.stderr)


def report(error):
    """Shows what the user's own code raised, from its first line on."""
    cause = error.__cause__ or error if isinstance(error, InitError) else error
    if isinstance(cause, SyntaxError):
        print("".join(traceback.format_exception_only(type(cause), cause)), end="", file=sys.stderr)
    elif isinstance(error, MarshalError) or (isinstance(error, InitError) and error.__cause__ is None):
        print(error, file=sys.stderr)
    else:
        traceback.print_exception(type(cause), cause, users_frames(cause))
    print_remedy(error)


def main():
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    sys.meta_path.append(RuntimePackages())
    # Without the machine's own packages, Python leaves these out, too.
    site.setquit()
    site.sethelper()
    requests = install_logging()
    client = RuntimeClient()
    try:
        handler = load_handler()
    except Exception as error:  # whatever the user's module raises is reported
        report(error)
        client.fail("/init/error", {**format_error(error), "errorType": getattr(error, "error_type", type(error).__name__)})
        sys.exit(1)
    while True:
        headers, body = client.next()
        context = LambdaContext(headers)
        requests.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        try:
            result = marshal(handler(json.loads(body), context))
        except Exception as error:  # whatever the user's handler raises is reported
            report(error)
            client.fail(f"/invocation/{context.aws_request_id}/error", format_error(error, context.aws_request_id))
        else:
            client.respond(context.aws_request_id, result)


if __name__ == "__main__":
    main()
