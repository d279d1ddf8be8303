// How each language installs the packed library and runs its consumer app. An app writes its cloud assembly to CDK_OUTDIR.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

const env = (more) => ({
  ...process.env,
  // The jsii kernel behind every language runs on the Node.js that runs this.
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: 'true',
  JSII_DEPRECATED: 'quiet',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  ...more,
});

function run(command, args, { cwd, outdir, variables, quiet = false } = {}) {
  execFileSync(command, args, { cwd, env: env({ ...(outdir && { CDK_OUTDIR: outdir }), ...variables }), stdio: quiet ? 'ignore' : ['ignore', 'inherit', 'inherit'] });
}

function succeeds(command, args) {
  try {
    run(command, args, { quiet: true });
    return true;
  } catch {
    return false;
  }
}

/** What a command says, nothing where it fails or is not there. */
function saidBy(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', env: env(), stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** The one file of a directory with the ending. */
function packedFile(directory, ending) {
  const found = readdirSync(directory).filter((name) => name.endsWith(ending));
  if (found.length !== 1) throw new Error(`${directory} holds ${found.length} files *${ending}, expected one`);
  return join(directory, found[0]);
}

/** The wheel's commands start a file of the packed library, which has to be executable there. */
function requireVersion(command, version) {
  const said = execFileSync(command, ['--version'], { encoding: 'utf8', env: env() }).trim();
  if (said !== version) throw new Error(`${command} --version says ${JSON.stringify(said)}, not ${version}`);
}

const typescript = {
  name: 'TypeScript',
  target: 'js',
  needs: 'npm',
  available: () => succeeds('npm', ['--version']),
  synthesize({ packed, work, outdir, versions }) {
    cpSync(join(here, 'typescript'), work, { recursive: true });
    const tarball = packedFile(join(packed, 'js'), '.tgz');
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball, `aws-cdk-lib@${versions.cdk}`, `constructs@${versions.constructs}`], { cwd: work });
    run(bin('tsc'), ['-p', '.'], { cwd: work });
    run(bin('tsx'), ['app.ts'], { cwd: work, outdir });
  },
};

const python = {
  name: 'Python',
  target: 'python',
  needs: 'Python 3.10 or later with venv and pip',
  available: () => succeeds('python3', ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']),
  synthesize({ packed, work, outdir, versions }) {
    const interpreter = join(work, 'venv', 'bin', 'python');
    run('python3', ['-m', 'venv', join(work, 'venv')]);
    const wheel = packedFile(join(packed, 'python'), '.whl');
    run(interpreter, ['-m', 'pip', 'install', '--quiet', wheel, `aws-cdk-lib==${versions.cdk}`, `constructs==${versions.constructs}`]);
    run(interpreter, [join(here, 'python', 'app.py')], { cwd: work, outdir });
    ['cdk-remote-mcp-server', 'remote-mcp'].forEach((command) => requireVersion(join(dirname(interpreter), command), versions.library));
  },
};

const java = {
  name: 'Java',
  target: 'java',
  needs: 'Maven and a JDK',
  available: () => succeeds('mvn', ['-version']) && succeeds('javac', ['-version']),
  synthesize({ packed, work, outdir, versions }) {
    cpSync(join(here, 'java'), work, { recursive: true });
    // Kept between runs for what others published; a library of the same version may be another one each time.
    const repository = join(root, 'node_modules', '.cache', 'consumers', 'm2');
    rmSync(join(repository, 'io', 'github', 'cdk-remote-mcp-server'), { recursive: true, force: true });
    run('mvn', [
      '--quiet', '--batch-mode', `-Dmaven.repo.local=${repository}`, `-Dlibrary.repository=${join(packed, 'java')}`,
      `-Dlibrary.version=${versions.library}`, `-Dcdk.version=${versions.cdk}`, `-Dconstructs.version=${versions.constructs}`,
      'compile', 'exec:java',
    ], { cwd: work, outdir });
  },
};

const OLDEST_DOTNET = 8;

const dotnet = {
  name: '.NET',
  target: 'dotnet',
  needs: `the .NET SDK, ${OLDEST_DOTNET} or later`,
  available: () => [...saidBy('dotnet', ['--list-sdks']).matchAll(/^(\d+)\./gm)].some(([, major]) => Number(major) >= OLDEST_DOTNET),
  synthesize({ packed, work, outdir, versions }) {
    cpSync(join(here, 'dotnet'), work, { recursive: true });
    // As for Java.
    const packages = join(root, 'node_modules', '.cache', 'consumers', 'nuget');
    rmSync(join(packages, 'cdkremotemcpserver'), { recursive: true, force: true });
    // MSBuild takes variables of the environment for properties.
    const variables = {
      NUGET_PACKAGES: packages, LibraryDirectory: join(packed, 'dotnet'), LibraryVersion: versions.library, CdkVersion: versions.cdk, ConstructsVersion: versions.constructs,
    };
    run('dotnet', ['run', '--project', 'Consumer.csproj'], { cwd: work, outdir, variables });
  },
};

/** The first one is what the others are compared with. */
export const LANGUAGES = [typescript, python, java, dotnet].map((language) => ({
  ...language,
  synthesize(options) {
    mkdirSync(options.work, { recursive: true });
    // What the apps declare by paths, the same for each.
    cpSync(join(here, 'files'), join(options.work, 'files'), { recursive: true });
    // The bundler of McpCode.fromEntry(), as an app in any language has it.
    writeFileSync(join(options.work, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `esbuild@${options.versions.esbuild}`], { cwd: options.work });
    language.synthesize(options);
  },
}));

/** Compared with none: its app is the one that `init` writes. */
export const GO = { name: 'Go', target: 'go', needs: 'Go', available: () => succeeds('go', ['version']) };
