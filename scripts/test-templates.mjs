// Renders the mapping templates that the local gateway is judged by in Apache Velocity 1.7, which API Gateway speaks, and fails where it makes something else of
// one than the table says. Needs a JDK and Maven; what it installs is kept below node_modules/.cache.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const JUDGED = join(ROOT, 'test', 'local', 'gateway', 'mapping-template', 'judged');
const cache = join(ROOT, 'node_modules', '.cache');
const jars = join(cache, 'velocity');
const table = join(JUDGED, 'templates.json');

execFileSync('mvn', [
  '--quiet', '--batch-mode', `-Dmaven.repo.local=${join(cache, 'consumers', 'm2')}`, '--file', join(JUDGED, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`,
], { stdio: ['ignore', 'inherit', 'inherit'] });
const seen = JSON.parse(execFileSync('java', ['-cp', join(jars, '*'), join(JUDGED, 'Judge.java'), table], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));

const { templates } = JSON.parse(readFileSync(table, 'utf8'));
const wrong = templates.filter(({ velocity }, index) => !isDeepStrictEqual(seen[index], velocity));
for (const one of wrong) {
  console.log(`${one.what}: ${JSON.stringify(seen[templates.indexOf(one)])} instead of ${JSON.stringify(one.velocity)}`);
}
console.log(`${templates.length - wrong.length} of ${templates.length} templates are what the table says`);
process.exitCode = wrong.length > 0 || seen.length !== templates.length ? 1 : 0;
