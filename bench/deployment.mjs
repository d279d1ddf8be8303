import { execFile } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const SYNTH_TIMEOUT_MS = 90_000;
const PSEUDO_PARAMETERS = {
  'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::StackName': 'Bench', 'AWS::URLSuffix': 'amazonaws.com',
};

/** What a value of the template is after deployment, as far as the benchmark's functions need it. */
function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[intrinsic, operand]] = Object.entries(value);
  switch (intrinsic) {
    case 'Ref': return PSEUDO_PARAMETERS[operand] ?? operand.toLowerCase();
    case 'Fn::GetAtt': return `arn:aws:lambda:eu-west-1:123456789012:function:${operand[0]}`;
    case 'Fn::Join': return operand[1].map(resolve).join(operand[0]);
    default: throw new Error(`the benchmark does not resolve ${intrinsic}`);
  }
}

/**
 * Synthesizes a server with one tool.
 *
 * @returns as {@link readDeployment}
 */
export async function deploy(directory) {
  const outdir = join(directory, 'cdk.out');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join(ROOT, 'bench', 'synthesis-app.ts'), '1'], {
    cwd: ROOT, timeout: SYNTH_TIMEOUT_MS, env: { ...process.env, CDK_OUTDIR: outdir },
  });
  return readDeployment(outdir);
}

/**
 * Makes of what was synthesized what Lambda would run.
 *
 * @returns the module in the MCP function's layer, the file that the function itself is, and the environment of both functions
 */
export async function readDeployment(outdir) {
  const [module] = await Array.fromAsync(glob(join(outdir, 'asset.*', 'nodejs', 'node_modules', 'remote-mcp-server', 'index.js')));
  const { Resources } = JSON.parse(await readFile(join(outdir, 'Bench.template.json'), 'utf8'));
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => Properties);
  const mcp = functions.find(({ Environment }) => Environment?.Variables.MCP_ALLOWED_ORIGINS !== undefined);
  const authorizer = functions.find(({ Environment }) => Environment?.Variables.REGISTRY_TABLE_NAME !== undefined && !Environment.Variables.SIGNING_SECRET_ARN);
  const environment = ({ Environment: { Variables } }) => Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, resolve(value)]));

  const handler = join(outdir, 'inline.cjs');
  await writeFile(handler, resolve(mcp.Code.ZipFile).replace("require('remote-mcp-server')", `require(${JSON.stringify(module)})`));
  return { module, handler, environment: { ...environment(mcp), ...environment(authorizer) } };
}
