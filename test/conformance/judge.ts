import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

export type Results = ReadonlyMap<string, readonly Check[]>;

/** The scenarios that a requirement set counts: its list named `server`. */
export function scoredScenarios(requirements: string): string[] {
  const section = requirements.split(/^(?=\S)/m).find((part) => part.startsWith('server:')) ?? '';
  return listItems(section);
}

function listItems(yaml: string): string[] {
  return [...yaml.matchAll(/^ {2}- (\S+)$/gm)].map(([, item]) => item);
}

/** What the suite saved: for each scenario that it ran to its end, a directory `<leg>-<scenario>-<timestamp>` with the checks. */
export async function readResults(directory: string, leg: 'server' | 'authorization-server' = 'server'): Promise<Results> {
  const results = new Map<string, Check[]>();
  for (const name of await readdir(directory)) {
    const scenario = new RegExp(`^${leg}-(.+)-\\d{4}-\\d{2}-\\d{2}T[\\dZ-]+$`).exec(name)?.[1];
    const saved = scenario === undefined ? undefined : await readFile(join(directory, name, 'checks.json'), 'utf8').catch(ifMissing);
    if (saved !== undefined) {
      results.set(scenario!, JSON.parse(saved) as Check[]);
    }
  }
  return results;
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
  return undefined;
}

export type Mark = 'passed' | 'warned' | 'FAILED' | 'NO RESULT' | 'not scored';

export interface Row {
  readonly scenario: string;
  readonly mark: Mark;
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
}

export interface Verdict {
  readonly rows: readonly Row[];
  readonly failures: readonly { readonly entry: string; readonly message: string }[];
  readonly totals: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly ok: boolean;
}

/** As the suite scores a requirement set: a scenario meets it unless one of its checks is a FAILURE. No failure is ever expected. */
export function judge({ scored, results }: { readonly scored: readonly string[]; readonly results: Results }): Verdict {
  const failed = scored.flatMap((scenario) => (results.get(scenario) ?? [])
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage = '' }) => ({ scenario, entry: `${scenario}:${id}`, message: errorMessage })));
  const absent = scored.filter((scenario) => !results.has(scenario))
    .map((scenario) => ({ entry: scenario, message: 'the suite saved no result: the scenario crashed or timed out' }));
  const failures = [...absent, ...failed];

  const row = (scenario: string): Row => {
    const count = (status: Check['status']) => (results.get(scenario) ?? []).filter((check) => check.status === status).length;
    return { scenario, mark: mark(scenario), passed: count('SUCCESS'), failed: count('FAILURE'), warned: count('WARNING') };
  };
  const mark = (scenario: string): Mark => {
    if (!scored.includes(scenario)) {
      return 'not scored';
    }
    if (!results.has(scenario)) {
      return 'NO RESULT';
    }
    if (failed.some((failure) => failure.scenario === scenario)) {
      return 'FAILED';
    }
    return results.get(scenario)!.some(({ status }) => status === 'WARNING') ? 'warned' : 'passed';
  };

  const scoredRows = scored.map(row);
  const sum = (key: 'passed' | 'warned') => scoredRows.reduce((total, each) => total + each[key], 0);
  return {
    rows: [...scoredRows, ...[...results.keys()].filter((scenario) => !scored.includes(scenario)).map(row)],
    failures,
    totals: { passed: sum('passed'), warned: sum('warned'), failed: failures.length },
    ok: failures.length === 0,
  };
}
