# Runs a Ruby handler as AWS Lambda does: asks the Runtime API for events and answers them, one at a time.

require "json"
require "net/http"

class RuntimeClient
  def initialize
    # The address ends in a secret path, by which the gateway knows this process.
    address, secret = ENV.fetch("AWS_LAMBDA_RUNTIME_API").split("/", 2)
    host, port = address.split(":")
    @prefix = "/#{secret}/2018-06-01/runtime"
    @http = Net::HTTP.new(host, Integer(port), nil)
    @http.read_timeout = nil
    @http.keep_alive_timeout = 3600
    @http.start
  end

  def next
    call(Net::HTTP::Get.new("#{@prefix}/invocation/next"))
  end

  def respond(request_id, body)
    post("/invocation/#{request_id}/response", body)
  end

  def fail(path, error)
    post(path, JSON.generate(error), "Lambda-Runtime-Function-Error-Type" => error[:errorType])
  end

  private

  def post(path, body, headers = {})
    request = Net::HTTP::Post.new(@prefix + path, { "Content-Type" => "application/json", **headers })
    request.body = body
    call(request)
  end

  def call(request)
    @http.request(request)
  rescue SystemCallError, IOError, Net::ProtocolError
    # The gateway is gone: this process is no longer needed.
    exit!(1)
  end
end

class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :function_name, :function_version, :memory_limit_in_mb,
              :log_group_name, :log_stream_name, :deadline_ms, :client_context, :identity

  def initialize(response)
    @aws_request_id = response["Lambda-Runtime-Aws-Request-Id"]
    @invoked_function_arn = response["Lambda-Runtime-Invoked-Function-Arn"]
    @deadline_ms = Integer(response["Lambda-Runtime-Deadline-Ms"])
    @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
    @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
    @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
    @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
  end

  def get_remaining_time_in_millis
    [@deadline_ms - (Time.now.to_f * 1000).to_i, 0].max
  end
end

def format_error(error, type = "Function<#{error.class}>")
  { errorMessage: error.message, errorType: type, stackTrace: error.backtrace || [] }
end

# "file.method", or "file.Class.method" with modules as "Module::Class".
def load_handler
  file, *names = ENV.fetch("_HANDLER").split(".")
  require File.join(ENV.fetch("LAMBDA_TASK_ROOT"), file)
  receiver = names.length > 1 ? Object.const_get(names[0]) : self
  receiver.method(names.last)
end

def init_error_type(error)
  case error
  when SyntaxError then "Init<UserCodeSyntaxError>"
  when LoadError then "Init<LoadError>"
  else "Init<#{error.class}>"
  end
end

$stdout.sync = true
$LOAD_PATH.unshift(ENV.fetch("LAMBDA_TASK_ROOT"))
client = RuntimeClient.new
begin
  handler = load_handler
rescue StandardError, ScriptError => e # whatever the user's file raises is reported
  warn(e.full_message(highlight: false))
  client.fail("/init/error", format_error(e, init_error_type(e)))
  exit!(1)
end

loop do
  response = client.next
  context = LambdaContext.new(response)
  ENV["_X_AMZN_TRACE_ID"] = response["Lambda-Runtime-Trace-Id"]
  begin
    result = JSON.generate(handler.call(event: JSON.parse(response.body), context: context))
  rescue StandardError, ScriptError, SystemStackError => e # whatever the user's handler raises is reported
    warn(e.full_message(highlight: false))
    client.fail("/invocation/#{context.aws_request_id}/error", format_error(e))
  else
    client.respond(context.aws_request_id, result)
  end
end
