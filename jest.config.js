const transform = (options) => ({ '^.+\\.ts$': ['ts-jest', { diagnostics: false, isolatedModules: true, ...options }] });
const common = { testEnvironment: 'node', clearMocks: true, restoreMocks: true };

/** Two module systems: jsii compiles src to CommonJS; what runs on AWS, and the clients that judge it, are ES modules. */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'synthesis',
      testMatch: ['<rootDir>/test/{src,contract,snapshots}/**/*.test.ts'],
      transform: transform({ tsconfig: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0', target: 'ES2023', esModuleInterop: true } }),
    },
    {
      ...common,
      displayName: 'runtime',
      testMatch: ['<rootDir>/test/{lambda-src,local,clients}/**/*.test.ts'],
      extensionsToTreatAsEsm: ['.ts'],
      transform: transform({ useESM: true, tsconfig: { module: 'esnext', moduleResolution: 'bundler', target: 'ES2023', esModuleInterop: true } }),
    },
  ],
};
