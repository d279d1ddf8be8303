import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { FSWatcher, watch } from 'chokidar';

/** Milliseconds without a change after which those before belong together: editors and compilers write several files. */
const QUIET = 40;
/** Milliseconds after which they are told even if more go on. */
const PATIENCE = 400;

/** Directories of others, whose files nobody edits. */
const FOREIGN = new Set(['node_modules', '__pycache__', 'cdk.out']);

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

/** What editors leave beside a file for a moment: vim, Emacs, JetBrains, and copies that are renamed. */
const TEMPORARY = /~$|^4913$|^#.*#$|\.(sw[a-z]|tmp|bak)$/;

/** Whether nothing below is the author's. A dot directory is a tool's own, and a directory with `pyvenv.cfg` holds a Python. */
export function isForeign(file: string, root: string, except: ReadonlySet<string>): boolean {
  if (file === root) {
    return false;
  }
  const name = path.basename(file);
  return except.has(file) || FOREIGN.has(name) || (name.startsWith('.') && !name.startsWith('.env')) || TEMPORARY.test(name) || existsSync(path.join(file, 'pyvenv.cfg'));
}

/** Tells which files of a directory change, in bursts. Symbolic links are followed. */
export function watchFiles(root: string, { except, onChange, onPolling }: FileChangesOptions): FileChanges {
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
    pending.add(path.resolve(root, file));
    clearTimeout(quiet);
    quiet = setTimeout(tell, QUIET);
    patience ??= setTimeout(tell, PATIENCE);
  };
  let watcher: FSWatcher;
  let polls = false;
  const open = (): Promise<void> => {
    watcher = watch(root, {
      ignoreInitial: true, usePolling: polls || undefined, interval: 200, ignored: (file) => isForeign(path.resolve(file), root, excepted),
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
