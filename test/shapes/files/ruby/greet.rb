def handler(event:, context:)
  "Hello #{event["arguments"]["name"]}"
end
