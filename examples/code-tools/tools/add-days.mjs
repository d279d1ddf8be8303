// Types in plain JavaScript, for editors and for `tsc --checkJs`.
/** @type {import('cdk-remote-mcp-server/tool').ToolFunction<{ date: string, days: number }>} */
export default async function addDays({ date, days }) {
  const then = new Date(`${date}T00:00:00Z`);
  then.setUTCDate(then.getUTCDate() + days);
  return then.toISOString().slice(0, 10);
}
