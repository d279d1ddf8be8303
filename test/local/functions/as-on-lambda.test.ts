import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../../local/aws/credentials';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { NO_VALUES } from '../../../local/functions/environment-file';
import { type FunctionDefinition, readFunctions } from '../../../local/functions/function-definition';
import { localPaths } from '../../../local/functions/function-environment';
import { FunctionPool } from '../../../local/functions/function-pool';
import { buffered } from '../../../local/functions/invocation';
import { writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';
import { RUNTIMES } from '../../support/local/gateway-fixture';
import { temporaryDirectory } from '../../support/temporary-directory';

let logs: string[];
let files: string;
beforeEach(() => {
  logs = [];
  files = temporaryDirectory('as-on-lambda');
});

const write = (file: string, text: string, mode = 0o644) => {
  mkdirSync(path.dirname(path.join(files, file)), { recursive: true });
  writeFileSync(path.join(files, file), text, { mode });
};
const layer = (name: string) => path.join(files, name);

async function run(more: Partial<FunctionDefinition>) {
  const pool = new FunctionPool({
    name: 'fn',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
    declaredAs: 'Main/Fn',
    versions: new Map(),
    region: 'us-east-1',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    environment: {},
    layers: [],
    gaps: [],
    code: { type: 'asset', path: layer('code') },
    ...more,
  }, {
    app: files, workDirectory: temporaryDirectory('work'), runtimesDirectory: RUNTIMES, services: {}, credentialsOf: createCredentials, log: (_label, line) => logs.push(line),
  });
  try {
    const { payload } = await buffered(await pool.invoke(Buffer.from('{}')), 'r');
    return JSON.parse(payload.toString('utf8')) as unknown;
  } finally {
    await pool.stop();
  }
}

const PYTHON = { runtime: 'python3.13' };
const python = (source: string, more: Partial<FunctionDefinition> = {}) => {
  write('code/index.py', source);
  return run({ ...PYTHON, ...more });
};

describe('Python', () => {
  test('returns the decimals of a table as numbers', async () => {
    expect(await python('from decimal import Decimal\ndef handler(event, context):\n    return [Decimal("3"), Decimal("1.50"), Decimal("1E+3"), {"a": Decimal("-0.1")}]\n'))
      .toEqual([3, 1.5, 1000, { a: -0.1 }]);
  });

  test('says that an answer is no JSON, in Lambda\'s words, without frames of ours', async () => {
    expect(await python('def handler(event, context):\n    return {1, 2}\n'))
      .toMatchObject({ errorType: 'Runtime.MarshalError', errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable', stackTrace: [] });
    expect(logs).toEqual(['Unable to marshal response: Object of type set is not JSON serializable']);
  });

  test('shows what its root logger is told, with the request', async () => {
    await python('import logging\nlogger = logging.getLogger()\nlogger.setLevel(logging.INFO)\ndef handler(event, context):\n    logger.info("asked for %s", "Lisbon")\n    logging.getLogger("of.mine").debug("not this")\n');
    expect(logs).toEqual([expect.stringMatching(/^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\tasked for Lisbon$/)]);
  });

  test('logs JSON from the declared level on, where the function says so', async () => {
    await python(
      'import logging\ndef handler(event, context):\n    logging.info("not this")\n    try:\n        raise ValueError("no")\n    except ValueError:\n        logging.getLogger("mine").exception("failed")\n',
      { logging: { format: 'JSON', level: 'WARN' } },
    );
    expect(logs.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ level: 'ERROR', message: 'failed', logger: 'mine', errorType: 'ValueError', errorMessage: 'no' })]);
  });

  test('shows and returns the frames of its own code only, where they are saved', async () => {
    const answer = await python('def find():\n    raise KeyError("Lisbon") from ValueError("why")\ndef handler(event, context):\n    return find()\n') as { stackTrace: string[] };
    expect(answer.stackTrace).toEqual([expect.stringMatching(/index\.py", line 4, in handler/), expect.stringMatching(/index\.py", line 2, in find/)]);
    expect(logs).toEqual(expect.arrayContaining(['ValueError: why', "KeyError: 'Lisbon'", `  File "${layer('code')}/index.py", line 2, in find`]));
    expect(logs.join('\n')).not.toContain('bootstrap.py');
  });

  test.each([['python3.13', 'index.py', 'import os\ndef handler(event, context):\n    return os.environ["_X_AMZN_TRACE_ID"]\n'], ['ruby3.4', 'index.rb', 'def handler(event:, context:)\n  ENV["_X_AMZN_TRACE_ID"]\nend\n']])(
    'has its trace in the environment: %s', async (runtime, file, source) => {
      write(`code/${file}`, source);
      expect(await run({ runtime })).toMatch(/^Root=1-/);
    });
});

describe('what lies in /opt and /var/task', () => {
  const there = { taskRoot: '/here/task', layerRoot: '/here/layers' };

  test.each([
    ['/opt/words.txt', '/here/layers/words.txt'],
    ['--require /opt/nodejs/a.js --import=/var/task/b.mjs', '--require /here/layers/nodejs/a.js --import=/here/task/b.mjs'],
    ['/opt/bin:/usr/bin:/var/task', '/here/layers/bin:/usr/bin:/here/task'],
    ['{"config":"/opt/a.yaml"}', '{"config":"/here/layers/a.yaml"}'],
    ['file:///opt/a.yaml', 'file:///here/layers/a.yaml'],
    ['-javaagent:/opt/agent.jar', '-javaagent:/here/layers/agent.jar'],
    ['https://example.com/opt/a', 'https://example.com/opt/a'],
    ['s3://bucket/var/task/a', 's3://bucket/var/task/a'],
    ['/optional', '/optional'],
  ])('is found by a variable that says %s', (value, local) => {
    expect(localPaths(value, there)).toBe(local);
  });

  test('but not where there are no layers', () => {
    expect(localPaths('/opt/a', { taskRoot: '/here/task' })).toBe('/opt/a');
  });

  test.each([
    ['nodejs24.x', 'index.js', 'exports.handler = async () => require("fs").readFileSync("/opt/words.txt");'],
    ['python3.13', 'index.py', 'def handler(event, context):\n    open("/opt/words.txt")\n'],
  ])('is not where code itself looks for it, which is said with the remedy: %s', async (runtime, file, source) => {
    write('layer/words.txt', '');
    write(`code/${file}`, source);
    await run({ runtime, layers: [layer('layer')] });
    expect(logs.at(-1)).toMatch(/^here, \/opt\/words\.txt lies elsewhere: let a variable of the function name it, which is translated, or begin with .*LAMBDA_TASK_ROOT/);
  });

  test('may be required before the code', async () => {
    write('layer/nodejs/before.js', 'globalThis.before = "before";');
    write('code/index.js', 'exports.handler = async () => globalThis.before;');
    expect(await run({ layers: [layer('layer')], environment: { NODE_OPTIONS: '--require /opt/nodejs/before.js' } })).toBe('before');
  });

  test.each([
    ['nodejs24.x', '/opt/wrapper', 'index.js', 'exports.handler = async () => process.env.WRAPPED;'],
    ['python3.13', '/var/task/wrapper', 'index.py', 'import os\ndef handler(event, context):\n    return os.environ["WRAPPED"]\n'],
    ['ruby3.4', '/opt/wrapper', 'index.rb', 'def handler(event:, context:)\n  ENV["WRAPPED"]\nend\n'],
  ])('may start the runtime: AWS_LAMBDA_EXEC_WRAPPER, on %s', async (runtime, wrapper, file, source) => {
    write(wrapper.startsWith('/opt') ? 'layer/wrapper' : 'code/wrapper', '#!/bin/sh\nexport WRAPPED=wrapped\nexec "$@"\n', 0o755);
    write('layer/empty', '');
    write(`code/${file}`, source);
    expect(await run({ runtime, layers: [layer('layer')], environment: { AWS_LAMBDA_EXEC_WRAPPER: wrapper } })).toBe('wrapped');
  });

  test('is missed where it is not there, by the name that the function has for it', async () => {
    write('code/index.js', '');
    expect(await run({ environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/none' } }))
      .toMatchObject({ errorMessage: expect.stringContaining('AWS_LAMBDA_EXEC_WRAPPER is /opt/none, which is no file that can be executed in its code or layers') });
  });
});

describe('layers', () => {
  test.each(['nodejs/node_modules', 'nodejs/node24/node_modules'])('have packages for ES modules, too: %s', async (folder) => {
    write(`layer/${folder}/layered/index.js`, 'module.exports = require("@scope/dependency");');
    write(`layer/${folder}/@scope/dependency/index.js`, 'module.exports = "of the layer";');
    write('code/index.mjs', 'import text from "layered"; export const handler = async () => text;');
    expect(await run({ layers: [layer('layer')] })).toBe('of the layer');
  });

  test('come after what the code brings with it', async () => {
    write('layer/nodejs/node_modules/both/index.js', 'module.exports = "of the layer";');
    write('code/node_modules/both/index.js', 'module.exports = "of the code";');
    write('code/index.mjs', 'import text from "both"; export const handler = async () => text;');
    expect(await run({ layers: [layer('layer')] })).toBe('of the code');
  });

  test('may have the same links, and links where others have directories', async () => {
    for (const [name, text] of [['first', 'one'], ['second', 'two']]) {
      write(`${name}/nodejs/node_modules/real/index.js`, `module.exports = "${text}";`);
      symlinkSync('real', layer(`${name}/nodejs/node_modules/linked`));
    }
    write('third/nodejs/node_modules/linked/index.js', 'module.exports = "three";');
    write('code/index.js', 'exports.handler = async () => [require("real"), require("linked")];');
    expect(await run({ layers: [layer('first'), layer('second')] })).toEqual(['two', 'two']);
    expect(await run({ layers: [layer('first'), layer('third')] })).toEqual(['one', 'three']);
    expect(await run({ layers: [layer('third'), layer('second')] })).toEqual(['two', 'two']);
  });
});

describe('links in an asset', () => {
  test('are the files to which they lead, wherever these are, and nothing where these are not', async () => {
    write('shared/words.js', 'module.exports = require("./other");');
    write('shared/other.js', 'module.exports = "shared";');
    write('code/index.js', 'exports.handler = async () => [require("./linked/words"), require("fs").readdirSync(__dirname).sort(), require("fs").lstatSync("linked").isSymbolicLink()];');
    symlinkSync('../shared', layer('code/linked'));
    symlinkSync('../nowhere', layer('code/dangling'));
    expect(await run({})).toEqual(['shared', ['index.js', 'linked'], false]);
  });
});

describe('a function of the Serverless Application Model', () => {
  const read = (properties: object) => readFunctions(
    deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources: { Fn: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', ...properties } } } } }))),
    { environment: NO_VALUES, standIns: new Map(), layers: new Map() },
  )[0];

  test('has its code in the template', () => {
    expect(read({ InlineCode: 'exports.handler = 1', Timeout: 7, Environment: { Variables: { A: { Ref: 'AWS::Region' } } } })).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:lambda:us-east-1:000000000000:function:Main-Fn-/), code: { type: 'inline', source: 'exports.handler = 1' }, timeoutSeconds: 7, environment: { A: 'us-east-1' },
    });
  });

  test.each([[{ Bucket: 'b', Key: 'k/x.zip' }], ['s3://b/k/x.zip']])('or in a bucket: %j', (uri) => {
    expect(read({ CodeUri: uri })).toMatchObject({ code: 'CodeNotInAssembly', reason: expect.stringContaining('its code (s3://b/k/x.zip) is not in the cloud assembly') });
  });
});

describe('Node.js', () => {
  const REQUIRES = 'exports.handler = async () => require("./other.mjs").text;';
  const OTHER = 'export const text = "an ES module";';

  test.each([
    ['nodejs22.x', '', expect.objectContaining({ errorMessage: expect.stringContaining('require() of ES Module') })],
    ['nodejs22.x', '--experimental-require-module', 'an ES module'],
    ['nodejs24.x', '', 'an ES module'],
  ])('%s with NODE_OPTIONS "%s" requires ES modules as on Lambda', async (runtime, options, outcome) => {
    write('code/index.js', REQUIRES);
    write('code/other.mjs', OTHER);
    expect(await run({ runtime, environment: { NODE_OPTIONS: options } })).toEqual(outcome);
  });

  test.each([['nodejs22.x', expect.objectContaining({ errorType: 'Runtime.UserCodeSyntaxError' })], ['nodejs24.x', 'detected']])('%s detects ES modules as on Lambda', async (runtime, outcome) => {
    write('code/index.js', 'export const handler = async () => "detected";');
    expect(await run({ runtime })).toEqual(outcome);
  });

  test.each([
    ['nodejs22.x', 'exports.handler = () => "returned";', null],
    ['nodejs22.x', 'exports.handler = async () => "returned";', 'returned'],
    ['nodejs22.x', 'exports.handler = (event, context) => { setTimeout(() => context.succeed("succeeded")); };', 'succeeded'],
    ['nodejs22.x', 'exports.handler = (event, context) => context.done(undefined, "done");', 'done'],
    ['nodejs22.x', 'exports.handler = (event, context, callback) => { setTimeout(() => callback(null, "called back")); };', 'called back'],
    ['nodejs22.x', 'exports.handler = async () => { await new Promise(() => {}); };', null],
    ['nodejs24.x', 'exports.handler = () => "returned";', 'returned'],
  ])('%s answers as on Lambda: %s', async (runtime, source, answer) => {
    write('code/index.js', source);
    expect(await run({ runtime })).toEqual(answer);
    expect(logs).toEqual(source.endsWith('() => "returned";') && runtime === 'nodejs22.x' && !source.includes('async')
      ? ['nodejs22.x ignores what a handler returns that is not async: make it async'] : []);
  });

  test('says so where a handler waits for nothing that could happen', async () => {
    write('code/index.mjs', 'export const handler = () => new Promise(() => {});');
    expect(await run({})).toMatchObject({ errorType: 'Runtime.NodejsExit', errorMessage: expect.stringMatching(/^the handler waits for something that cannot happen any more/) });
    expect(logs.join('\n')).not.toContain('bootstrap.mjs');
  });

  test('shows the frames of its own code only, where they are saved, also by a source map', async () => {
    const map = { version: 3, sources: ['../source/greet.ts'], names: [], mappings: 'AAAA;AACA;AACA' };
    write('code/index.mjs', `export const handler = async () => {\nthrow new Error("no");\n};\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`);
    write('source/greet.ts', '\n\n');
    await run({});
    expect(logs).toContainEqual(expect.stringContaining(`(file://${layer('code')}/index.mjs:2:7)`));
    logs = [];
    await run({ environment: { NODE_OPTIONS: '--enable-source-maps' } });
    expect(logs).toContainEqual(expect.stringContaining(`(${layer('source')}/greet.ts:2:`));
    expect(logs.join('\n')).not.toContain(RUNTIMES);
  });
});
