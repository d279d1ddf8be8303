import { isGo, isInGoApp, requireProgram } from './go-app';
import { intoProject, isAddedTo, isInJavaApp, requireProject, withBuild } from './java-app';
import { mergedGoMod, mergedJson, mergedLines } from './merge';
import { LocalError } from '../errors/local-error';

export const LANGUAGES = ['typescript', 'python', 'java', 'go'] as const;
export type Language = typeof LANGUAGES[number];

/** The library's own package.json. */
export interface Library {
  readonly version: string;
  readonly devDependencies: { readonly [name: string]: string };
  readonly peerDependencies: { readonly [name: string]: string };
}

/** A file that is written, changed, or left as it is. */
export interface PlannedFile {
  readonly name: string;
  readonly done: 'written' | 'extended' | 'kept';
  readonly content: string;
}

export interface AppRequest {
  readonly language: Language;
  /** The files of the language's template, by name. */
  readonly template: { readonly [name: string]: string };
  readonly library: Library;
  /** @returns the content of a file of the app, undefined where there is none */
  readonly present: (name: string) => string | undefined;
  /** The files in the directory itself. */
  readonly names: readonly string[];
}

/** What an existing app has of its own. */
const OF_AN_APP = ['bin/app.ts', 'app.py', 'main.go', 'tsconfig.json', 'cdk.json'];

function packageJson(language: Language, template: string, { version, devDependencies: known, peerDependencies }: Library): { [name: string]: unknown } {
  const versions = (...names: string[]) => Object.fromEntries(names.map((name) => [name, known[name]]));
  const library = { 'cdk-remote-mcp-server': version };
  const tools = versions('aws-cdk', '@modelcontextprotocol/client', '@types/node', 'esbuild', 'tsx', 'typescript');
  const dependencies = language === 'typescript'
    ? { dependencies: { ...peerDependencies, ...library }, devDependencies: tools }
    : { devDependencies: { ...versions('aws-cdk'), ...library } };
  return { name: 'weather', ...JSON.parse(template) as object, ...dependencies };
}

/** As pip writes a caret. */
const pipRange = (caret: string) => `>=${caret.slice(1)},<${Number(/\d+/.exec(caret)![0]) + 1}`;

function requirements({ version, peerDependencies }: Library): { readonly [name: string]: string } {
  return {
    'requirements.txt': [...Object.entries(peerDependencies).map(([name, range]) => `${name}${pipRange(range)}`), `cdk-remote-mcp-server==${version}`, ''].join('\n'),
    'requirements-dev.txt': ['-r requirements.txt', 'mcp>=2.3,<3', 'pytest>=8', ''].join('\n'),
  };
}

const VERSIONED = ['pom.xml', 'go.mod'];

/** Maven has no file that keeps what a range was resolved to: the versions are the oldest that the library works with. Those of go.mod are in its template. */
export function withVersions(template: AppRequest['template'], { version, peerDependencies }: Library): AppRequest['template'] {
  const versions: { readonly [name: string]: string } = {
    ...Object.fromEntries(Object.entries(peerDependencies).map(([name, caret]) => [name, caret.slice(1)])), 'cdk-remote-mcp-server': version,
  };
  return Object.fromEntries(Object.entries(template).map(([name, text]) => (
    [name, VERSIONED.includes(name.split('/').at(-1)!) ? text.replace(/\{\{(.+?)\}\}/g, (_, library: string) => versions[library]) : text])));
}

/** How an app says that it is started. @throws LocalError FileUnreadable */
export const startOf = (cdkJson: string | undefined) => (cdkJson === undefined ? undefined : String(parsed('cdk.json', cdkJson).app));

const RUNNERS = ['jest', 'vitest'] as const;
type Runner = typeof RUNNERS[number];
const RUN: { readonly [runner in Runner]: string } = { jest: 'jest', vitest: 'vitest run' };
const MODULE: { readonly [runner in Runner]: string } = { jest: '@jest/globals', vitest: 'vitest' };
const TYPES = 'tsc --noEmit && ';
/** The test for Node.js's own runner, and the same for the others, where values of the runner's own realm are compared by `expect`. */
const TESTS = { file: 'test/weather.test.ts', withExpect: 'test/weather.expect.ts' };

type Manifest = { readonly [name: string]: unknown };

const scriptsOf = ({ scripts }: Manifest) => (scripts ?? {}) as { readonly [name: string]: string };

/** The runner that an app's tests are written for: what its script runs, or else what it has. */
function runnerOf(manifest: Manifest): Runner | undefined {
  const installed = { ...manifest.dependencies as object, ...manifest.devDependencies as object };
  const { test = '' } = scriptsOf(manifest);
  return RUNNERS.find((name) => new RegExp(`\\b${name}\\b`).test(test)) ?? RUNNERS.find((name) => name in installed);
}

function withTest({ [TESTS.withExpect]: withExpect, ...template }: AppRequest['template'], runner: Runner | undefined): AppRequest['template'] {
  return runner === undefined || withExpect === undefined ? template : { ...template, [TESTS.file]: withExpect.replace(MODULE.jest, MODULE[runner]) };
}

/** The scripts of the template as an app can run them: types are checked where it says how. */
function scriptsFor(scripts: { readonly [name: string]: string }, runner: Runner | undefined, hasTypes: boolean): { readonly [name: string]: string } {
  const own = runner === undefined || scripts.test === undefined ? scripts : { ...scripts, test: `${TYPES}${RUN[runner]}` };
  return hasTypes ? own : Object.fromEntries(Object.entries(own).map(([name, command]) => [name, command.replace(TYPES, '')]));
}

/** What serves the app that a template is. */
export const devOf = (template: AppRequest['template']): string => scriptsOf(parsed('package.json', template['package.json'])).start;

/**
 * How the scripts of an app are run that init wrote, and what does the same where the app has others of these names.
 *
 * @param manifest the package.json as it is afterwards
 * @param dev what serves the app
 */
export function commandsOf(manifest: string, dev: string): { readonly [npmCommand: string]: string } {
  const parsedManifest = parsed('package.json', manifest);
  const { test = '', start = '', deploy = '' } = scriptsOf(parsedManifest);
  const runner = runnerOf(parsedManifest);
  const isRun = runner === undefined ? test.includes('--test') : new RegExp(`\\b${runner}\\b`).test(test);
  return {
    ...!isRun && { 'npm test': runner === undefined ? `npx tsx --test ${TESTS.file}` : `npx ${RUN[runner]} ${TESTS.file}` },
    ...!start.includes('cdk-remote-mcp-server') && { 'npm start': `npx ${dev}` },
    ...!deploy.includes('cdk deploy') && { 'npm run deploy': 'npx cdk deploy' },
  };
}

function parsed(name: string, text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw new LocalError('FileUnreadable', `${name} is not JSON: ${(error as Error).message}`);
  }
}

function withBuildIn(cdkJson: string): string {
  const before = parsed('cdk.json', cdkJson);
  const after = `${JSON.stringify(withBuild(before), undefined, 2)}\n`;
  return after === `${JSON.stringify(before, undefined, 2)}\n` ? cdkJson : after;
}

/**
 * What becomes of each file. A file that is there is extended, if it is a list, and otherwise left as it is.
 *
 * @throws LocalError BadUsage, FileUnreadable
 */
export function plannedFiles(request: AppRequest): readonly PlannedFile[] {
  const { language, library, present } = request;
  const start = startOf(present('cdk.json'));
  const isIntoProject = language === 'java' && isAddedTo(start, present);
  const template = isIntoProject ? intoProject(request.template) : request.template;
  if (language === 'java') {
    requireProject(start, present, request.template);
  }
  if (language === 'go') {
    requireProgram(start, request.names, template);
  }
  const isExisting = present('cdk.json') !== undefined;
  const manifestText = present('package.json');
  const manifest = manifestText === undefined ? {} : parsed('package.json', manifestText);
  const { 'package.json': templateManifest, 'go.mod': goMod, gitignore, ...files } = withTest(withVersions(template, library), runnerOf(manifest));
  const { type, scripts, ...others } = packageJson(language, templateManifest, library);
  const hasTypes = !isExisting || present('tsconfig.json') !== undefined;
  const withoutType = { ...others, scripts: scriptsFor(scripts as { [name: string]: string }, runnerOf(manifest), hasTypes) };
  const lists = { ...language === 'python' && requirements(library), '.gitignore': gitignore };
  // What kind of modules an existing app has is its own affair.
  const merged = mergedJson(manifest, isExisting || type === undefined ? withoutType : { type, ...withoutType });
  const planned = (name: string, content: string): PlannedFile => {
    const own = present(name);
    return own === undefined ? { name, content, done: 'written' } : { name, content: own, done: 'kept' };
  };
  const extended = (name: string, content: string): PlannedFile => {
    const own = present(name);
    return { name, content, done: own === undefined ? 'written' : own === content ? 'kept' : 'extended' };
  };
  return [
    ...Object.entries(files).filter(([name]) => !isExisting || !OF_AN_APP.includes(name))
      .map(([name, content]) => planned(name, content)),
    ...Object.entries(lists).map(([name, lines]) => extended(name, mergedLines(present(name) ?? '', lines))),
    ...isIntoProject ? [extended('cdk.json', withBuildIn(present('cdk.json')!))] : [],
    ...goMod === undefined ? [] : [extended('go.mod', present('go.mod') === undefined ? goMod : mergedGoMod(present('go.mod')!, goMod))],
    extended('package.json', `${JSON.stringify(merged, undefined, 2)}\n`),
  ];
}

/** Whether the file that an app is started by has the server. */
export function isInApp(app: string, { language, present, names }: Omit<AppRequest, 'library' | 'template'>): boolean {
  if (isGo(app)) {
    return isInGoApp(app, names, present);
  }
  if (language === 'java') {
    return !isAddedTo(app, present) || isInJavaApp(present);
  }
  const files = app.match(/[\w./-]+\.(?:[cm]?[jt]s|py)\b/g) ?? [];
  return files.some((file) => /\bWeatherStack\(/.test(present(file) ?? ''));
}

/** The language of the CDK in which it writes nothing, by how an app is started, and where the library is for it. */
const OTHER = { name: '.NET', command: /\bdotnet\b/, language: /^(\.net|dotnet|c#|csharp|f#|fsharp)$/i, cdk: 'csharp', library: 'the package CdkRemoteMcpServer' };

/** @returns what to do in a language in which nothing is written, undefined for languages that the CDK does not know */
export function adviceFor(language: string): string | undefined {
  return OTHER.language.test(language)
    ? `in ${OTHER.name}, write an app with "npx cdk init app --language ${OTHER.cdk}", add RemoteMcpServer of ${OTHER.library} to its stack, and serve it with "npx cdk-remote-mcp-server dev", which takes any language`
    : undefined;
}

/** The language of an app that says how it is started. @throws LocalError BadUsage */
export function languageOf(cdkJson: string | undefined): Language {
  const app = startOf(cdkJson) ?? '';
  if (OTHER.command.test(app)) {
    throw new LocalError('BadUsage', `there is an app in ${OTHER.name}, and init adds nothing to it: add RemoteMcpServer of ${OTHER.library} to its stack, and serve it with "npx cdk-remote-mcp-server dev"`);
  }
  return isGo(app) ? 'go' : /python/.test(app) ? 'python' : /\b(mvnw?|gradlew?|java)\b/.test(app) ? 'java' : 'typescript';
}
