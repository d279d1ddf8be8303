import { awscdk, javascript } from 'projen';

/** The oldest aws-cdk-lib that the construct supports; the tests run on it. */
const MIN_CDK = '2.258.1';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-remote-mcp-server',
  description: 'A production remote MCP server on AWS in one CDK construct: OAuth 2.1, API Gateway, Lambda, DynamoDB, WAF, alarms.',
  keywords: ['mcp', 'model-context-protocol', 'oauth', 'cdk', 'lambda', 'api-gateway', 'remote-mcp-server'],
  author: 'cdk-remote-mcp-server contributors',
  authorAddress: 'cdk-remote-mcp-server@users.noreply.github.com',
  authorOrganization: true,
  license: 'Apache-2.0',
  // Until 1.0: jsii hands it on to every language.
  stability: 'experimental',
  copyrightOwner: 'cdk-remote-mcp-server contributors',
  repositoryUrl: 'https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server.git',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '~0.103.25',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdkVersion: MIN_CDK,
  constructsVersion: '10.5.1',
  minNodeVersion: '22.0.0',

  // Reads the front matter of skills at synthesis: YAML 1.2, no dependencies of its own. Bundled, because jsii installs nothing for other languages.
  bundledDeps: ['yaml@^2'],

  devDeps: [
    '@types/node@^24',
    // Every npm script runs on this Node.js, whatever the machine has.
    'node@^24',
    'aws-cdk@2.1148.1',
    'cdk-nag@^3.0.2',
    'eslint-plugin-import@^2',
    'jsii-pacmak@^1.140.0',
    'jsii-reflect@^1.140.0',
    'tsx@^4',
    // Bundled into the functions.
    '@aws-sdk/client-dynamodb@^3',
    '@aws-sdk/lib-dynamodb@^3',
    '@types/aws-lambda@^8',
    'jose@^6',
    'oidc-provider@9.13.3',
    'openid-client@^6.8.9',
    '@types/oidc-provider@^9',
    // Bundled into the program that reads OpenAPI documents at synthesis.
    '@readme/openapi-parser@^9.0.0',
    '@apidevtools/json-schema-ref-parser@^16.0.6',
    // Bundled for synthesis: judges patterns of strangers.
    'recheck@^4.5.0',
    // Bundled into the local gateway.
    'dynalite@^4.0.0',
    'asl-validator@^4.0.0',
    'jsonata@^2.2.2',
    'jsonpath-plus@^11.3.0',
    'chokidar@^5',
    'picomatch@^4',
    'esbuild@^0.28.0',
    // Judges: independent clients, suites and validators.
    '@modelcontextprotocol/client@2.4.0',
    '@modelcontextprotocol/conformance@0.2.0-alpha.12',
    '@modelcontextprotocol/ext-apps@2.0.4',
    '@modelcontextprotocol/ext-tasks@0.2.2',
    '@modelcontextprotocol/inspector@2.12.0',
    '@modelcontextprotocol/sdk@1.32.2',
    '@modelcontextprotocol/server@2.4.0',
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-lambda@^3',
    '@aws-sdk/client-sfn@^3',
    '@aws-sdk/credential-provider-ini@^3',
    // Says what a deployment replaces.
    '@aws-cdk/cloudformation-diff@^2.187.5',
    // Checks the signatures of the functions' own requests.
    'aws4@^1.13.2',
    // Judge requests by published OpenAPI documents, which two of the packages hold.
    '@figma/rest-api-spec@0.43.0',
    '@notionhq/notion-mcp-server@2.5.2',
    '@types/express@^5',
    'express@^5',
    'express-openapi-validator@^5.6.2',
    // Judges what is sent by the schema of the protocol.
    'ajv@^8.20.0',
    '@types/aws4@^1',
    // Servers of other people, on both major versions of the SDK.
    '@modelcontextprotocol/server-everything@2026.8.31',
    '@supabase/mcp-server-supabase@0.13.0',
    'mcp-remote@^0.15.1',
    'oauth4webapi@^3.8.8',
    'parse5@^8',
    'playwright-core@^1',
    'zod@^4',
    'axe-core@^4',
    'jest@^30',
    'jest-environment-node@^30',
    '@jest/globals@^30',
    'ts-jest@^29.4.15',
    '@types/jest@^30',
  ],
  // npx runs the program that is called as the package, and can so fetch no stranger's.
  bin: { 'cdk-remote-mcp-server': 'assets/local/cli.mjs', 'remote-mcp': 'assets/local/cli.mjs' },

  jest: false,
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'ESNext',
      moduleResolution: javascript.TypeScriptModuleResolution.BUNDLER,
      types: ['node', 'jest'],
      noEmit: true,
      skipLibCheck: true,
      resolveJsonModule: true,
      esModuleInterop: true,
      isolatedModules: true,
      // The examples import the package by its name, as users do.
      paths: { 'cdk-remote-mcp-server': ['./src/index.ts'], 'cdk-remote-mcp-server/tool': ['./src/tool/index.ts'], 'cdk-remote-mcp-server/testing': ['./local/testing/index.ts'] },
      noUnusedLocals: true,
      noUnusedParameters: true,
    },
    include: [
      'src/**/*.ts', 'lambda-src/**/*.ts', 'local/**/*.ts', 'synthesis/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts', '.projenrc.ts',
    ],
    exclude: ['lib', 'assets', 'dist', 'node_modules', '**/cdk.out', 'test/consumers'],
  },
  eslintOptions: {
    dirs: ['src', 'lambda-src', 'local', 'synthesis'],
    devdirs: ['test', 'bench', 'examples'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    ignorePatterns: ['assets/', 'lib/', 'dist/', 'coverage/', '**/cdk.out/', 'test/consumers/', 'local/init/templates/', '*.js', '*.mjs', '*.d.ts', '!.projenrc.ts', 'node_modules/'],
  },

  publishToPypi: { distName: 'cdk-remote-mcp-server', module: 'cdk_remote_mcp_server' },
  publishToMaven: {
    javaPackage: 'io.github.cdkremotemcpserver',
    mavenGroupId: 'io.github.cdk-remote-mcp-server',
    mavenArtifactId: 'cdk-remote-mcp-server',
  },
  publishToGo: { moduleName: 'github.com/cdk-remote-mcp-server/cdk-remote-mcp-server-go', packageName: 'remotemcpserver' },
  publishToNuget: { dotNetNamespace: 'CdkRemoteMcpServer', packageId: 'CdkRemoteMcpServer' },

  github: false,
  depsUpgrade: false,
  release: false,
  buildWorkflow: false,
  sampleCode: false,
  docgen: true,
  docgenFilePath: 'API.md',
  gitignore: ['/assets/', 'cdk.out/', '.jsii.tabl.json', '/test-reports/', '*.tsbuildinfo', '__pycache__/', '/test/consumers/*/build/'],
  npmIgnoreOptions: {
    ignorePatterns: [
      '/lambda-src/', '/local/', '/synthesis/', '/bench/', '/examples/', '/scripts/', '/docs/', '/jest.config.js', '/.ci/', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/SECURITY.md', '/test-reports/',
    ],
  },
});

project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
// The program starts processes from files of the package, which Yarn's Plug'n'Play would keep in an archive.
project.package.addField('preferUnplugged', true);
// The types of tools that are code, and their error, apart from the constructs: a tool's bundle must not hold a CDK. jsii's runtimes need the others.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './tool': { types: './lib/tool/index.d.ts', default: './lib/tool/index.js' },
  // A server for tests, by the local gateway. Bundled as that is.
  './testing': {
    import: { types: './assets/local/testing/index.d.mts', default: './assets/local/testing/index.mjs' },
    require: { types: './assets/local/testing/index.d.cts', default: './assets/local/testing/index.cjs' },
  },
  './.jsii': './.jsii',
  './package.json': './package.json',
});
// For TypeScript's resolution that knows no exports: `node10`, which `cdk init` sets.
project.package.addField('typesVersions', { '*': { tool: ['./lib/tool/index.d.ts'], testing: ['./assets/local/testing/index.d.ts'] } });
// For `./testing`. jsii allows only its own libraries among the peers; package managers that are strict take this for an optional one of any version.
project.package.addField('peerDependenciesMeta', { '@modelcontextprotocol/client': { optional: true } });
project.npmrc.addConfig('fund', 'false');
project.npmrc.addConfig('audit', 'false');
// 1.13 publishes bindings for one platform only, which `npm ci` then misses on the others.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.addPackageIgnore('!/assets/');
// A layer as Lambda wants it.
project.gitignore.include('/test/fixtures/gateway/layer/nodejs/node_modules/');

// The functions and the local gateway are bundled before anything that loads them.
const bundle = project.addTask('bundle', {
  description: 'Bundle the functions and the local gateway into assets/',
  exec: 'node scripts/bundle.mjs',
});
const typecheck = project.addTask('typecheck', {
  description: 'Type-check every wing at once',
  exec: 'tsc -p tsconfig.dev.json',
});
project.preCompileTask.spawn(bundle);

// The oldest aws-cdk-lib warns of its own deprecations inside TableV2.
const jestEnv = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning', JSII_DEPRECATED: 'quiet' };
const unit = project.addTask('test:unit', {
  description: 'Jest only; arguments go to Jest',
  env: jestEnv,
  exec: 'jest --selectProjects synthesis runtime --ci',
  receiveArgs: true,
});
project.addTask('test:browser', {
  description: 'The pages and the whole sign-in in headless Chromium (CHROMIUM_PATH, or where the system has it)',
  env: jestEnv,
  exec: 'node scripts/test-browser.mjs --required',
  receiveArgs: true,
});
project.addTask('test:update', {
  description: 'Rewrite the template snapshots',
  env: { ...jestEnv, UPDATE_TEMPLATES: 'true' },
  exec: 'jest test/snapshots --selectProjects synthesis',
});
project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.spawn(typecheck);
project.testTask.spawn(unit);
project.testTask.exec('node scripts/test-browser.mjs', { env: jestEnv });
project.testTask.spawn(project.eslint!.eslintTask);

const bridge = 'src/contract is the bridge: it imports nothing but its siblings.';
const wings = 'src and lambda-src meet only on the bridges, src/contract and src/pages.';
const apart = 'functions meet in lambda-src/platform and in the contract.';
const functions = ['mcp', 'server-code', 'oauth', 'authorizer', 'document-fetcher', 'connector', 'audit', 'rotation'].map((name) => `./lambda-src/${name}`);
/** It does for the author's server what `mcp` does for the catalogue, by the same rules: those of HTTP and the protocol, and the line in the log. */
const sharedWithServerCode = ['http', 'protocol', 'json', 'request-lines.ts', 'request-log.ts', 'request-metrics.ts', 'server.ts'].map((name) => `./${name}`);
const zones = [
  { target: './src/contract', from: './src', except: ['./contract'], message: bridge },
  { target: './src/contract', from: ['./lambda-src', './local'], message: bridge },
  { target: './src', from: ['./lambda-src', './local'], message: wings },
  { target: './src/pages', from: './src', except: ['./contract', './pages'], message: 'src/pages is the second bridge: it imports nothing but its siblings and the contract.' },
  { target: './src/pages', from: ['./lambda-src', './local'], message: bridge },
  { target: './lambda-src', from: './src', except: ['./contract', './pages'], message: wings },
  { target: './lambda-src', from: './local', message: 'what runs on AWS knows nothing of the laptop.' },
  { target: './synthesis', from: './src', except: ['./contract'], message: 'the programs of synthesis know only what they are asked, in the terms of the contract.' },
  { target: './synthesis', from: ['./lambda-src', './local'], message: 'the programs of synthesis know nothing of AWS or the laptop.' },
  { target: ['./src', './lambda-src', './local'], from: './synthesis', message: 'the programs of synthesis are started, not imported.' },
  { target: './local', from: ['./src', './lambda-src'], message: 'local knows only a synthesized cloud assembly: it proves that the template says everything.' },
  ...functions.filter((name) => name !== './lambda-src/server-code').map((name) => ({ target: name, from: functions.filter((other) => other !== name), message: apart })),
  { target: './lambda-src/server-code', from: functions.filter((name) => name !== './lambda-src/mcp' && name !== './lambda-src/server-code'), message: apart },
  { target: './lambda-src/server-code', from: './lambda-src/mcp', except: sharedWithServerCode, message: apart },
  { target: './lambda-src/platform', from: functions, message: 'platform is below the functions.' },
];
project.eslint!.addRules({
  'import/no-restricted-paths': ['error', { zones }],
  // tsc resolves imports, and knows the export maps.
  'import/no-unresolved': 'off',
  'import/no-cycle': ['error', { ignoreExternal: true }],
  'import/enforce-node-protocol-usage': ['error', 'always'],
  'curly': ['error', 'all'],
  '@stylistic/brace-style': ['error', '1tbs'],
  // A test's name says the behaviour: with `it`, it would have to begin with a verb.
  'no-restricted-syntax': ['error', { selector: 'CallExpression:matches([callee.name="it"], [callee.object.name="it"], [callee.callee.object.name="it"])', message: 'Write test().' }],
  // CRC-32 and the like.
  'no-bitwise': 'off',
  '@stylistic/max-len': ['error', { code: 160, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true }],
  'import/no-extraneous-dependencies': ['error', { devDependencies: ['**/test/**', 'lambda-src/**', 'local/**', 'synthesis/**', 'bench/**', 'examples/**', '.projenrc.ts'], optionalDependencies: false, peerDependencies: true }],
});

project.setScript('start', 'node scripts/start.mjs');
project.setScript('conformance', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON scripts/conformance.mjs');
project.setScript('bench', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON bench/run.mjs');
project.setScript('costs', 'tsx --tsconfig tsconfig.dev.json scripts/costs.mjs');
project.setScript('fleet', 'tsx --tsconfig tsconfig.dev.json scripts/fleet.mjs');
project.setScript('chaos', 'tsx --tsconfig tsconfig.dev.json scripts/chaos.mjs');
project.setScript('soak', 'tsx --tsconfig tsconfig.dev.json scripts/soak.mjs');
project.setScript('regions', 'tsx --tsconfig tsconfig.dev.json scripts/regions.mjs');
project.setScript('fuzz', 'tsx --tsconfig tsconfig.dev.json scripts/fuzz.mjs');
project.setScript('bench:laptop', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON bench/laptop/run.mjs');
project.setScript('bench:processes', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON bench/processes/run.mjs');
project.setScript('load', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON bench/load/run.mjs');
project.setScript('nightly', 'node scripts/nightly.mjs');
project.setScript('test:api', 'node scripts/test-api.mjs');
project.setScript('test:clients', 'node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON scripts/test-clients.mjs');
project.setScript('test:scanners', 'tsx --tsconfig tsconfig.dev.json test/scanners/scan.ts');
project.setScript('test:emulator', 'tsx --tsconfig tsconfig.dev.json test/emulator/run.ts');
project.setScript('verify:aws', 'tsx --tsconfig tsconfig.dev.json test/verify-aws/run.ts');
project.setScript('test:states', 'node scripts/test-states.mjs');
project.setScript('test:shapes', 'tsx --tsconfig tsconfig.dev.json scripts/test-shapes.mjs');
project.setScript('test:templates', 'node scripts/test-templates.mjs');
project.setScript('test:json-schema', 'tsx scripts/json-schema-suite.mjs');
project.setScript('test:openapi', 'tsx --tsconfig tsconfig.dev.json scripts/openapi-documents.mjs');
project.setScript('test:first-steps', 'node scripts/first-steps.mjs');
project.setScript('test:consumers', 'node scripts/consumers.mjs');
project.setScript('test:runners', 'node scripts/test-runners.mjs');
project.setScript('test:packaging', 'node scripts/packaging.mjs');
// Whoever packs by hand gets no package without its code.
project.setScript('prepack', 'node scripts/prepack.mjs');

project.synth();
