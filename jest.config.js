const transform = (options) => ({ '^.+\\.ts$': ['ts-jest', { diagnostics: false, ...options }] });
const esm = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: transform({ useESM: true, tsconfig: { isolatedModules: true, module: 'esnext', moduleResolution: 'bundler', target: 'ES2023', esModuleInterop: true } }),
};
const common = { testEnvironment: '<rootDir>/test/support/environment.cjs', clearMocks: true, restoreMocks: true };

/** On a busy machine, races of dozens of requests take seconds: the limit is for what hangs. */
const TEST_TIMEOUT_MS = 60_000;

/** Two module systems: jsii compiles src to CommonJS; what runs on AWS, and the clients that judge it, are ES modules. */
module.exports = {
  testTimeout: TEST_TIMEOUT_MS,
  // Jest would leave one free, of two.
  maxWorkers: '100%',
  projects: [
    {
      ...common,
      displayName: 'synthesis',
      testMatch: ['<rootDir>/test/{src,contract,snapshots,upgrade}/**/*.test.ts'],
      transform: transform({ tsconfig: { isolatedModules: true, module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', target: 'ES2023', esModuleInterop: true } }),
    },
    {
      ...common,
      ...esm,
      displayName: 'runtime',
      testMatch: ['<rootDir>/test/{lambda-src,local,synthesis,clients,examples,fleet,fuzz,regions}/**/*.test.ts'],
    },
    {
      ...common,
      ...esm,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
    },
  ],
};
