import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { interpreterFor, interpretersOf, Language } from '../../../local/machine/interpreters';
import { temporaryDirectory } from '../../support/temporary-directory';

let home: string;
beforeEach(() => {
  home = temporaryDirectory('machine');
});

function program(file: string, script = '') {
  const where = path.join(home, file);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, `#!/bin/sh\n${script}\n`);
  chmodSync(where, 0o755);
}

/** What lies below the home of this test: a machine may have more. */
const found = (language: Language, variables = {}) => interpretersOf(language, { HOME: home, PATH: '', ...variables })
  .filter(({ command }) => command.startsWith(home)).map(({ version, command }) => [version, path.relative(home, command)]);

describe('version managers', () => {
  test.each<[Language, string, number[]]>([
    ['Node.js', '.nvm/versions/node/v22.21.0/bin/node', [22]],
    ['Node.js', '.local/share/fnm/node-versions/v24.11.0/installation/bin/node', [24]],
    ['Node.js', '.volta/tools/image/node/20.19.0/bin/node', [20]],
    ['Node.js', '.local/share/mise/installs/node/24.1.0/bin/node', [24]],
    ['Node.js', '.asdf/installs/nodejs/22.1.0/bin/node', [22]],
    ['Python', '.pyenv/versions/3.13.0/bin/python3', [3, 13]],
    ['Python', '.local/share/uv/python/cpython-3.12.8-linux-x86_64-gnu/bin/python3', [3, 12]],
    ['Ruby', '.rbenv/versions/3.4.1/bin/ruby', [3, 4]],
    ['Ruby', '.rvm/rubies/ruby-3.3.6/bin/ruby', [3, 3]],
  ])('keep %s as %s', (language, file, version) => {
    program(file);
    expect(found(language)).toEqual([[version, file]]);
  });

  test('say by a variable where they are', () => {
    program('elsewhere/versions/3.11.9/bin/python3');
    expect(found('Python', { PYENV_ROOT: path.join(home, 'elsewhere') })).toEqual([[[3, 11], 'elsewhere/versions/3.11.9/bin/python3']]);
  });

  test('may keep what is no version, or no interpreter', () => {
    program('.pyenv/versions/my-project/bin/python3');
    program('.pyenv/versions/3.13.0t/bin/python3');
    mkdirSync(path.join(home, '.pyenv/versions/3.12.0/bin'), { recursive: true });
    expect(found('Python')).toEqual([]);
  });
});

describe('what pyenv runs', () => {
  const first = (variables = {}) => interpreterFor('Python', [3, 12], [3, 8], { HOME: home, PATH: '', ...variables })?.command;
  const in12 = (name: string) => path.join(home, '.pyenv/versions', name, 'bin/python3');
  beforeEach(() => {
    ['3.12.1', '3.12.10', '3.12.9', '3.13.0', 'project'].forEach((name) => program(`.pyenv/versions/${name}/bin/python3`));
    writeFileSync(path.join(home, '.pyenv/versions/project/pyvenv.cfg'), 'home = /x\nversion = 3.12.9\n');
  });
  const choose = (file: string, text: string) => writeFileSync(path.join(home, file), text);

  test('is the newest where it says nothing', () => {
    expect(first()).toBe(in12('3.12.10'));
  });

  test.each([
    ['3.12.1\n', '3.12.1'], ['3.12\n', '3.12.10'], ['project\n3.13.0\n', 'project'], ['3.13.0\n3.12.9\n', '3.12.9'], ['system\n', '3.12.10'], ['# none\n3.14.0\n', '3.12.10'],
  ])('is, by "pyenv global" of %j, %s', (text, name) => {
    choose('.pyenv/version', text);
    expect(first()).toBe(in12(name));
  });

  test('is, before that, what a directory and the variable say', () => {
    choose('.pyenv/version', '3.12.9\n');
    mkdirSync(path.join(home, 'app/tools'), { recursive: true });
    choose('app/.python-version', '3.12.1\n');
    const within = jest.spyOn(process, 'cwd').mockReturnValue(path.join(home, 'app/tools'));
    expect([first(), first({ PYENV_VERSION: 'project' })]).toEqual([in12('3.12.1'), in12('project')]);
    within.mockRestore();
    expect(first()).toBe(in12('3.12.9'));
  });
});

describe('the Pythons that are chosen', () => {
  const SHELVES: readonly (readonly [manager: string, file: (version: string) => string])[] = [
    ['uv', (version) => `.local/share/uv/python/cpython-${version}-linux-x86_64-gnu/bin/python3`],
    ['mise', (version) => `.local/share/mise/installs/python/${version}/bin/python3`],
    ['asdf', (version) => `.asdf/installs/python/${version}/bin/python3`],
  ];
  const CHOICES: readonly (readonly [file: string, text: string])[] = [
    ['app/.python-version', '3.12.4\n'],
    ['app/.tool-versions', '# tools\nnodejs 24.1.0\npython 3.12.4 3.11.9\n'],
    ['app/mise.toml', '[tools]\nnode = "24"\npython = "3.12.4"\n'],
    ['app/.mise.toml', '[tools]\npython = ["3.12.4", "3.11"]\n'],
    ['.tool-versions', 'python 3.12.4\n'],
  ];
  const first = (variables = {}) => {
    const within = jest.spyOn(process, 'cwd').mockReturnValue(path.join(home, 'app/tools'));
    try {
      return interpreterFor('Python', [3, 12], [3, 8], { HOME: home, PATH: '', ...variables })?.command;
    } finally {
      within.mockRestore();
    }
  };

  test.each(SHELVES.flatMap(([manager, file]) => CHOICES.map(([choice, text]) => [manager, choice, text, file] as const)))(
    'are found where %s keeps them, by %s', (_manager, choice, text, file) => {
      ['3.12.1', '3.12.4', '3.12.10', '3.13.0'].forEach((version) => program(file(version)));
      expect(first()).toBe(path.join(home, file('3.12.10')));
      mkdirSync(path.join(home, 'app/tools'), { recursive: true });
      writeFileSync(path.join(home, choice), text);
      // A directory is asked once: another home stands for another start.
      expect(first({ XDG_DATA_HOME: path.join(home, '.local/share') })).toBe(path.join(home, file('3.12.4')));
    },
  );

  test.each([
    ['UV_PYTHON_INSTALL_DIR', 'elsewhere/cpython-3.12.4-linux-x86_64-gnu/bin/python3'],
    ['MISE_DATA_DIR', 'elsewhere/installs/python/3.12.4/bin/python3'],
    ['ASDF_DATA_DIR', 'elsewhere/installs/python/3.12.4/bin/python3'],
  ])('are found where %s says', (variable, file) => {
    program(file);
    expect(first({ [variable]: path.join(home, 'elsewhere') })).toBe(path.join(home, file));
  });

  test('are none where what is chosen is not there', () => {
    program('.asdf/installs/python/3.12.1/bin/python3');
    mkdirSync(path.join(home, 'app/tools'), { recursive: true });
    writeFileSync(path.join(home, 'app/.tool-versions'), 'python 3.12.4 system\n');
    expect(first()).toBe(path.join(home, '.asdf/installs/python/3.12.1/bin/python3'));
  });
});

describe('the PATH', () => {
  test('holds versions by name, and one that has to be asked, which comes first', () => {
    program('bin/python3.12');
    program('bin/python3.12-config');
    program('bin/python3', 'echo 3.11');
    expect(found('Python', { PATH: path.join(home, 'bin') })).toEqual([[[3, 11], 'bin/python3'], [[3, 12], 'bin/python3.12']]);
  });

  test('may hold shims, which are there for versions that they do not run', () => {
    program('.pyenv/shims/python3', 'exit 127');
    program('.pyenv/shims/python3.9');
    expect(found('Python', { PATH: path.join(home, '.pyenv/shims') })).toEqual([]);
  });
});

describe('a JDK', () => {
  function jdk(directory: string, version: string, compiler = true) {
    program(`${directory}/bin/java`);
    if (compiler) {
      program(`${directory}/bin/javac`);
    }
    writeFileSync(path.join(home, directory, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
  }

  test('is where JAVA_HOME or the PATH say, or where SDKMAN keeps it, and says its version in a file', () => {
    jdk('mine', '21.0.5');
    jdk('.sdkman/candidates/java/25-tem', '25');
    expect(found('Java', { JAVA_HOME: path.join(home, 'mine') })).toEqual([[[21], 'mine/bin/java'], [[25], '.sdkman/candidates/java/25-tem/bin/java']]);
    expect(found('Java', { PATH: path.join(home, 'mine', 'bin') })).toContainEqual([[21], 'mine/bin/java']);
  });

  test('has a compiler: without one our bootstrap cannot be started', () => {
    jdk('jre', '21.0.5', false);
    expect(found('Java', { JAVA_HOME: path.join(home, 'jre') })).toEqual([]);
  });
});

describe('what is to run a version', () => {
  test('is that version where a version manager keeps it, and nothing is asked that takes its time', () => {
    program('.pyenv/versions/3.13.1/bin/python3');
    program('bin/python3', `touch ${path.join(home, 'asked')}; echo 3.13`);
    const chosen = interpreterFor('Python', [3, 13], [3, 8], { HOME: home, PATH: path.join(home, 'bin') });
    expect([chosen?.command, existsSync(path.join(home, 'asked'))]).toEqual([path.join(home, '.pyenv/versions/3.13.1/bin/python3'), false]);
  });

  test.each<[Language, number[], string, string]>([
    ['Python', [3, 11], '.pyenv/versions/3.11.7/bin/python3', 'usr/bin/python3.11'],
    ['Ruby', [3, 4], '.rbenv/versions/3.4.1/bin/ruby', 'usr/bin/ruby3.4'],
  ])('is, of %s %j, %s before %s on the PATH', (language, version, managed, onPath) => {
    program(managed);
    program(onPath);
    const chosen = interpreterFor(language, version, [2], { HOME: home, PATH: path.join(home, 'usr/bin') });
    expect(chosen?.command).toBe(path.join(home, managed));
  });

  test.each(['VIRTUAL_ENV', 'CONDA_PREFIX'])('is, of Python, that of the environment that is activated, before all: %s', (variable) => {
    program('.pyenv/versions/3.11.7/bin/python3');
    program('project/bin/python3.11');
    const chosen = interpreterFor('Python', [3, 11], [3, 8], { HOME: home, PATH: '', [variable]: path.join(home, 'project') });
    expect(chosen?.command).toBe(path.join(home, 'project/bin/python3.11'));
  });

  test('is else the nearest, that of the PATH among them', () => {
    program('.pyenv/versions/3.9.1/bin/python3');
    program('bin/python3', 'echo 3.14');
    expect(interpreterFor('Python', [3, 13], [3, 8], { HOME: home, PATH: path.join(home, 'bin') })?.command).toBe(path.join(home, 'bin/python3'));
  });

  test('is never older than what our bootstrap runs on, even where it is what was declared', () => {
    program('.nvm/versions/node/v16.20.0/bin/node');
    expect(interpreterFor('Node.js', [16], [18], { HOME: home, PATH: '' })?.command).toBe(process.execPath);
  });
});
