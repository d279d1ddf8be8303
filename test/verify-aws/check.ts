import type { ServerName } from './app';
import type { AskedServer } from './asked-server';
import type { Aws } from './aws';

/** What a check saw is not what it expects. */
export class NotAsExpected extends Error {}

/** What a program cannot do here, a person may. */
export class NeedsPerson extends Error {}

/** @returns what was seen @throws NotAsExpected where that is not as expected */
export function seen(text: string, isExpected: boolean): string {
  if (!isExpected) {
    throw new NotAsExpected(text);
  }
  return text;
}

/** Logs of a server. */
export type LogName = 'Mcp' | 'Authorizer' | 'OAuth' | 'DocumentFetcher' | 'Audit' | 'Transcode';

/** Where the servers are: on AWS, or served by the local gateway. */
export interface Place {
  /** Undefined on a laptop. */
  readonly aws?: Aws;
  /** How long a long call lasts, in seconds. */
  readonly longSeconds: number;
  /** How many checks run at once. */
  readonly atOnce: number;
  /** An output of the server's stack. */
  output(server: ServerName, name: string): string;
  /** The lines of a log that contain a text, as soon as there is one. @returns none when the time is over */
  lines(server: ServerName, log: LogName, text: string, seconds?: number): Promise<readonly string[]>;
  putObjects(sizes: { readonly [key: string]: number }): Promise<void>;
  /** Deploys the second version, once. */
  update(): Promise<void>;
}

export interface Checked {
  /** The check's own asker of its server. */
  readonly server: AskedServer;
  readonly place: Place;
  /** What is on AWS only. @throws Error on a laptop */
  readonly aws: Aws;
  output(name: string): string;
  lines(log: LogName, text: string, seconds?: number): Promise<readonly string[]>;
}

/** While what is deployed a check runs: the first version, its update, the second version. Those of one time run at once. */
export const TIMES = ['deployed', 'update', 'updated'] as const;

export interface Check {
  readonly expected: string;
  /** Which server is asked; left out: the main one. */
  readonly server?: ServerName;
  /** Whether a laptop has nothing of this. */
  readonly onlyAws?: true;
  /** Left out: the first version. */
  readonly time?: typeof TIMES[number];
  /** Its limit, in seconds; left out: 90. */
  readonly seconds?: number;
  /** @returns what was seen @throws NotAsExpected, NeedsPerson, or whatever went wrong */
  run(checked: Checked): Promise<string>;
}

/** Checks, by the names of their rows in docs/verify-on-aws.md. */
export interface Checks {
  readonly [row: string]: Check;
}
