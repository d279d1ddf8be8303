import { defineTool, ToolError } from 'cdk-remote-mcp-server/tool';

const SKIES: { readonly [city: string]: string } = { Lisbon: 'sunny', Nairobi: 'cloudy', Oslo: 'snow' };

/** Replace this by what you offer. */
export default defineTool<{ readonly city: string }>(({ city }) => {
  const sky = SKIES[city];
  if (sky === undefined) {
    throw new ToolError(`There is no forecast for ${city}. Ask for one of ${Object.keys(SKIES).join(', ')}.`);
  }
  return { city, sky };
});
