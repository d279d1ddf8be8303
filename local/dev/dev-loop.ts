import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { type AssetSource, filesByName, findSource, renewAsset } from './asset-sources';
import type { CdkApp } from './cdk-app';
import { describeFunctions, describeStack, essence, type Version } from './changes';
import type { KeptDirectory } from './kept-directory';
import type { Synthesis } from './synthesis';
import { isWatchedBy } from './watched-files';
import { readCloudAssembly } from '../cloud-assembly/cloud-assembly';
import type { ServedApi } from '../cloud-assembly/served-api';
import { LocalError } from '../errors/local-error';
import type { FailedStart } from '../functions/function-pool';
import type { RenewedFunction } from '../functions/functions';
import { FunctionsNotStarted } from '../functions/functions-not-started';

/** Syntheses in a row, none of which the author caused, after which a file that each of them writes no longer counts. */
const OWN_WRITES = 4;

const BROKEN = 'each call of it fails until it is mended and saved';
const UNDONE = 'as before: the version that answers is what is saved';

interface Exchanged {
  readonly changed: readonly RenewedFunction[];
  readonly broken: readonly FailedStart[];
  readonly retired: Promise<void>;
}

/** What serves the app, as far as this needs it. */
export interface ExchangingGateway {
  readonly servers: readonly Pick<ServedApi, 'path' | 'url' | 'mcpUrl' | 'offered'>[];
  exchange(assembly: string): Promise<Exchanged>;
  /** @param assets what lies in the place of assets of the assembly that answers, by their paths */
  renew(assets: ReadonlyMap<string, string>): Promise<Exchanged>;
  startTools(): Promise<readonly FailedStart[]>;
  stop(): Promise<void>;
}

export interface DevScreen {
  /** Nothing answers yet, and the app is synthesized: it takes seconds. */
  begins(command: string): void;
  /** One line: what changed, and how long it took. */
  changed(what: string, milliseconds: number): void;
  /** One block: what failed, and the lines that say why. @param then what follows, where the version before does not still answer */
  failed(what: string, lines: readonly string[], then?: string): void;
  note(text: string): void;
  /** The first version answers. */
  ready(): void;
}

export interface DevLoopOptions {
  /** Of the app. Absolute. */
  readonly directory: string;
  /** Of its workspace, which it uses. Absolute. */
  readonly packages: readonly string[];
  readonly gateway: ExchangingGateway;
  readonly kept: KeptDirectory;
  /** Reads cdk.json again: it is a file of the author's, too. */
  readonly readApp: () => CdkApp;
  readonly synthesize: (app: CdkApp) => Synthesis;
  /** All files that are watched. */
  readonly files: () => Iterable<string>;
  readonly screen: DevScreen;
  /** Called when another version of the stack answers. */
  readonly onVersion: () => void;
}

function contentOf(file: string): string | undefined {
  try {
    return createHash('sha1').update(readFileSync(file)).digest('base64');
  } catch {
    return undefined;
  }
}

function without(changed: readonly RenewedFunction[], broken: readonly FailedStart[]): readonly RenewedFunction[] {
  return changed.filter(({ arn }) => !broken.some((failed) => failed.arn === arn));
}

/** Brings changes of the author's files into a running gateway: those of plain assets at once, all others by a synthesis. */
export class DevLoop {
  private version: Version;
  /** By the path of the asset in the assembly. */
  private sources = new Map<string, AssetSource>();
  /** What lies in the place of an asset. */
  private readonly renewed = new Map<string, string>();
  private renewals = 0;
  /** The author's directories, by their renewed copies: what began with a copy runs in it also once the assembly has the same code. */
  private readonly copied = new Map<string, string>();
  /** The content of files when they were last looked at. */
  private readonly contents = new Map<string, string | undefined>();
  /** Files whose change was seen to change nothing but the asset that holds them, since anything else changed. */
  private readonly onlyCode = new Set<string>();
  private unconfirmed = new Set<string>();
  /** Whether the assembly on disk is not the one that answers, because it fails. */
  private isStale = false;
  private lastFailure?: string;
  /** The ARNs of functions that do not start, in whose place nothing answers. */
  private broken: ReadonlySet<string> = new Set();
  private readonly ownWrites = new Map<string, number>();
  private synthesis?: Synthesis;
  private needsSynthesis = false;
  private synthesizing?: Promise<void>;
  private codeChanges = 0;
  private exchanging: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: DevLoopOptions) {
    this.version = this.currentVersion();
    this.findSources();
    // What does not start is said before somebody calls it.
    void this.enqueue(async () => this.tellBroken(await options.gateway.startTools()));
  }

  /** Takes up changed files. */
  notice(files: ReadonlySet<string>): void {
    const changed = [...files].filter((file) => this.hasOtherContent(file));
    if (changed.length === 0 || this.stopped) {
      return;
    }
    const owned = changed.filter((file) => this.assetsWith(file).length > 0);
    const isIncluded = this.filter();
    const others = this.withoutOwnWrites(changed.filter((file) => !owned.includes(file) && isIncluded(file)));
    if (owned.length > 0) {
      this.codeChanges += 1;
      void this.enqueue(() => this.renew(owned));
    }
    if (others.length > 0) {
      this.onlyCode.clear();
      this.requestSynthesis();
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.synthesis?.abort();
    await this.exchanging;
  }

  /** Editors and compilers write files again as they were. */
  private hasOtherContent(file: string): boolean {
    const content = contentOf(file);
    const isSame = this.contents.has(file) && this.contents.get(file) === content;
    this.contents.set(file, content);
    return !isSame;
  }

  /** A file that each of several syntheses in a row writes would cause the next one for ever. */
  private withoutOwnWrites(files: readonly string[]): readonly string[] {
    return files.filter((file) => {
      if (this.synthesis === undefined) {
        this.ownWrites.delete(file);
        return true;
      }
      const count = (this.ownWrites.get(file) ?? 0) + 1;
      this.ownWrites.set(file, count);
      if (count === OWN_WRITES) {
        this.options.screen.note(`each synthesis writes ${path.relative(this.options.directory, file)}: name it in watch.exclude of cdk.json`);
      }
      return count < OWN_WRITES;
    });
  }

  /** As `cdk watch` reads cdk.json. Plain assets count in any case: what is compiled is often excluded there. */
  private filter(): (file: string) => boolean {
    return isWatchedBy(this.watched(), this.options.directory, this.options.packages);
  }

  private watched(): CdkApp['watch'] {
    try {
      return this.options.readApp().watch;
    } catch {
      // The synthesis says what is wrong with cdk.json.
      return { include: ['**'], exclude: [] };
    }
  }

  private currentVersion(): Version {
    return { assembly: readCloudAssembly(this.options.kept.assembly), servers: this.options.gateway.servers };
  }

  private findSources(): void {
    const files = filesByName(this.options.files());
    const found = new Map<string, AssetSource>();
    for (const { path: asset } of this.version.assembly.assets) {
      const source = this.sources.get(asset) ?? findSource(asset, files);
      if (source !== undefined) {
        found.set(asset, source);
      }
    }
    this.sources = found;
  }

  private assetsWith(file: string): (readonly [asset: string, source: AssetSource])[] {
    return [...this.sources].filter(([, { directory, files }]) => files.has(path.relative(directory, file)) && contentOf(file) !== undefined);
  }

  private enqueue(exchange: () => Promise<void>): Promise<void> {
    const turn = this.exchanging.then(() => (this.stopped ? undefined : exchange())).catch((error: unknown) => this.options.screen.failed('this version cannot be served', [(error as Error).message]));
    this.exchanging = turn;
    return turn;
  }

  private async renew(files: readonly string[]): Promise<void> {
    if (this.isStale) {
      this.requestSynthesis();
      return;
    }
    const begun = Date.now();
    const { gateway, kept } = this.options;
    for (const [asset, source] of new Map(files.flatMap((file) => this.assetsWith(file)))) {
      const target = path.join(kept.renewed, String(this.renewals += 1));
      const changed = files.map((file) => path.relative(source.directory, file)).filter((file) => source.files.has(file));
      renewAsset(this.renewed.get(asset) ?? asset, source, changed, target);
      // Also where it does not start: the next change is laid over it.
      this.renewed.set(asset, target);
      this.copied.set(target, source.directory);
    }
    try {
      const { changed, broken } = await gateway.renew(this.renewed);
      this.broken = new Set([...this.broken].filter((arn) => !changed.some((renewed) => renewed.arn === arn)));
      this.tellChanges(describeFunctions(without(changed, broken), gateway.servers), begun, broken);
      const unconfirmed = files.filter((file) => !this.onlyCode.has(file));
      if (unconfirmed.length > 0) {
        // The app may read the file, too.
        unconfirmed.forEach((file) => this.unconfirmed.add(file));
        this.requestSynthesis();
      }
    } catch (error) {
      this.tellFailure(error);
    }
  }

  /** Also where nothing changed but that a failure is undone: nothing else would say that it is over. */
  private tellChanges(lines: readonly string[], begun: number, broken: readonly FailedStart[]): void {
    const isMended = this.broken.size + broken.length === 0;
    const isUndone = isMended && lines.length === 0 && this.lastFailure !== undefined;
    if (isMended) {
      this.lastFailure = undefined;
    }
    (isUndone ? [UNDONE] : lines).forEach((line) => this.options.screen.changed(line, Date.now() - begun));
    this.tellBroken(broken);
  }

  /** Functions that never started: nothing answers in their place. */
  private tellBroken(broken: readonly FailedStart[]): void {
    this.broken = new Set([...this.broken, ...broken.map(({ arn }) => arn)]);
    broken.forEach((failed) => this.tellNotStarted(failed, BROKEN));
  }

  private tellNotStarted({ arn, label, lines }: FailedStart, then?: string): void {
    const [what = label] = describeFunctions([{ arn, label }], this.options.gateway.servers).map((line) => line.replace(/: code$/, ''));
    this.fail(`${what} does not start`, essence(this.asWritten(lines.join('\n'))), then);
  }

  private tellFailure(error: unknown): void {
    if (error instanceof FunctionsNotStarted) {
      error.failures.forEach((failed) => this.tellNotStarted(failed));
    } else if (error instanceof LocalError) {
      this.fail('this version cannot be served', [`${error.message} [${error.code}]`]);
    } else {
      throw error;
    }
  }

  /** With the author's own paths in the place of those of copies. */
  asWritten(text: string): string {
    const copies = [...this.copied].reverse();
    return [...copies, ...[...this.sources].map(([asset, { directory }]) => [asset, directory] as const)]
      .reduce((written, [copy, directory]) => written.replaceAll(`${copy}${path.sep}`, `${directory}${path.sep}`), text);
  }

  /** Says once what goes on to fail in the same way. */
  private fail(what: string, lines: readonly string[], then?: string): void {
    const failure = [what, ...lines].join('\n');
    if (failure !== this.lastFailure) {
      this.options.screen.failed(what, lines, then);
    }
    this.lastFailure = failure;
  }

  /** Whether the assembly on disk is still the one that answers. */
  private isOnDisk(): boolean {
    try {
      return JSON.stringify(readCloudAssembly(this.options.kept.assembly)) === JSON.stringify(this.version.assembly);
    } catch {
      return false;
    }
  }

  private requestSynthesis(): void {
    this.needsSynthesis = true;
    this.synthesizing ??= this.synthesizeAll().catch((error: unknown) => this.tellFailure(error)).finally(() => (this.synthesizing = undefined));
  }

  private async synthesizeAll(): Promise<void> {
    while (this.needsSynthesis && !this.stopped) {
      this.needsSynthesis = false;
      const begun = Date.now();
      const { codeChanges } = this;
      this.synthesis = this.options.synthesize(this.options.readApp());
      const failed = await this.synthesis.ended;
      this.synthesis = undefined;
      if (failed !== undefined) {
        this.isStale = !this.isOnDisk();
        this.fail(`the app does not synthesize (${failed.reason})`, essence(failed.output));
      } else if (codeChanges !== this.codeChanges) {
        // It may hold what was renewed meanwhile in the state before.
        this.needsSynthesis = true;
      } else {
        await this.enqueue(() => this.adopt(begun));
      }
    }
  }

  /** Serves the assembly that was synthesized. */
  private async adopt(begun: number): Promise<void> {
    const { gateway, kept, onVersion } = this.options;
    const before = this.version;
    const confirmed = this.unconfirmed;
    this.unconfirmed = new Set();
    try {
      const { changed, retired } = await gateway.exchange(kept.assembly);
      this.version = this.currentVersion();
      onVersion();
      this.isStale = false;
      this.renewed.clear();
      this.findSources();
      const broken = await gateway.startTools();
      this.broken = new Set();
      const lines = describeStack(before, this.version, without(changed, broken));
      this.tellChanges(lines, begun, broken);
      if (lines.length === 0) {
        confirmed.forEach((file) => this.onlyCode.add(file));
      }
      const isLast = this.version;
      void retired.then(() => (isLast === this.version ? this.removeOldAssets() : undefined));
    } catch (error) {
      this.isStale = !this.isOnDisk();
      this.tellFailure(error);
    }
  }

  /** A CDK app never deletes what an earlier synthesis wrote. */
  private removeOldAssets(): void {
    const { kept } = this.options;
    const used = new Set(this.version.assembly.assets.map((asset) => asset.path));
    for (const name of readdirSync(kept.assembly)) {
      const asset = path.join(kept.assembly, name);
      if (/^asset\.[0-9a-f]{64}(?:\.|$)/.test(name) && !used.has(asset)) {
        rmSync(asset, { recursive: true, force: true });
      }
    }
  }
}
