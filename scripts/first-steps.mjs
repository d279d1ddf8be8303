// Walks from an empty directory to a passing test of one's own, in each language that `init` writes, with the packed library and the registries; and from
// a CDK app whose tests run in Vitest, and those in Java and Go as `cdk init` writes them.
//
//   node scripts/first-steps.mjs [--packed FILE.tgz] [--wheel FILE.whl] [--jar DIR] [--module DIR] [--languages typescript,vitest,python,java,cdk-java,go,cdk-go] [--keep]
//
// Java and Go are left to scripts/consumers.mjs, which builds the jar anyway, unless --languages names them. Go compiles the CDK: two minutes, but for
// what it keeps in its caches.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packed } from './packed.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    packed: { type: 'string' }, wheel: { type: 'string' }, jar: { type: 'string' }, module: { type: 'string' },
    languages: { type: 'string', default: 'typescript,vitest,python' }, keep: { type: 'boolean' },
  },
});
/** Maven's, kept between runs for what others published; a library of the same version may be another one each time. */
const m2 = join(root, 'node_modules', '.cache', 'consumers', 'm2');
const work = mkdtempSync(join(tmpdir(), 'first-steps-'));
const temporary = join(work, 'tmp');
mkdirSync(temporary);
const env = {
  ...process.env, NODE_OPTIONS: '', TMPDIR: temporary, MAVEN_OPTS: `-Dmaven.repo.local=${m2}`,
  // The runtime of jsii leaves a directory there.
  JAVA_TOOL_OPTIONS: `-Djava.io.tmpdir=${temporary}`, JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: 'true',
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

/** Milliseconds that any command may take: a runner that waits for files never ends. */
const COMMAND_TIMEOUT = 10 * 60_000;

const GO_MODULE = 'github.com/cdk-remote-mcp-server/cdk-remote-mcp-server-go/remotemcpserver';

/** Types a command, and says how long it took. */
function type(cwd, ...command) {
  const startedAt = Date.now();
  try {
    const output = execFileSync(command[0], command.slice(1), { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: COMMAND_TIMEOUT });
    console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${command.join(' ').replaceAll(work, '…')}`);
    return output;
  } catch (error) {
    throw new Error(`${command.join(' ')} failed in ${cwd}:\n${error.stdout}\n${error.stderr}`);
  }
}

function expect(text, pattern) {
  if (!pattern.test(text)) throw new Error(`expected ${pattern} in:\n${text}`);
}

/** The library has nothing to say of what `init` wrote. */
function synthesize(app, before = '') {
  expect(type(app, 'bash', '-c', `${before}npm run synth 2>&1`), /^(?![^]*Construct Annotations)/);
}

/** A tool's author changes its code, and writes a test that fails before. */
function change(file, from, to) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  writeFileSync(file, text.replace(from, to));
}

const LANGUAGES = {
  typescript(app, library) {
    type(app, 'npm', 'install', '--no-audit', '--no-fund', library);
    type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init');
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    expect(type(app, 'npm', 'test'), /pass 2\n/);
    change(join(app, 'tools', 'get-forecast.ts'), "Oslo: 'snow'", "Oslo: 'snow', Quito: 'rain'");
    appendFileSync(join(app, 'test', 'weather.test.ts'), [
      '', "test('forecasts the weather of Quito', async () => {",
      "  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Quito' } });",
      "  assert.deepEqual(result.structuredContent, { city: 'Quito', sky: 'rain' });", '});', '',
    ].join('\n'));
    expect(type(app, 'npm', 'test'), /pass 3\n/);
    synthesize(app);
  },
  /** An app of `cdk init`, whose author tests with Vitest: `init` adds the server and a test, which runs beside that of the author. */
  vitest(app, library) {
    const files = {
      'package.json': JSON.stringify({ name: 'shop', private: true, scripts: { test: 'vitest run' } }),
      'cdk.json': JSON.stringify({ app: 'npx tsx bin/shop.ts' }),
      'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true } }),
      'bin/shop.ts': "import { App, Stack } from 'aws-cdk-lib';\nconst app = new App();\nnew Stack(app, 'Shop');\n",
      'test/shop.test.ts': "import { expect, test } from 'vitest';\ntest('adds', () => expect(1 + 1).toBe(2));\n",
    };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(app, name)), { recursive: true });
      writeFileSync(join(app, name), content);
    }
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', 'vitest@^5');
    type(app, 'npm', 'install', '--no-audit', '--no-fund', library);
    expect(type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init'), /Add the server to your app:[^]*npm test /);
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    expect(readFileSync(join(app, 'test', 'weather.test.ts'), 'utf8'), /from 'vitest'/);
    expect(type(app, 'npm', 'test'), /Tests .*3 passed/);
    change(join(app, 'bin', 'shop.ts'), "new Stack(app, 'Shop');", "new Stack(app, 'Shop');\nnew WeatherStack(app, 'Weather');");
    change(join(app, 'bin', 'shop.ts'), 'const app', "import { WeatherStack } from '../lib/weather-stack';\n\nconst app");
    change(join(app, 'tools', 'get-forecast.ts'), "Oslo: 'snow'", "Oslo: 'snow', Quito: 'rain'");
    appendFileSync(join(app, 'test', 'weather.test.ts'), [
      '', "test('forecasts the weather of Quito', async () => {",
      "  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Quito' } });",
      "  expect(result.structuredContent).toEqual({ city: 'Quito', sky: 'rain' });", '});', '',
    ].join('\n'));
    expect(type(app, 'npm', 'test'), /Tests .*4 passed/);
    type(app, 'npx', '--no', 'cdk', 'synth', '--quiet');
  },
  python(app, library, wheel) {
    const activated = (...command) => type(app, 'bash', '-c', `. .venv/bin/activate && ${command.join(' ')}`);
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', library);
    type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init', '--language', 'python');
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    type(app, 'python3', '-m', 'venv', '.venv');
    activated('pip', 'install', '--quiet', wheel, '-r', 'requirements-dev.txt');
    expect(activated('pytest'), /2 passed/);
    change(join(app, 'functions', 'forecast', 'forecast.py'), '"Oslo": "snow"', '"Oslo": "snow", "Quito": "rain"');
    appendFileSync(join(app, 'tests', 'test_weather.py'), [
      '', '', 'async def test_forecasts_the_weather_of_quito(connect):', '    async with connect() as client:',
      '        result = await client.call_tool("get_forecast", {"city": "Quito"})', '', '    assert result.structured_content == {"city": "Quito", "sky": "rain"}', '',
    ].join('\n'));
    expect(activated('pytest'), /3 passed/);
    synthesize(app, '. .venv/bin/activate && ');
  },
  java(app, library, jar) {
    installJar(jar);
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', library);
    type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init', '--language', 'java');
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    changeJavaTool(app, join(app, 'infrastructure', 'src'));
    expect(type(app, 'mvn', '--batch-mode', 'test'), /Tests run: 3, Failures: 0, Errors: 0, Skipped: 0/);
    synthesize(app);
  },
  /** An app of `cdk init`. */
  'cdk-java'(app, library, jar) {
    installJar(jar);
    type(app, join(root, 'node_modules', '.bin', 'cdk'), 'init', 'app', '--language', 'java', '--generate-only');
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', library);
    const said = type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init');
    const [, dependencies, plugin] = /In the dependencies of pom\.xml:\n([^]*)\n *In the plugins of pom\.xml[^\n]*\n([^]*)\nThen:/.exec(said) ?? [];
    if (plugin === undefined) throw new Error(`expected what to add in:\n${said}`);
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    // The newest CDK, which the template asks for, is not in every repository yet.
    const pom = readFileSync(join(app, 'pom.xml'), 'utf8');
    writeFileSync(join(app, 'pom.xml'), pom.replace(/(<cdk\.version>).*?</, `$1${oldest('aws-cdk-lib')}<`).replace(/(<constructs\.version>).*?</, `$1${oldest('constructs')}<`));
    change(join(app, 'pom.xml'), '    <dependencies>', `    <dependencies>${dependencies}`);
    change(join(app, 'pom.xml'), '        <plugins>', `        <plugins>${plugin}`);
    const program = join(app, 'src', 'main', 'java', 'com', 'myorg', 'CdkJavaApp.java');
    change(program, 'app.synth();', 'new weather.WeatherStack(app, "Weather");\n        app.synth();');
    expect(type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init'), /^(?![^]*(?:written|extended|Add the server))/);
    changeJavaTool(app, join(app, 'src'));
    type(app, 'mvn', '-q', '-f', 'functions/forecast', 'process-classes');
    expect(type(app, 'mvn', '--batch-mode', 'test'), /Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time[^\n]*WeatherTest/);
    expect(type(app, 'npx', '--no', 'cdk', 'list'), /CdkJavaStack\nWeather\n$/);
  },
  go(app, library, module) {
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', library);
    type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init', '--language', 'go');
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    type(app, 'go', 'mod', 'edit', '-replace', `${GO_MODULE}=${module}`);
    type(app, 'go', 'mod', 'tidy');
    expect(type(app, 'gofmt', '-l', 'main.go', 'weather_stack.go', 'weather_test.go', 'remote_mcp_server_test.go', 'functions'), /^$/);
    changeTool(app);
    expect(type(app, 'go', 'test', '-v', './...'), GO_TESTS);
    type(app, 'go', 'vet', './...');
    synthesize(app);
  },
  /** An app of `cdk init`. */
  'cdk-go'(app, library, module) {
    type(app, join(root, 'node_modules', '.bin', 'cdk'), 'init', 'app', '--language', 'go', '--generate-only');
    type(app, 'npm', 'install', '--no-audit', '--no-fund', '--save-dev', library);
    expect(type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init'), /Add the server to your app:\n\n {2}NewWeatherStack\(app, "Weather", nil\)[^]*"go mod download && go run \."/);
    type(app, 'npm', 'install', '--no-audit', '--no-fund');
    type(app, 'go', 'mod', 'edit', '-replace', `${GO_MODULE}=${module}`);
    type(app, 'go', 'mod', 'tidy');
    changeTool(app);
    change(join(app, 'cdk.json'), 'go run cdk-go.go', 'go run .');
    change(join(app, 'cdk-go.go'), '\tapp.Synth(nil)', '\tNewWeatherStack(app, "Weather", nil)\n\n\tapp.Synth(nil)');
    expect(type(app, 'npx', '--no', 'cdk-remote-mcp-server', 'init'), /^(?![^]*(?:written|extended|Add the server))/);
    expect(type(app, 'go', 'test', '-v', './...'), GO_TESTS);
    expect(type(app, 'npx', '--no', 'cdk', 'list'), /^CdkGoStack\nWeather\n$/);
  },
};

/** That the library works with. */
const oldest = (name) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).peerDependencies[name].slice(1);

function installJar(jar) {
  rmSync(join(m2, 'io', 'github', 'cdk-remote-mcp-server'), { recursive: true, force: true });
  cpSync(jar, m2, { recursive: true });
}

/** @param sources where those of the app and its tests are */
function changeJavaTool(app, sources) {
  change(join(app, 'functions', 'forecast', 'src', 'main', 'java', 'weather', 'Forecast.java'), '"Oslo", "snow"', '"Oslo", "snow", "Quito", "rain"');
  change(join(sources, 'test', 'java', 'weather', 'WeatherTest.java'), '    @Test\n', [
    '    @Test', '    void forecastsTheWeatherOfQuito() {', '        assertEquals(Map.of("city", "Quito", "sky", "rain"), forecast("Quito").structuredContent());', '    }', '', '    @Test', '',
  ].join('\n'));
}

const GO_TESTS = /--- PASS: TestWeather\/forecasts_the_weather_of_a_city[^]*--- PASS: TestWeather\/forecasts_the_weather_of_Quito[^]*--- PASS: TestWeather\/says_which_cities_it_knows[^]*^ok/m;

function changeTool(app) {
  change(join(app, 'functions', 'forecast', 'main.go'), '"Oslo": "snow"', '"Oslo": "snow", "Quito": "rain"');
  change(join(app, 'weather_test.go'), '\tt.Run("says', [
    '\tt.Run("forecasts the weather of Quito", func(t *testing.T) {', '\t\tgot := forecast(t, "Quito").StructuredContent',
    '\t\tif want := map[string]any{"city": "Quito", "sky": "rain"}; !reflect.DeepEqual(got, want) {', '\t\t\tt.Errorf("got %v, want %v", got, want)', '\t\t}', '\t})', '', '\tt.Run("says',
  ].join('\n'));
}

/** The library's package for a language. @returns the directory */
function packageFor(target, directory, ...more) {
  execFileSync('npx', ['jsii-pacmak', '--target', target, '--outdir', directory, ...more], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(directory, target);
}

function wheelIn(directory) {
  const [wheel] = readdirSync(directory).filter((name) => name.endsWith('.whl'));
  return join(directory, wheel);
}

/** The app compiles it, with a CDK of its own. */
const goModule = () => (options.module ? resolve(options.module) : join(packageFor('go', join(work, 'dist'), '--code-only'), 'remotemcpserver'));

const jars = () => (options.jar ? resolve(options.jar) : packageFor('java', join(work, 'dist')));

/** What a language installs beside the library's npm package. */
const PACKAGES = {
  'typescript': () => undefined,
  'vitest': () => undefined,
  'python': () => (options.wheel ? resolve(options.wheel) : wheelIn(packageFor('python', join(work, 'dist')))),
  'java': jars,
  'cdk-java': jars,
  'go': goModule,
  'cdk-go': goModule,
};

try {
  const languages = options.languages.split(',');
  const library = options.packed ? resolve(options.packed) : packed(work);
  for (const language of languages) {
    const published = PACKAGES[language]();
    const startedAt = Date.now();
    const app = join(work, language);
    mkdirSync(app);
    console.log(`${language}:`);
    LANGUAGES[language](app, library, published);
    if (existsSync(join(app, 'buckets'))) throw new Error('the server wrote into the app');
    console.log(`${language}: from an empty directory to a passing test of one's own in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const left = readdirSync(temporary).filter((name) => name.startsWith('remote-mcp'));
  if (left.length > 0) throw new Error(`left in the temporary directory: ${left.join(', ')}`);
} finally {
  if (options.keep) console.log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
