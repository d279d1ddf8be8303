// Runs the official JSON-Schema-Test-Suite (draft 2020-12, with its optional part) against the schema compiler.
//
//   npm run test:json-schema -- [--suite DIR] [--compare] [--verbose]
//
// The suite is taken from the source distribution of PyPI's jsonschema, which carries it, unless --suite names a checkout. Exits with 1 where a
// verdict is wrong or more is refused than EXPECTED says. --compare runs other compilers too, on verdicts, bytes and time.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SUBJECTS } from './json-schema-suite/subjects.mjs';

const SUITE = { package: 'jsonschema==4.26.0', directory: 'jsonschema-4.26.0/json' };
/** Tests whose schema is refused: it refers to another document, or is written in another dialect. */
const EXPECTED = { refused: { remote: 49, dialect: 9 }, wrong: 0 };
const REMOTES = 'http://localhost:1234/';

const { values: options } = parseArgs({ options: { suite: { type: 'string' }, compare: { type: 'boolean' }, verbose: { type: 'boolean' } } });
const work = mkdtempSync(join(tmpdir(), 'json-schema-suite-'));
try {
  const suite = options.suite ?? download();
  const groups = readGroups(join(suite, 'tests', 'draft2020-12'));
  const remotes = readRemotes(join(suite, 'remotes'));
  const [own, ...others] = SUBJECTS;
  const figures = run(own.load(), groups);
  print(own.name, figures);
  // With what it refers to copied into $defs, as the refusal advises, no schema is refused for a reference.
  const embedded = run(own.load(), groups.map((group) => ({ ...group, schema: withEmbedded(group.schema, remotes) })));
  print(`${own.name}, references copied into $defs`, embedded);
  if (options.compare) {
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', work, ...others.flatMap(({ packages }) => packages)], { stdio: 'inherit' });
    for (const other of others) print(other.name, run(other.load(createRequire(join(work, 'index.js'))), groups));
    compare([own.load(), ...others.map((other) => other.load(createRequire(join(work, 'index.js'))))]);
  }
  const refused = figures.refused.remote + figures.refused.dialect + figures.refused.other;
  const allowed = EXPECTED.refused.remote + EXPECTED.refused.dialect;
  if (figures.wrong + embedded.wrong > EXPECTED.wrong || refused > allowed) {
    console.error(`worse than ${EXPECTED.wrong} wrong verdicts and ${allowed} refused tests`);
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function download() {
  execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-binary', ':all:', '--dest', work, SUITE.package], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [archive] = readdirSync(work).filter((name) => name.endsWith('.tar.gz'));
  execFileSync('tar', ['xzf', archive], { cwd: work });
  return join(work, SUITE.directory);
}

function readGroups(directory) {
  const files = ['', 'optional'].flatMap((part) => readdirSync(join(directory, part)).filter((name) => name.endsWith('.json')).map((name) => join(part, name)));
  return files.flatMap((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')).map((group) => ({ ...group, file })));
}

/** Documents by URL: those of this draft, and those that say of none which draft they are. */
function readRemotes(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.json') && !/^(draft(?!2020-12)|v1)/.test(name));
  return new Map(files.map((name) => [`${REMOTES}${name.replaceAll('\\', '/')}`, JSON.parse(readFileSync(join(directory, name), 'utf8'))]));
}

/** The schema with the documents that it and they refer to: a document is known by its last segment, which suffices here. */
function withEmbedded(schema, remotes) {
  const embedded = new Map();
  const pending = [schema];
  for (const document of pending) {
    for (const [, file] of JSON.stringify(document).matchAll(/"\$(?:ref|dynamicRef)":"[^"#]*?([^"#/]+\.json)(?:#[^"]*)?"/g)) {
      for (const [url, remote] of remotes) {
        if (url.endsWith(`/${file}`) && !embedded.has(url)) {
          embedded.set(url, remote.$id === undefined || !URL.canParse(remote.$id) ? { ...remote, $id: url } : remote);
          pending.push(remote);
        }
      }
    }
  }
  return embedded.size === 0 ? schema : { ...schema, $defs: { ...schema.$defs, ...Object.fromEntries([...embedded].map(([url, document]) => [`suite ${url}`, document])) } };
}

function run(compile, groups) {
  const figures = { right: 0, wrong: 0, refused: { remote: 0, dialect: 0, other: 0 } };
  for (const { schema, tests, description, file } of groups) {
    const { validate, refusal, reason } = attempt(compile, schema);
    if (refusal !== undefined) {
      figures.refused[refusal] += tests.length;
      if (options.verbose) console.log(`  refused: ${file}: ${description}: ${reason}`);
      continue;
    }
    for (const test of tests) {
      const right = verdict(validate, test.data) === test.valid;
      figures[right ? 'right' : 'wrong']++;
      if (!right && options.verbose) console.log(`  wrong: ${file}: ${description}: ${test.description}`);
    }
  }
  return figures;
}

function attempt(compile, schema) {
  try {
    return { validate: compile(schema).validate };
  } catch (error) {
    const kind = /^RemoteSchemaReference/.test(error.message) ? 'remote' : /^SchemaDialect/.test(error.message) ? 'dialect' : 'other';
    return { refusal: kind, reason: error.message };
  }
}

function verdict(validate, data) {
  try {
    return validate(data);
  } catch (error) {
    return error.message;
  }
}

function print(name, { right, wrong, refused }) {
  const kinds = Object.entries(refused).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  console.log(`${name}: ${right} right, ${wrong} wrong, ${Object.values(refused).reduce((sum, count) => sum + count)} refused${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`);
}

/** Bytes and times on a hundred schemas such as tools have. */
function compare(compilers) {
  const schemas = Array.from({ length: 100 }, (_, index) => toolSchema(index));
  const value = { city: 'Rome', days: 3, units: 'metric', tags: ['a', 'b'], place: { lat: 41.9, lon: 12.5 }, contact: { kind: 'mail', address: 'a@example.com' } };
  for (const [index, compile] of compilers.entries()) {
    const startedAt = performance.now();
    const compiled = schemas.map((schema) => compile(schema));
    const compileMs = performance.now() - startedAt;
    if (!compiled.every(({ validate }) => validate(value))) throw new Error(`${SUBJECTS[index].name} refuses a good value`);
    const rounds = 200_000;
    const { validate } = compiled[0];
    for (let round = 0; round < rounds; round++) validate(value);
    const validatedAt = performance.now();
    for (let round = 0; round < rounds; round++) validate(value);
    const nanoseconds = (performance.now() - validatedAt) / rounds * 1e6;
    const bytes = compiled.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
    console.log(`${SUBJECTS[index].name}: ${Math.round(bytes / 100)} bytes a schema and ${compiled[0].shared} shared, compiled in ${(compileMs / 100).toFixed(2)} ms, validates in ${nanoseconds.toFixed(0)} ns`);
  }
}

function toolSchema(index) {
  return {
    type: 'object',
    properties: {
      city: { type: 'string', minLength: 1, description: 'A city' },
      days: { type: 'integer', minimum: 1, maximum: 14, default: 1 },
      units: { enum: ['metric', 'imperial'] },
      tags: { type: 'array', items: { type: 'string' }, maxItems: 10, uniqueItems: true },
      place: { type: 'object', properties: { lat: { type: 'number' }, lon: { type: 'number' } }, required: ['lat', 'lon'], additionalProperties: false },
      contact: { anyOf: [{ $ref: '#/$defs/Mail' }, { type: 'null' }] },
      [`extra_${index}`]: { type: 'string', pattern: '^[a-z]+$' },
    },
    required: ['city'],
    additionalProperties: false,
    $defs: { Mail: { type: 'object', properties: { kind: { const: 'mail' }, address: { type: 'string', maxLength: 254 } }, required: ['kind', 'address'] } },
  };
}
