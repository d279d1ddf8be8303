// Walks from an empty directory to a passing test of one's own, in each language that `init` writes, with the packed library and the registries.
//
//   node scripts/first-steps.mjs [--packed FILE.tgz] [--wheel FILE.whl] [--languages typescript,python] [--keep]
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packed } from './packed.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: { packed: { type: 'string' }, wheel: { type: 'string' }, languages: { type: 'string', default: 'typescript,python' }, keep: { type: 'boolean' } },
});
const work = mkdtempSync(join(tmpdir(), 'first-steps-'));
const temporary = join(work, 'tmp');
mkdirSync(temporary);
const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary, JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: 'true', PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };

/** Types a command, and says how long it took. */
function type(cwd, ...command) {
  const startedAt = Date.now();
  try {
    const output = execFileSync(command[0], command.slice(1), { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${command.join(' ').replaceAll(work, '…')}`);
    return output;
  } catch (error) {
    throw new Error(`${command.join(' ')} failed in ${cwd}:\n${error.stdout}\n${error.stderr}`);
  }
}

function expect(text, pattern) {
  if (!pattern.test(text)) throw new Error(`expected ${pattern} in:\n${text}`);
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
    type(app, 'npm', 'run', 'synth');
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
    activated('npm', 'run', 'synth');
  },
};

function wheelOf(directory) {
  execFileSync('npx', ['jsii-pacmak', '--target', 'python', '--outdir', directory], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [wheel] = readdirSync(join(directory, 'python')).filter((name) => name.endsWith('.whl'));
  return join(directory, 'python', wheel);
}

try {
  const languages = options.languages.split(',');
  const library = options.packed ? resolve(options.packed) : packed(work);
  const wheel = !languages.includes('python') ? undefined : options.wheel ? resolve(options.wheel) : wheelOf(join(work, 'dist'));
  for (const language of languages) {
    const startedAt = Date.now();
    const app = join(work, language);
    mkdirSync(app);
    console.log(`${language}:`);
    LANGUAGES[language](app, library, wheel);
    if (existsSync(join(app, 'buckets'))) throw new Error('the server wrote into the app');
    console.log(`${language}: from an empty directory to a passing test of one's own in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const left = readdirSync(temporary).filter((name) => name.startsWith('remote-mcp'));
  if (left.length > 0) throw new Error(`left in the temporary directory: ${left.join(', ')}`);
} finally {
  if (options.keep) console.log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
