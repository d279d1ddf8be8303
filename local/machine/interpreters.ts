import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import { isSame, nearest, Version } from './version';

export type Language = 'Node.js' | 'Python' | 'Java' | 'Ruby';

/** What runs a language on this machine. */
export interface Interpreter {
  readonly version: Version;
  readonly command: string;
}

/** Variables that say where programs are. */
export interface MachineEnvironment {
  readonly [variable: string]: string | undefined;
}

/** Where something puts versions side by side: entries whose name says the version. */
interface Shelf {
  readonly directory: string;
  readonly entry: RegExp;
  /** Below the entry. Where it is '', the entry is the interpreter. */
  readonly file: string;
}

const search = (environment: MachineEnvironment) => (environment.PATH ?? '').split(path.delimiter).filter((directory) => directory !== '');
/** What the user has activated in this terminal. */
const activated = ({ VIRTUAL_ENV: venv, CONDA_PREFIX: conda }: MachineEnvironment) => [venv, conda].flatMap((directory) => (directory ? [path.join(directory, 'bin')] : []));
const numbersOf = (name: string): readonly number[] => (name.match(/\d+/g) ?? []).map(Number);
/** Newer ones first. By their numbers: a comparison of texts that knows numbers loads the whole of Unicode's order, a tenth of the start. */
const newestFirst = (names: readonly string[]) => names.map((name) => ({ name, numbers: numbersOf(name) })).sort(({ numbers: one }, { numbers: other }) => {
  const differing = one.findIndex((number, place) => number !== other[place]);
  return differing < 0 ? other.length - one.length : (other[differing] ?? -1) - one[differing];
}).map(({ name }) => name);
const pyenvRoot = ({ PYENV_ROOT: root, HOME: home = '/' }: MachineEnvironment) => root ?? `${home}/.pyenv`;
const homebrew = ['/opt/homebrew/opt', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/opt'];

const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')) : []);

/** Where version managers keep what they install: below the home, or where a variable says. */
function dataOf(manager: 'mise' | 'uv' | 'asdf', { HOME: home = '/', XDG_DATA_HOME: data = `${home}/.local/share`, ...environment }: MachineEnvironment): string {
  switch (manager) {
    case 'mise': return environment.MISE_DATA_DIR ?? `${data}/mise`;
    case 'uv': return environment.UV_PYTHON_INSTALL_DIR ?? `${data}/uv/python`;
    default: return environment.ASDF_DATA_DIR ?? `${home}/.asdf`;
  }
}

/** A shelf of Pythons, with their full version as the first group of an entry. */
const pythonShelves = (environment: MachineEnvironment): readonly Shelf[] => [
  { directory: `${pyenvRoot(environment)}/versions`, entry: /^(3\.\d+\.\d+)$/, file: 'bin/python3' },
  { directory: dataOf('uv', environment), entry: /^cpython-(3\.\d+\.\d+)-/, file: 'bin/python3' },
  { directory: `${dataOf('mise', environment)}/installs/python`, entry: /^(3\.\d+\.\d+)$/, file: 'bin/python3' },
  { directory: `${dataOf('asdf', environment)}/installs/python`, entry: /^(3\.\d+\.\d+)$/, file: 'bin/python3' },
];

/** How the files of version managers choose versions: pyenv and uv, asdf, mise. */
const CHOICES: readonly (readonly [file: string, versions: (lines: readonly string[]) => readonly string[]])[] = [
  ['.python-version', (lines) => lines],
  ['.tool-versions', (lines) => lines.flatMap((line) => (/^python\s/.test(line) ? line.split(/\s+/).slice(1) : []))],
  ...['mise.toml', '.mise.toml'].map((file) => (
    [file, (lines: readonly string[]) => lines.flatMap((line) => (/^python\s*=/.test(line) ? [...line.matchAll(/["']([\d.]+)["']/g)].map(([, version]) => version) : []))] as const)),
];

/** What the nearest directory from here upwards chooses, or else the user's home. */
function chosenHere({ HOME: home = '/' }: MachineEnvironment): readonly string[] {
  const above = (directory: string): string[] => [directory, ...path.dirname(directory) === directory ? [] : above(path.dirname(directory))];
  const choices = [...above(process.cwd()), home].flatMap((directory) => CHOICES.map(([file, versions]) => versions(linesOf(path.join(directory, file)))));
  return choices.find((versions) => versions.length > 0) ?? [];
}

/** An environment that pyenv keeps under a name says its version in a file. */
function namedEnvironment(name: string, environment: MachineEnvironment): Interpreter[] {
  const directory = path.join(pyenvRoot(environment), 'versions', name);
  const command = path.join(directory, 'bin', 'python3');
  const said = linesOf(path.join(directory, 'pyvenv.cfg')).map((line) => /^version\w* *= *(3\.\d+)(?:\.\d+)?$/.exec(line)?.[1]).find((version) => version !== undefined);
  return said !== undefined && existsSync(command) ? [{ version: versionFrom(said), command }] : [];
}

/**
 * The Pythons that are chosen in this directory, wherever a version manager keeps them: by pyenv's variable, a file of pyenv, uv, asdf or mise, or
 * `pyenv global`. A version without its last number is the newest of them.
 */
function chosenPythons(environment: MachineEnvironment): Interpreter[] {
  const [chosen = []] = [
    (environment.PYENV_VERSION ?? '').split(':').filter((name) => name !== ''), chosenHere(environment), linesOf(path.join(pyenvRoot(environment), 'version')),
  ].filter((names) => names.length > 0);
  const shelves = pythonShelves(environment).map(({ directory, entry, file }) => newestFirst(entriesOf(directory)).flatMap((name) => {
    const version = entry.exec(name)?.[1];
    const command = path.join(directory, name, file);
    return version !== undefined && existsSync(command) ? [{ full: version, command }] : [];
  }));
  return chosen.flatMap((name) => {
    const found = shelves.flatMap((pythons) => pythons.find(({ full }) => full === name) ?? pythons.find(({ full }) => full.startsWith(`${name}.`)) ?? []).at(0);
    return found === undefined ? namedEnvironment(name, environment) : [{ version: versionFrom(found.full).slice(0, 2), command: found.command }];
  });
}

/** What version managers and distributions do. The first of a version counts: a version manager is somebody's choice, a distribution's program nobody's. */
const SHELVES: { readonly [language in Language]: (environment: MachineEnvironment) => readonly (Shelf | readonly Interpreter[])[] } = {
  'Node.js': (environment) => {
    const { HOME: home = '/' } = environment;
    return [
      { directory: environment.NVM_DIR ? `${environment.NVM_DIR}/versions/node` : `${home}/.nvm/versions/node`, entry: /^v(\d+)\./, file: 'bin/node' },
      ...[environment.FNM_DIR ?? `${home}/.local/share/fnm`, `${home}/Library/Application Support/fnm`].map((directory) => (
        { directory: `${directory}/node-versions`, entry: /^v(\d+)\./, file: 'installation/bin/node' })),
      { directory: `${environment.VOLTA_HOME ?? `${home}/.volta`}/tools/image/node`, entry: /^(\d+)\./, file: 'bin/node' },
      { directory: `${dataOf('mise', environment)}/installs/node`, entry: /^(\d+)\./, file: 'bin/node' },
      { directory: `${dataOf('asdf', environment)}/installs/nodejs`, entry: /^(\d+)\./, file: 'bin/node' },
      ...homebrew.map((directory) => ({ directory, entry: /^node@(\d+)$/, file: 'bin/node' })),
    ];
  },
  'Python': (environment) => {
    const named = (directory: string) => ({ directory, entry: /^python(3\.\d+)$/, file: '' });
    return [
      ...activated(environment).map(named),
      chosenPythons(environment),
      ...pythonShelves(environment),
      // pyenv's own are there for every version, and fail for those that are not chosen.
      ...search(environment).filter((directory) => !directory.endsWith('/shims')).map(named),
      ...homebrew.map((directory) => ({ directory, entry: /^python@(3\.\d+)$/, file: 'libexec/bin/python3' })),
      { directory: '/Library/Frameworks/Python.framework/Versions', entry: /^(3\.\d+)$/, file: 'bin/python3' },
    ];
  },
  // Their own files say which version they are.
  'Java': () => [],
  'Ruby': (environment) => {
    const { HOME: home = '/' } = environment;
    return [
      { directory: `${environment.RBENV_ROOT ?? `${home}/.rbenv`}/versions`, entry: /^(\d\.\d+)\.\d+$/, file: 'bin/ruby' },
      { directory: `${home}/.rvm/rubies`, entry: /^ruby-(\d\.\d+)\.\d+/, file: 'bin/ruby' },
      { directory: `${dataOf('mise', environment)}/installs/ruby`, entry: /^(\d\.\d+)\.\d+$/, file: 'bin/ruby' },
      { directory: `${dataOf('asdf', environment)}/installs/ruby`, entry: /^(\d\.\d+)\.\d+$/, file: 'bin/ruby' },
      ...search(environment).map((directory) => ({ directory, entry: /^ruby(\d\.\d+)$/, file: '' })),
      ...homebrew.map((directory) => ({ directory, entry: /^ruby@(\d\.\d+)$/, file: 'bin/ruby' })),
    ];
  },
};

/** How a program on the PATH is asked for its version. */
const ASKED: { readonly [language in Language]?: { readonly program: string; readonly args: readonly string[] } } = {
  'Node.js': { program: 'node', args: ['-p', 'process.versions.node'] },
  'Python': { program: 'python3', args: ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'] },
  'Ruby': { program: 'ruby', args: ['-e', 'print RUBY_VERSION'] },
};

const ASKING_TIMEOUT_MS = 10_000;

const versionFrom = (text: string): Version => text.trim().split('.').map(Number);
const entriesOf = (directory: string) => (existsSync(directory) ? readdirSync(directory) : []);

function onShelf(shelf: Shelf | readonly Interpreter[]): readonly Interpreter[] {
  if (!('directory' in shelf)) {
    return shelf;
  }
  const { directory, entry, file } = shelf;
  return newestFirst(entriesOf(directory)).flatMap((name) => {
    const version = entry.exec(name)?.[1];
    const command = version === undefined ? '' : path.join(directory, name, file);
    // The last number of three is nobody's declaration.
    return version !== undefined && existsSync(command) ? [{ version: versionFrom(version).slice(0, 2), command }] : [];
  });
}

function onPath(program: string, environment: MachineEnvironment): string | undefined {
  return search(environment).map((directory) => path.join(directory, program)).find((file) => existsSync(file));
}

function asked(language: Language, environment: MachineEnvironment): Interpreter[] {
  const { program, args } = ASKED[language] ?? { program: '', args: [] };
  const command = program === '' ? undefined : onPath(program, environment);
  if (command === undefined) {
    return [];
  }
  try {
    const said = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: ASKING_TIMEOUT_MS, env: { ...environment } });
    return [{ version: versionFrom(said), command }];
  } catch {
    // A shim without a version behind it.
    return [];
  }
}

/** A directory with a JDK, which says its version in a file. One without a compiler cannot run our bootstrap. */
function jdkIn(home: string): Interpreter[] {
  const release = path.join(home, 'release');
  if (!existsSync(release) || !existsSync(path.join(home, 'bin', 'javac'))) {
    return [];
  }
  const version = /^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1];
  return version === undefined ? [] : [{ version: versionFrom(version), command: path.join(home, 'bin', 'java') }];
}

function jdks(environment: MachineEnvironment): Interpreter[] {
  const { HOME: home = '/', JAVA_HOME: javaHome } = environment;
  const chosen = onPath('java', environment);
  const within = (directory: string, below = '') => entriesOf(directory).map((name) => path.join(directory, name, below));
  return [
    ...javaHome ? [javaHome] : [],
    ...chosen === undefined ? [] : [path.resolve(realpathSync(chosen), '..', '..')],
    ...['/usr/lib/jvm', `${home}/.sdkman/candidates/java`, `${dataOf('mise', environment)}/installs/java`, `${dataOf('asdf', environment)}/installs/java`].flatMap((directory) => within(directory)),
    ...within('/Library/Java/JavaVirtualMachines', 'Contents/Home'),
    ...homebrew.flatMap((directory) => within(directory, 'libexec/openjdk.jdk/Contents/Home')),
  ].flatMap(jdkIn);
}

const shelved = new Map<string, readonly Interpreter[]>();
const asking = new Map<string, readonly Interpreter[]>();

/** Variables by which the answer differs. */
const WHERE = [
  'PATH', 'HOME', 'XDG_DATA_HOME', 'JAVA_HOME', 'PYENV_ROOT', 'PYENV_VERSION', 'RBENV_ROOT', 'MISE_DATA_DIR', 'UV_PYTHON_INSTALL_DIR', 'ASDF_DATA_DIR',
];

function remembered(
  known: Map<string, readonly Interpreter[]>, language: Language, environment: MachineEnvironment, find: () => readonly Interpreter[],
): readonly Interpreter[] {
  const variables = WHERE.map((name) => environment[name]);
  const key = JSON.stringify([language, process.cwd(), ...variables, ...activated(environment)]);
  const interpreters = known.get(key) ?? find();
  known.set(key, interpreters);
  return interpreters;
}

/** This Node.js. */
const own = (language: Language): readonly Interpreter[] => (language === 'Node.js' ? [{ version: versionFrom(process.versions.node), command: process.execPath }] : []);

/** What version managers and distributions keep, which says its version without being started. */
function kept(language: Language, environment: MachineEnvironment): readonly Interpreter[] {
  return remembered(shelved, language, environment, () => (language === 'Java' ? jdks(environment) : SHELVES[language](environment).flatMap(onShelf)));
}

/**
 * What this machine has of a language: first what its user would get, then what version managers and distributions keep beside it.
 *
 * @param environment the machine's variables, of which PATH and HOME count above all
 */
export function interpretersOf(language: Language, environment: MachineEnvironment): readonly Interpreter[] {
  return [...own(language), ...remembered(asking, language, environment, () => asked(language, environment)), ...kept(language, environment)];
}

/**
 * What is to run a version of a language: that version; else the nearest one.
 *
 * @param oldest what is older than this is none
 * @returns undefined if the machine has none
 */
export function interpreterFor(language: Language, declared: Version, oldest: Version, environment: MachineEnvironment): Interpreter | undefined {
  // Where the version is at hand, nothing further is looked for, and no program is started to be asked for its own.
  for (const candidates of [own, kept, interpretersOf]) {
    const found = nearest(declared, candidates(language, environment), oldest);
    if (found !== undefined && (candidates === interpretersOf || isSame(found.version, declared))) {
      return found;
    }
  }
  return undefined;
}
