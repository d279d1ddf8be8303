import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { adviceFor, commandsOf, devOf, isInApp, type Language, LANGUAGES, languageOf, type Library, type PlannedFile, plannedFiles, startOf } from './app';
import { takesStack } from './go-app';
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

/** In the languages in which a server is added to an app that is there. */
const INTO_APP: { readonly [language in Language]?: (start: string) => readonly string[] } = {
  typescript: (start) => [`import { WeatherStack } from '${fromEntry(start)}';`, "new WeatherStack(app, 'Weather');"],
  python: () => ['from weather_stack import WeatherStack', 'WeatherStack(app, "Weather")'],
  go: (start) => [
    'NewWeatherStack(app, "Weather", nil)',
    ...takesStack(start) ? [] : ['', '"app": "go mod download && go run ."    (in cdk.json: the stack is another file of your program)'],
  ],
};

/** @param started what starts an app that is to get the server */
function report(files: readonly PlannedFile[], language: Language, directory: string, dev: string, started?: string): string {
  const otherwise = commandsOf(files.find(({ name }) => name === 'package.json')!.content, dev);
  const steps = STEPS[language].map(([command, meaning]) => [commandFor(directory)(otherwise[command] ?? command), meaning] as const);
  const width = Math.max(...steps.map(([command]) => command.length));
  const from = path.relative(process.cwd(), directory);
  const intoApp = started === undefined ? undefined : INTO_APP[language]?.(started);
  return [
    ...files.map(({ name, done }) => `  ${done.padEnd(8)} ${name}`),
    '',
    ...intoApp === undefined ? [] : ['Add the server to your app:', '', ...intoApp.map((line) => `  ${line}`), ''],
    'Then:',
    '',
    ...from === '' ? [] : [`  cd ${from}`],
    ...steps.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`.trimEnd()),
    '',
    '',
  ].join('\n');
}

/**
 * Writes an app with a server that has one tool and a test; or, in all languages but Java, the server and its test into an app that is there.
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
  const started = startOf(present('cdk.json'));
  const isMissing = started !== undefined && !isInApp(started, present, names);
  const files = plannedFiles({ language, template, library: JSON.parse(readFileSync(library, 'utf8')) as Library, present, names });
  for (const { name, content } of files.filter(({ done }) => done !== 'kept')) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return report(files, language, directory, devOf(template), isMissing ? started : undefined);
}
