using System.Text.Json;
using Amazon.CDK;
using CdkRemoteMcpServer;
using Constructs;

namespace Weather
{
    public class WeatherStack : Stack
    {
        public WeatherStack(Construct scope, string id, IStackProps props) : base(scope, id, props)
        {
            new RemoteMcpServer(this, "Server", new RemoteMcpServerProps
            {
                ServerName = "weather",
                Tools = new[]
                {
                    McpTool.FromCode("get_forecast", McpCode.FromFile("tools/get-forecast.mjs"), new McpToolProps
                    {
                        Description = "The forecast of a city for today.",
                        InputSchema = McpSchema.FromJsonText(JsonSerializer.Serialize(new
                        {
                            type = "object",
                            properties = new { city = new { type = "string", description = "The name of a city, such as Lisbon" } },
                            required = new[] { "city" },
                        })),
                        ReadOnly = true,
                    }),
                },
            });
        }
    }
}
