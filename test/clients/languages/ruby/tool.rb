def handler(event:, context:)
  raise ArgumentError, "there is no such city" if event["arguments"]["city"] == "nowhere"

  { city: event["arguments"]["city"], said_by: "Ruby", as: context.function_name }
end
