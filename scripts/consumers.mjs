// Installs the packed library as people of each language do, synthesizes the same app in each, and compares the templates. In Java and Go, it walks the
// first steps; in Go nothing else.
//
//   node scripts/consumers.mjs [--packed DIR] [--languages python,java,dotnet,go] [--cdk VERSION] [--constructs VERSION] [--keep]
//
// Without --packed it compiles and packs the library into dist/ first. CDK is the oldest one that the library supports unless
// --cdk names another. A language whose toolchain the machine lacks is skipped, and said to be.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unsaid } from '../test/consumers/coverage.mjs';
import { GO, LANGUAGES } from '../test/consumers/languages.mjs';
import { comparable, differences } from '../test/consumers/templates.mjs';

const SHOWN_DIFFERENCES = 40;
/** Of the apps: one that shows a server in all its parts, and one that says everything of what a server offers. */
const STACKS = ['Consumer', 'Sources'];
const root = resolve(import.meta.dirname, '..');

const { values: options } = parseArgs({
  options: { packed: { type: 'string' }, languages: { type: 'string' }, cdk: { type: 'string' }, constructs: { type: 'string' }, keep: { type: 'boolean' } },
});
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const versions = {
  library: manifest.version,
  cdk: options.cdk ?? manifest.devDependencies['aws-cdk-lib'],
  constructs: options.constructs ?? manifest.devDependencies.constructs,
  esbuild: manifest.devDependencies.esbuild,
};

const [reference, ...others] = [...LANGUAGES, GO];
const wanted = options.languages?.split(',').filter(Boolean) ?? others.map((language) => language.target);
const unknown = wanted.filter((target) => !others.some((language) => language.target === target));
if (unknown.length > 0) {
  console.error(`unknown language ${unknown.join(', ')}, choose from ${others.map((language) => language.target).join(', ')}`);
  process.exit(2);
}

const present = [reference];
for (const language of others.filter(({ target }) => wanted.includes(target))) {
  if (language.available()) {
    present.push(language);
  } else {
    console.log(`SKIPPED ${language.name}: this machine lacks ${language.needs}`);
  }
}

const targets = present.map(({ target }) => target);
const packed = options.packed ? resolve(options.packed) : pack(targets);
requireAllSaid();
const work = mkdtempSync(join(tmpdir(), 'consumers-'));
try {
  const templates = new Map();
  for (const language of present.filter((one) => one !== GO)) {
    const startedAt = Date.now();
    const outdir = join(work, `${language.target}.out`);
    language.synthesize({ packed, work: join(work, language.target), outdir, versions });
    templates.set(language, Object.fromEntries(STACKS.map((stack) => [stack, comparable(JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8')))])));
    console.log(`${language.name}: synthesized with aws-cdk-lib ${versions.cdk} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  if (targets.includes('python')) {
    runPythonSnippets(join(work, 'python', 'venv', 'bin', 'python'));
  }
  if (targets.includes('java')) {
    walkFirstSteps('java,cdk-java', packed, '--jar', 'java');
  }
  if (targets.includes('go')) {
    walkFirstSteps('go', packed, '--module', join('go', 'remotemcpserver'));
  }
  process.exitCode = [...templates.keys()].filter((language) => language !== reference && !agrees(language, templates)).length > 0 ? 1 : 0;
} finally {
  if (options.keep) console.log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}

function pack(targets) {
  const projen = (task) => execFileSync('npx', ['projen', task], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  projen('pre-compile');
  projen('compile');
  const pacmak = (...args) => execFileSync('npx', ['jsii-pacmak', ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  pacmak(...targets.filter((target) => target !== 'go').flatMap((target) => ['--target', target]));
  // It would compile the module, and the CDK for it, which the app does with a CDK of its own.
  if (targets.includes('go')) pacmak('--target', 'go', '--code-only');
  return join(root, 'dist');
}

/** What no app says, no language is known to say right. */
function requireAllSaid() {
  const java = join(root, 'test', 'consumers', 'java', 'src', 'main', 'java', 'example');
  const sources = readdirSync(java).map((file) => readFileSync(join(java, file), 'utf8'));
  const missing = unsaid(JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')), sources);
  if (missing.length > 0) {
    console.error(`no consumer app says ${missing.join(', ')}: add it to the apps of each language in test/consumers`);
    process.exit(1);
  }
}

/** What the pages for beginners show in Python, each snippet as a program. */
function runPythonSnippets(interpreter) {
  execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', 'pydantic', 'pytest'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const pages = ['getting-started', 'offering', 'testing'].map((name) => `docs/${name}.md`);
  const snippets = pages.flatMap((page) => [...readFileSync(join(root, page), 'utf8').matchAll(/^```python\n([^]*?)^```$/gm)].map(([, code]) => code));
  snippets.forEach((code) => execFileSync(interpreter, ['-c', code], { stdio: ['ignore', 'inherit', 'inherit'] }));
  console.log(`Python: ${snippets.length} snippets of the documentation run`);
}

/** Here, because the jar is, and because Go compiles for as long as Maven does. */
function walkFirstSteps(language, directory, option, own) {
  const [library] = readdirSync(join(directory, 'js')).filter((name) => name.endsWith('.tgz'));
  execFileSync(process.execPath, [
    join(import.meta.dirname, 'first-steps.mjs'), '--languages', language, '--packed', join(directory, 'js', library), option, join(directory, own),
  ], { stdio: ['ignore', 'inherit', 'inherit'] });
}

function agrees(language, templates) {
  const found = differences(templates.get(reference), templates.get(language));
  if (found.length === 0) {
    console.log(`${language.name}: the templates equal those of ${reference.name}, ${STACKS.map((stack) => Object.keys(templates.get(language)[stack].Resources).length).join(' and ')} resources`);
    return true;
  }
  console.error(`${language.name}: the templates differ from those of ${reference.name} in ${found.length} places (${reference.name} | ${language.name}):`);
  found.slice(0, SHOWN_DIFFERENCES).forEach((difference) => console.error(`  ${difference}`));
  if (found.length > SHOWN_DIFFERENCES) console.error(`  … and ${found.length - SHOWN_DIFFERENCES} more`);
  return false;
}
