/** @type {import('cdk-remote-mcp-server/tool').ToolFunction<{ city: string }>} */
export default async ({ city }, context) => {
  const subject = context.caller.subject.toUpperCase();
  // @ts-expect-error a city is a text
  city.toFixed();
  return `${subject} asks for ${city}`;
};
