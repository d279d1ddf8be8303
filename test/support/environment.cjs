const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** CDK's own directory of an app that names none, which CDK leaves to whoever runs it; the caches of what runs TypeScript, and of Node.js. */
const LEFT_BY_TOOLS = /^(cdk\.out|tsx-|node-compile-cache$)/;

/**
 * Gives each test file a temporary directory of its own, in which nothing may be left when its last hook has run: what is left there, users
 * would find in theirs. Directories that tests themselves need are elsewhere (`temporary-directory.ts`).
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.testPath = path.relative(config.projectConfig.rootDir, context.testPath);
  }

  async setup() {
    await super.setup();
    this.before = { TMPDIR: process.env.TMPDIR, TEST_DIRECTORY: process.env.TEST_DIRECTORY };
    this.directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'test-'));
    this.use({ TMPDIR: path.join(this.directory, 'tmp'), TEST_DIRECTORY: path.join(this.directory, 'tests') });
    [process.env.TMPDIR, process.env.TEST_DIRECTORY].forEach((directory) => fs.mkdirSync(directory));
  }

  async teardown() {
    const left = fs.readdirSync(process.env.TMPDIR).filter((name) => !LEFT_BY_TOOLS.test(name));
    this.use(this.before);
    await super.teardown();
    fs.rmSync(this.directory, { recursive: true, force: true });
    if (left.length > 0) {
      throw new Error(`${this.testPath} leaves in the temporary directory: ${left.join(', ')}. Remove it where it is made; a test's own belongs into temporaryDirectory().`);
    }
  }

  /** For Node.js itself, which `os.tmpdir()` asks, and for the copy that tests hand on to their processes. */
  use(variables) {
    for (const env of [process.env, this.global.process.env]) {
      for (const [name, value] of Object.entries(variables)) {
        if (value === undefined) delete env[name];
        else env[name] = value;
      }
    }
  }
};
