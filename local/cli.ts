import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { noteGateway } from './admin/on-this-machine';
import type { ServedApi } from './cloud-assembly/served-api';
import { HELP, LocalOptions, parseCommandLine } from './command-line';
import type { develop, RunningDev } from './dev/dev-command';
import { keptDirectory } from './dev/kept-directory';
import { requireUnoccupied } from './dev/occupation';
import { savedSince } from './dev/stale-assembly';
import { asLocalError } from './errors/machine-error';
import { requireFreePort } from './gateway/http-server';
import { type LocalGateway, type LocalGatewayOptions, readAssembly, startLocalGateway } from './local-gateway';
import type { serveRegions } from './regions/command';
import { banner } from './terminal/banner';
import { quietLine } from './terminal/call-line';
import type { devScreen } from './terminal/dev-screen';
import { isTold, requestLine } from './terminal/request-line';
import { styleFor } from './terminal/style';

/** How often the process that started this one is looked for, milliseconds. */
const PARENT_MS = 500;

interface Running {
  stop(): Promise<void>;
}

/** What `--json` says. One server is an object, several are those of a list. */
function described(servers: readonly ServedApi[]): object {
  const [one, ...others] = servers.map(({ path: name, url, offered: _, functions: _own, ...server }) => (
    { path: name, ...server.mcpUrl === undefined ? { url } : server }));
  if (others.length > 0) {
    return { servers: [one, ...others] };
  }
  const { path: _onlyOne, ...alone } = one;
  return alone;
}

/** What is served, or will be. */
interface Started {
  readonly running: Running;
  readonly ready: Promise<Pick<LocalGateway, 'servers'> | undefined>;
}

/** What only `dev` needs. */
interface Development {
  readonly develop: typeof develop;
  readonly devScreen: typeof devScreen;
}

function run(options: LocalOptions, development: Development | undefined): Started {
  // With --json, stdout belongs to the program that started us.
  const screen = options.json ? process.stderr : process.stdout;
  const style = styleFor(screen, process.env);
  const logStyle = styleFor(process.stderr, process.env);
  let isQuiet = !options.verbose;
  let developing: RunningDev<LocalGateway> | undefined;
  const serve = async (app: string, beside?: string, kept?: string, keep?: string) => {
    const gateway = await startLocalGateway({
      ...options,
      app,
      beside,
      keep,
      runtimesDirectory: path.join(import.meta.dirname, 'runtimes'),
      pageDirectory: path.join(import.meta.dirname, 'page'),
      onHandled: (request, handled, milliseconds, server) => {
        if (!isQuiet || isTold(request, handled)) {
          screen.write(`${requestLine(request, handled, milliseconds, style, server)}\n`);
        }
      },
      onFunctionLog: (name, written, source) => {
        const line = developing?.asWritten(written) ?? written;
        const shown = isQuiet ? quietLine(name, line, logStyle, source) : logStyle.dim(`${source.server === undefined ? '' : `${source.server} `}${name}: ${line}`);
        if (shown !== undefined) {
          process.stderr.write(`${shown}\n`);
        }
      },
    });
    // Of any other API, the requests are all that there is to see.
    isQuiet &&= gateway.served.mcpUrl !== undefined;
    for (const warning of gateway.warnings) {
      process.stderr.write(`${logStyle.yellow('warning:')} ${warning}\n`);
    }
    for (const note of gateway.notes) {
      process.stderr.write(`${logStyle.dim(note)}\n`);
    }
    if (options.json) {
      process.stdout.write(`${JSON.stringify(described(gateway.servers))}\n`);
    } else {
      screen.write(banner(gateway.servers, style, kept));
    }
    return gateway;
  };
  if (options.dev === undefined || development === undefined) {
    const saved = savedSince(options.app);
    if (saved !== undefined) {
      const remedy = 'run "cdk synth", or "npx cdk-remote-mcp-server dev", which follows what you save';
      process.stderr.write(`${logStyle.yellow('warning:')} ${saved} was saved after ${options.app} was synthesized: ${remedy}\n`);
    }
    const ready = serve(options.app);
    return { running: { stop: async () => (await ready).stop() }, ready };
  }
  const directory = process.cwd();
  let forgetGateway = (): void => undefined;
  developing = development.develop({
    ...options.dev,
    directory,
    environment: process.env,
    screen: development.devScreen((text) => screen.write(text), style),
    serve: (kept) => serve(kept.assembly, directory, path.relative(directory, kept.directory), kept.state),
    onVersion: ({ servers }, kept) => {
      forgetGateway = noteGateway(kept.directory, servers.map(({ path: name, url, localPage = url }) => ({ path: name, url: new URL(localPage).origin })));
    },
  });
  return { running: { stop: () => developing!.stop().finally(() => forgetGateway()) }, ready: developing.ready };
}

/** Serves a server in its Regions. */
function startRegions(options: LocalOptions, serveThem: typeof serveRegions): Started {
  const screen = options.json ? process.stderr : process.stdout;
  const style = styleFor(screen, process.env);
  const serve = async () => {
    const gateway = { ...options, runtimesDirectory: path.join(import.meta.dirname, 'runtimes'), pageDirectory: path.join(import.meta.dirname, 'page') };
    const running = await serveThem({
      gateway,
      assembly: readAssembly(options),
      verbose: options.verbose,
      program: process.argv[1],
      tell: (text) => screen.write(`${style.yellow(text)}\n`),
    });
    const { served, regions, warnings, notes } = running;
    warnings.forEach((warning) => process.stderr.write(`${style.yellow('warning:')} ${warning}\n`));
    notes.forEach((note) => process.stderr.write(`${style.dim(note)}\n`));
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ ...described([served]), regions })}\n`);
    } else {
      screen.write(banner([served], style, undefined, regions));
    }
    return running;
  };
  const ready = serve();
  return { running: { stop: async () => (await ready).stop() }, ready: ready.then(({ served }) => ({ servers: [served] })) };
}

/** A command that is no business of the gateway is a program of its own. @returns its exit code */
async function runProgram(program: string, args: readonly string[]): Promise<number> {
  const [code] = await once(spawn(process.execPath, [program, ...args], { stdio: 'inherit' }), 'exit') as [number | null];
  return code ?? 2;
}

/** One Inspector shows one server at a time. */
function inspect([{ path: first, mcpUrl }, ...others]: readonly ServedApi[]): void {
  if (mcpUrl !== undefined) {
    openInspector(mcpUrl);
  }
  if (others.length > 0) {
    process.stderr.write(`the Inspector is opened on ${first}; enter the URL of another server there, or choose it with --stack\n`);
  }
}

/** Ctrl-C reaches it, too. */
function openInspector(mcpUrl: string): void {
  const args = ['--yes', '@modelcontextprotocol/inspector', '--transport', 'http', '--server-url', mcpUrl];
  const inspector = spawn('npx', args, { stdio: ['ignore', process.stderr, process.stderr], shell: process.platform === 'win32' });
  inspector.on('error', (error) => process.stderr.write(`the Inspector does not start: ${error.message}\n`));
  process.once('exit', () => inspector.kill());
}

/** The command of the Python package runs this one from a directory that it removes at its end, of which it says nothing. */
function endWithPython(stop: () => void): void {
  if (/[\\/]jsii-kernel-[^\\/]+[\\/]/.test(process.argv[1])) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(), PARENT_MS).unref();
  }
}

async function main(): Promise<void> {
  // The embedded DynamoDB calls url.parse(); users of this command can do nothing about the warning.
  process.noDeprecation = true;
  const [command, ...args] = process.argv.slice(2);
  // Each command is loaded where it is wanted: `local` starts without the others.
  if (command === 'lock') {
    process.exitCode = await runProgram(path.join(import.meta.dirname, '..', 'synthesis', 'remote-lock', 'main.mjs'), args);
    return;
  }
  if (command === 'init') {
    const { initialize } = await import('./init/command');
    process.stdout.write(initialize(args, {
      templates: path.join(import.meta.dirname, 'init', 'templates'), library: path.join(import.meta.dirname, '..', '..', 'package.json'),
    }));
    return;
  }
  if (command === 'region') {
    const { serveRegion } = await import('./regions/region-process');
    await serveRegion((given, hearing) => startLocalGateway({ ...given as LocalGatewayOptions, ...hearing }));
    return;
  }
  if (command === 'admin') {
    const { administer } = await import('./admin/command');
    await administer(args, process.cwd(), { write: (text) => process.stdout.write(text), note: (text) => process.stderr.write(text) });
    return;
  }
  if (command === 'registry') {
    const { copyRegistry } = await import('./registry-copy/command');
    await copyRegistry(args, (text) => process.stdout.write(text));
    return;
  }
  if (command === 'server.json') {
    const { writeServerJson } = await import('./registry/command');
    writeServerJson(args);
    return;
  }
  const options = parseCommandLine(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  if (options.dev !== undefined) {
    // Another one may run in this directory: nothing of it is touched then.
    await requireUnoccupied(keptDirectory(process.cwd()).directory);
    await requireFreePort(options.port);
  }
  // Whoever reads our output may go first.
  process.stdout.on('error', () => undefined);
  const development = options.dev && { ...await import('./dev/dev-command'), ...await import('./terminal/dev-screen') };
  const { running, ready } = options.regions ? startRegions(options, (await import('./regions/command')).serveRegions) : run(options, development);
  if (options.inspector) {
    void ready.then((gateway) => gateway && inspect(gateway.servers), () => undefined);
  }
  const stop = () => void running.stop().catch(() => undefined).finally(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
  endWithPython(stop);
  await ready;
}

main().catch((error: unknown) => {
  const known = asLocalError(error);
  process.stderr.write(known ? `remote-mcp: ${known.message} [${known.code}]\n` : `${(error as Error).stack ?? String(error)}\n`);
  process.exitCode = 1;
});
