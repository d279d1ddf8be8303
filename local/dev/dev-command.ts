import { globsBeside, packagesBeside } from './beside-app';
import { readCdkApp } from './cdk-app';
import { essence } from './changes';
import { DevLoop, type DevScreen, type ExchangingGateway } from './dev-loop';
import { watchFiles } from './file-changes';
import { type KeptDirectory, keptDirectory, openKeptDirectory } from './kept-directory';
import { synthesize } from './synthesis';
import { readAnnotations } from '../cloud-assembly/annotations';
import { LocalError } from '../errors/local-error';

export interface DevOptions<Gateway extends ExchangingGateway> {
  /** Of the CDK app. */
  readonly directory: string;
  /** The command that synthesizes, in the place of the one in cdk.json. */
  readonly command?: string;
  /** Whether what earlier starts left is forgotten. */
  readonly fresh: boolean;
  readonly environment: NodeJS.ProcessEnv;
  readonly screen: DevScreen;
  /** Serves the assembly that was synthesized. */
  readonly serve: (kept: KeptDirectory) => Promise<Gateway>;
  /** Told of the first version of the stack that answers, and of each other one. */
  readonly onVersion?: (gateway: Gateway, kept: KeptDirectory) => void;
}

export interface RunningDev<Gateway extends ExchangingGateway> {
  /**
   * Resolves when the first version answers. Until then, each failure to synthesize, and an app without a server, is told, and the next change tried.
   * Rejects where the first version cannot be served, or the directory is served already: nothing goes on then.
   */
  readonly ready: Promise<Gateway | undefined>;
  /** A line that a function wrote, with the author's own paths in the place of those of copies. */
  asWritten(line: string): string;
  stop(): Promise<void>;
}

/** Serves an app and each of its versions. @throws LocalError where there is no app */
export function develop<Gateway extends ExchangingGateway>(options: DevOptions<Gateway>): RunningDev<Gateway> {
  const { directory, command, fresh, environment, screen, serve, onVersion } = options;
  const readApp = () => readCdkApp(directory, command);
  const first = readApp();
  const packages = packagesBeside(directory);
  const kept = keptDirectory(directory);
  const run = (app: ReturnType<typeof readApp>) => synthesize(app, kept.assembly, environment);
  let loop: DevLoop | undefined;
  let gateway: Gateway | undefined;
  let synthesis: ReturnType<typeof run> | undefined;
  let stopped = false;
  let early = new Set<string>();
  let changed = (): void => undefined;
  const changes = watchFiles([directory, ...packages, ...globsBeside(first)], {
    except: [kept.directory, first.output],
    onChange: (files) => {
      if (loop !== undefined) {
        return loop.notice(files);
      }
      early = new Set([...early, ...files]);
      changed();
    },
    onPolling: () => screen.note('this machine has no file watches left, so changes are looked for five times a second; on Linux, raise fs.inotify.max_user_watches'),
  });

  let leave: (() => void) | undefined;

  const warned = new Set<string>();
  /** What `cdk synth` would print, at the first version that has it. */
  const warnOnce = (): void => readAnnotations(kept.assembly).warnings.filter((warning) => !warned.has(warning)).forEach((warning) => {
    warned.add(warning);
    screen.note(`warning: ${warning}`);
  });

  /** An app without a server is one that its author has not finished. */
  const serveIfAny = () => serve(kept).catch((error: unknown) => {
    if (error instanceof LocalError && error.code === 'RestApiNotFound') {
      screen.failed('the app has no server', [`${error.message} [${error.code}]`]);
      return undefined;
    }
    throw error;
  });

  const start = async (): Promise<Gateway | undefined> => {
    leave = await openKeptDirectory(kept, fresh);
    await changes.ready;
    while (!stopped) {
      early = new Set();
      const change = new Promise<void>((resolve) => (changed = resolve));
      const current = readApp();
      synthesis = run(current);
      screen.begins(current.commands.at(-1)!);
      const failed = await synthesis.ended;
      const served = failed === undefined ? await serveIfAny() : undefined;
      if (served !== undefined) {
        gateway = served;
        const answers = () => {
          onVersion?.(served, kept);
          warnOnce();
        };
        answers();
        screen.ready();
        loop = new DevLoop({ directory, packages, gateway, kept, readApp, synthesize: run, files: changes.files, screen, onVersion: answers });
        loop.notice(early);
        return gateway;
      }
      if (failed !== undefined) {
        screen.failed(`the app does not synthesize (${failed.reason})`, essence(failed.output));
      }
      await change;
    }
    return undefined;
  };
  return {
    ready: start().catch(async (error: unknown) => {
      // Watches would hold the process.
      await changes.close();
      leave?.();
      throw error;
    }),
    asWritten: (line) => loop?.asWritten(line) ?? line,
    stop: async () => {
      stopped = true;
      await changes.close();
      await synthesis?.abort();
      await loop?.stop();
      await gateway?.stop();
      leave?.();
    },
  };
}
