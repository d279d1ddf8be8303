// Signs in by the command line mcporter, whose directory it is given last, at the MCP URL before it, and calls a tool by another process of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [, , mcpUrl, directory] = process.argv;
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** @returns what it wrote */
async function mcporter(args, onLine = () => undefined) {
  const child = spawn(process.execPath, [join(directory, 'node_modules', 'mcporter', 'dist', 'cli.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    onLine(line);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`mcporter ${args[0]} ended with ${code}: ${lines.join('\n')}`);
  return lines.join('\n');
}

await mcporter(['config', 'add', 'weather', mcpUrl, '--auth', 'oauth', '--scope', 'home']);
await mcporter(['auth', 'weather', '--no-browser'], (line) => {
  const [authorize] = /http:\/\/\S+\/authorize\?\S+/.exec(line) ?? [];
  if (authorize !== undefined) say({ authorize, listening: true });
});
const [listed, called] = await Promise.all([mcporter(['list', 'weather', '--json']), mcporter(['call', 'weather.get_forecast', 'city=Oslo'])]);
say({ tools: JSON.parse(listed).tools.map(({ name }) => name), forecast: JSON.parse(called) });
