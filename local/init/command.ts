import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { adviceFor, commandsOf, devOf, isInApp, type Language, LANGUAGES, languageOf, type Library, type PlannedFile, plannedFiles, startOf, withVersions } from './app';
import { takesStack } from './go-app';
import { isAddedTo, JAVA_TEST, toAddInJava } from './java-app';
import { commandFor } from './package-manager';
import { LocalError } from '../errors/local-error';

function read(args: readonly string[]): { readonly directory: string; readonly language?: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { language: { type: 'string', short: 'l' } } });
    if (positionals.length > 1) {
      throw new Error(`init takes one directory, not ${positionals.length}`);
    }
    return { directory: path.resolve(positionals[0] ?? '.'), language: values.language };
  } catch (error) {
    throw new LocalError('BadUsage', `${(error as Error).message.split('. ')[0]}; see cdk-remote-mcp-server --help`);
  }
}

function chosen(language: string): Language {
  const known = LANGUAGES.find((each) => each === language);
  if (known === undefined) {
    const advice = adviceFor(language);
    throw new LocalError('BadUsage', `init writes apps in ${new Intl.ListFormat('en-GB').format(LANGUAGES)}, not in "${language}"${advice === undefined ? '' : `; ${advice}`}`);
  }
  return known;
}

function textsIn(directory: string): { readonly [name: string]: string } {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(files.map((file) => [path.relative(directory, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]));
}

const STEPS: { readonly [language in Language]: readonly (readonly [command: string, meaning: string])[] } = {
  typescript: [
    ['npm install', 'what the app needs'],
    ['npm test', 'starts the server on this machine and calls its tool'],
    ['npm start', 'serves it on this machine, for your own client, and goes on with what you save: npx cdk-remote-mcp-server dev'],
    ['npm run deploy', 'to AWS'],
  ],
  python: [
    ['npm install', 'the CDK command, and the one that serves the app on this machine'],
    ['python3 -m venv .venv && . .venv/bin/activate', ''],
    ['pip install -r requirements-dev.txt', 'what the app and its tests need'],
    ['pytest', 'starts the server on this machine and calls its tool'],
    ['npm start', 'serves it on this machine, for your own client, and goes on with what you save: npx cdk-remote-mcp-server dev'],
    ['npm run deploy', 'to AWS'],
  ],
  java: [
    ['npm install', 'the CDK command, and the one that serves the app on this machine'],
    ['mvn test', 'starts the server on this machine and calls its tool'],
    ['npm start', 'serves it on this machine, for your own client, and goes on with what you save: npx cdk-remote-mcp-server dev'],
    ['npm run deploy', 'to AWS'],
  ],
  go: [
    ['npm install', 'the CDK command, and the one that serves the app on this machine'],
    ['go mod tidy', 'what the app and its tests need'],
    ['go test ./...', 'starts the server on this machine and calls its tool; the first time, compiles the CDK (a minute or two)'],
    ['npm start', 'serves it on this machine, for your own client, and goes on with what you save: npx cdk-remote-mcp-server dev'],
    ['npm run deploy', 'to AWS'],
  ],
};

/** The stack's module as the file imports it that starts the app; one in `bin` where that is not said. */
function fromEntry(start: string): string {
  const entry = /[\w./-]+\.[cm]?ts\b/.exec(start)?.[0] ?? 'bin/app.ts';
  const relative = path.posix.relative(path.posix.dirname(entry), 'lib/weather-stack');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** An app that is there, and gets the server. */
interface Extended {
  /** What starts it. */
  readonly start: string;
  /** With versions. */
  readonly template: { readonly [name: string]: string };
  /** The files as they were. */
  readonly present: (name: string) => string | undefined;
  readonly cdkJson: string;
}

/** What its author adds to it. */
const INTO_APP: { readonly [language in Language]: (app: Extended) => readonly string[] } = {
  typescript: ({ start }) => [`import { WeatherStack } from '${fromEntry(start)}';`, "new WeatherStack(app, 'Weather');"],
  python: () => ['from weather_stack import WeatherStack', 'WeatherStack(app, "Weather")'],
  java: ({ template, present, cdkJson }) => toAddInJava(template, present, cdkJson),
  go: ({ start }) => [
    'NewWeatherStack(app, "Weather", nil)',
    ...takesStack(start) ? [] : ['', '"app": "go mod download && go run ."    (in cdk.json: the stack is another file of your program)'],
  ],
};

interface Done {
  readonly files: readonly PlannedFile[];
  readonly language: Language;
  readonly directory: string;
  /** What serves the app. */
  readonly dev: string;
  /** What does the same as a step of the language. */
  readonly instead?: { readonly [command: string]: string };
  readonly toAdd?: readonly string[];
}

function report({ files, language, directory, dev, instead, toAdd = [] }: Done): string {
  const otherwise = { ...commandsOf(files.find(({ name }) => name === 'package.json')!.content, dev), ...instead };
  const steps = STEPS[language].map(([command, meaning]) => [commandFor(directory)(otherwise[command] ?? command), meaning] as const);
  const width = Math.max(...steps.map(([command]) => command.length));
  const from = path.relative(process.cwd(), directory);
  return [
    ...files.map(({ name, done }) => `  ${done.padEnd(8)} ${name}`),
    '',
    ...toAdd.length === 0 ? [] : ['Add the server to your app:', '', ...toAdd.map((line) => `  ${line}`.trimEnd()), ''],
    'Then:',
    '',
    ...from === '' ? [] : [`  cd ${from}`],
    ...steps.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`.trimEnd()),
    '',
    '',
  ].join('\n');
}

/**
 * Writes an app with a server that has one tool and a test; or the server and its test into an app that is there.
 *
 * @param directories where the templates and the library's own package.json are
 * @returns what was done
 * @throws LocalError BadUsage, FileUnreadable
 */
export function initialize(args: readonly string[], { templates, library }: { readonly templates: string; readonly library: string }): string {
  const { directory, language: named } = read(args);
  const present = (name: string) => (existsSync(path.join(directory, name)) ? readFileSync(path.join(directory, name), 'utf8') : undefined);
  const language = named === undefined ? languageOf(present('cdk.json')) : chosen(named);
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const template = textsIn(path.join(templates, language));
  const start = startOf(present('cdk.json'));
  const known = JSON.parse(readFileSync(library, 'utf8')) as Library;
  const request = { language, template, library: known, present, names };
  const isMissing = start !== undefined && !isInApp(start, request);
  const files = plannedFiles(request);
  const extended = { start: start!, template: withVersions(template, known), present, cdkJson: files.find(({ name }) => name === 'cdk.json')?.content ?? '{}' };
  const toAdd = isMissing ? INTO_APP[language](extended) : [];
  for (const { name, content } of files.filter(({ done }) => done !== 'kept')) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const isJavaProject = language === 'java' && isAddedTo(start, present);
  return report({ files, language, directory, dev: devOf(template), toAdd, ...isJavaProject && { instead: { 'mvn test': JAVA_TEST } } });
}
