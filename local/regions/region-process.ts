import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RegionNews, RegionStart } from './region-messages';
import type { ServedApi } from '../cloud-assembly/served-api';
import { LocalError } from '../errors/local-error';
import type { LineSource } from '../functions/line-source';
import type { OnHandled } from '../listening/listener';
import { quietLine } from '../terminal/call-line';
import { isTold, requestLine } from '../terminal/request-line';
import { styleFor } from '../terminal/style';

/** What hears from a gateway. */
export interface Hearing {
  readonly onHandled: OnHandled;
  readonly onFunctionLog: (name: string, line: string, source: LineSource) => void;
  readonly onFunctionProcess: (name: string, process: ChildProcess) => void;
}

/** A gateway, as a Region needs it. */
export interface RegionGateway {
  readonly served: ServedApi;
  readonly ports: readonly number[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** Serves one Region, in a process of its own, until the process that started it ends it or is gone. */
export async function serveRegion(startGateway: (options: object, hearing: Hearing) => Promise<RegionGateway>): Promise<void> {
  const say = (news: RegionNews) => process.send!(news);
  const [{ label, verbose, gateway: options }] = await once(process, 'message') as [RegionStart];
  const style = styleFor(process.stderr, process.env);
  try {
    const gateway = await startGateway(options, {
      onHandled: (request, handled, milliseconds) => {
        if (verbose || isTold(request, handled)) {
          process.stderr.write(`${requestLine(request, handled, milliseconds, style, label)}\n`);
        }
      },
      onFunctionLog: (name, line, source) => {
        const shown = verbose ? style.dim(`${label} ${name}: ${line}`) : quietLine(name, line, style, { ...source, server: label });
        if (shown !== undefined) {
          process.stderr.write(`${shown}\n`);
        }
      },
      onFunctionProcess: (_name, { pid }) => void (pid !== undefined && process.connected && say({ started: pid })),
    });
    const stop = () => void gateway.stop().catch(() => undefined).finally(() => process.exit(0));
    process.once('disconnect', stop);
    process.once('SIGTERM', stop);
    // Ctrl-C reaches every process of the terminal; who started this one ends it.
    process.on('SIGINT', () => undefined);
    process.on('SIGHUP', () => undefined);
    const { served, warnings, notes } = gateway;
    say({ ready: served, port: gateway.ports[0], warnings, notes });
  } catch (error) {
    const known = error instanceof LocalError;
    say({ failed: known ? error.message : (error as Error).stack ?? String(error), code: known ? error.code : undefined });
    process.disconnect();
  }
}
