/** The tool that every subject serves. It costs next to nothing, so what is measured is the server around it. */
export const TOOL_NAME = 'get_forecast';
export const TOOL_DESCRIPTION = 'Forecast for a city';
export const DAYS_MAX = 7;

export interface ForecastArguments {
  readonly city: string;
  readonly days?: number;
}

export interface ToolOutput {
  [member: string]: unknown;
  content: { type: 'text'; text: string }[];
}

/** The tool's Lambda function, without Lambda: like one, it answers with the text of a {@link ToolOutput}, and whoever calls it reads that. */
export function forecast({ city, days = 1 }: ForecastArguments): string {
  return `{"content":[{"type":"text","text":${JSON.stringify(`${city}: sunny for ${days} day(s)`)}}]}`;
}

/** The same for servers that take a promise. */
export async function invokeForecast(input: ForecastArguments): Promise<string> {
  return forecast(input);
}
