import * as path from 'node:path';
import { FSWatcher, watch } from 'chokidar';
import { isForeign } from './foreign-files';

/** Milliseconds without a change after which those before belong together: editors and compilers write several files. */
const QUIET = 40;
/** Milliseconds after which they are told even if more go on. */
const PATIENCE = 400;

export interface FileChanges {
  /** Resolves when changes are noticed from now on. */
  readonly ready: Promise<void>;
  /** All that is watched. */
  files(): string[];
  close(): Promise<void>;
}

export interface FileChangesOptions {
  /** Files and directories that are not watched. Absolute. */
  readonly except: readonly string[];
  readonly onChange: (files: ReadonlySet<string>) => void;
  /** Told once where the machine has no watches left: changes are looked for from time to time instead. */
  readonly onPolling: () => void;
}

/** Tells which files of directories change, in bursts. Symbolic links are followed. @param roots absolute */
export function watchFiles(roots: readonly string[], { except, onChange, onPolling }: FileChangesOptions): FileChanges {
  const excepted = new Set(except);
  let pending = new Set<string>();
  let quiet: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(quiet);
    clearTimeout(patience);
    patience = undefined;
    const files = pending;
    pending = new Set();
    onChange(files);
  };
  const add = (file: string) => {
    pending.add(path.resolve(file));
    clearTimeout(quiet);
    quiet = setTimeout(tell, QUIET);
    patience ??= setTimeout(tell, PATIENCE);
  };
  let watcher: FSWatcher;
  let polls = false;
  const open = (): Promise<void> => {
    watcher = watch([...roots], {
      ignoreInitial: true, usePolling: polls || undefined, interval: 200, ignored: (file) => isForeign(path.resolve(file), roots, excepted),
    });
    for (const event of ['add', 'change', 'unlink'] as const) {
      watcher.on(event, add);
    }
    const opened = watcher;
    return new Promise((resolve) => {
      opened.once('ready', resolve);
      opened.on('error', (error) => {
        // The machine's limit of watches (inotify), or of open files.
        if (!polls && ['ENOSPC', 'EMFILE'].includes((error as NodeJS.ErrnoException).code ?? '')) {
          polls = true;
          onPolling();
          void opened.close().then(open).then(resolve);
        }
      });
    });
  };
  const ready = open();
  return {
    ready,
    files: () => Object.entries(watcher.getWatched()).flatMap(([directory, names]) => names.map((name) => path.resolve(directory, name))),
    close: async () => {
      clearTimeout(quiet);
      clearTimeout(patience);
      await watcher.close();
    },
  };
}
