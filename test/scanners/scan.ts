/** Runs cfn-lint, checkov and cfn-guard over the templates of the reference servers, and compares what they find with what is accepted. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CfnResource } from 'aws-cdk-lib';
import { type Finding, isOfCfnGuard, isOfCfnLint, isOfCheckov, judgeFindings } from './accepted-findings';
import { SERVERS, SERVERS_OF_US_EAST_1 } from './reviewed-servers';
import type { SynthesizedServer } from '../support/synthesized-server';

const CACHE = resolve(__dirname, '..', '..', 'node_modules', '.cache');

/** A program of PyPI, in an environment of its own. @returns its path */
function installed(name: string, version: string): string {
  const venv = join(CACHE, `${name}-${version}`);
  const program = join(venv, 'bin', name);
  if (!existsSync(program)) {
    mkdirSync(CACHE, { recursive: true });
    execFileSync('python3', ['-m', 'venv', venv]);
    execFileSync(join(venv, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${name}==${version}`], { stdio: 'inherit' });
  }
  return program;
}

/** cfn-guard, with the rules that AWS Control Tower checks before a deployment, in one package of npm. @returns the paths of both */
function installedGuard(version: string): { readonly program: string; readonly rules: string } {
  const place = join(CACHE, `cfn-guard-${version}`);
  const found = join(place, 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
  if (!existsSync(found)) {
    mkdirSync(place, { recursive: true });
    execFileSync('npm', ['install', '--prefix', place, '--no-save', '--no-audit', '--no-fund', `@cdklabs/cdk-validator-cfnguard@${version}`], { stdio: 'inherit' });
  }
  const { platform, machine } = { platform: process.platform === 'darwin' ? 'macos' : 'ubuntu', machine: process.arch === 'arm64' ? 'aarch64' : 'x86_64' };
  return { program: join(found, 'bin', platform, machine, 'cfn-guard'), rules: join(found, 'rules', 'control-tower', 'cfn-guard') };
}

/** The resources that a rule of cfn-guard objects to. Its checks lie in each other, each with the place in the template that it looked at. */
function guardFindings(rule: any): readonly { readonly rule: string; readonly logicalId: string }[] {
  const said = JSON.stringify(rule);
  const id = /\[(CT\.[A-Z0-9.]+)\]/.exec(said)?.[1] ?? rule.name;
  return [...new Set([...said.matchAll(/"path":"\/Resources\/(\w+)/g)].map(([, logicalId]) => logicalId))].map((logicalId) => ({ rule: id, logicalId }));
}

/** What it wrote, as JSON. Scanners end with an error where they find something. */
function run(program: string, args: readonly string[], cwd: string): any {
  const { stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  try {
    return JSON.parse(stdout);
  } catch {
    throw error ?? new Error(`${program} ${args.join(' ')} wrote no JSON: ${stdout.slice(0, 500)}${stderr.slice(-2000)}`);
  }
}

const directory = mkdtempSync(join(tmpdir(), 'scanners-'));
try {
  const paths = new Map<string, string>();
  const write = (servers: { readonly [name: string]: () => SynthesizedServer }) => Object.entries(servers).map(([name, make]) => {
    const { stack, template } = make();
    stack.node.findAll().filter(CfnResource.isCfnResource).forEach((resource) => paths.set(stack.resolve(resource.logicalId), resource.node.path));
    const file = `${name}.template.json`;
    writeFileSync(join(directory, file), JSON.stringify(template.toJSON(), null, 1));
    return file;
  });
  const [ofAnyRegion, ofOneRegion] = [SERVERS, SERVERS_OF_US_EAST_1].map(write);
  const templates = [...ofAnyRegion, ...ofOneRegion];
  const at = (logicalId: string) => paths.get(logicalId) ?? logicalId;

  const lint = (files: readonly string[], ...regions: string[]) => run(installed('cfn-lint', '1.58.0'), ['--format', 'json', '--regions', ...regions, '--', ...files], directory);
  const linted = [...lint(ofAnyRegion, 'us-east-1', 'eu-west-1', 'ap-northeast-1'), ...lint(ofOneRegion, 'us-east-1')];
  const checked = [run(installed('checkov', '3.3.30'), [
    '--framework', 'cloudformation', '--output', 'json', '--compact', '--quiet', '--skip-download', ...templates.flatMap((file) => ['--file', file]),
  ], directory)].flat();
  const guard = installedGuard('0.0.62');
  const guarded = run(guard.program, ['validate', '--rules', guard.rules, '--data', ...templates, '--show-summary', 'none', '--output-format', 'json', '--structured'], directory);
  const scans: readonly (readonly [name: string, found: readonly Finding[], isOfScanner: (rule: string) => boolean])[] = [
    ['cfn-lint', linted.map(({ Rule, Location }: any) => ({ rule: Rule.Id, path: at(Location.Path?.[1] ?? '') })), isOfCfnLint],
    ['checkov', checked.flatMap(({ results }) => results.failed_checks).map(({ check_id, resource }: any) => ({ rule: check_id, path: at(resource.split('.')[1]) })), isOfCheckov],
    ['cfn-guard', guarded.flatMap(({ not_compliant: rules }: any) => rules.map(({ Rule }: any) => Rule)).flatMap(guardFindings)
      .map(({ rule, logicalId }: { rule: string; logicalId: string }) => ({ rule, path: at(logicalId) })), isOfCfnGuard],
  ];
  for (const [name, found, isOfScanner] of scans) {
    const { unexplained, stale } = judgeFindings(found, isOfScanner);
    unexplained.forEach(({ rule, path }) => console.error(`${name}: ${rule} on ${path} is not in test/scanners/accepted-findings.ts`));
    stale.forEach((rule) => console.error(`${name}: ${rule} is accepted, and found nowhere`));
    process.exitCode ||= unexplained.length + stale.length > 0 ? 1 : 0;
    console.log(`${name}: ${found.length} findings in ${templates.length} templates, ${unexplained.length} of them without a reason`);
  }
} finally {
  rmSync(directory, { recursive: true });
}
