import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { initialize } from '../../local/init/command';
import { mergedGoMod, mergedJson, mergedLines } from '../../local/init/merge';
import { temporaryDirectory } from '../support/temporary-directory';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PLACES = { templates: path.join(ROOT, 'local', 'init', 'templates'), library: path.join(ROOT, 'package.json') };

let app: string;
beforeEach(() => {
  app = temporaryDirectory('init');
});
const init = (...args: string[]) => initialize([app, ...args], PLACES);
const read = (name: string) => readFileSync(path.join(app, name), 'utf8');
const put = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(app, name)), { recursive: true });
  writeFileSync(path.join(app, name), content);
};
const files = () => {
  const entries = readdirSync(app, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(app, path.join(entry.parentPath, entry.name))).sort();
};

describe('init', () => {
  test('writes an app in TypeScript into an empty directory', () => {
    const said = init();

    expect(files()).toEqual(['.gitignore', 'bin/app.ts', 'cdk.json', 'lib/weather-stack.ts', 'package.json', 'test/weather.test.ts', 'tools/get-forecast.ts', 'tsconfig.json']);
    expect(JSON.parse(read('package.json'))).toMatchObject({
      type: 'module', dependencies: { 'cdk-remote-mcp-server': '0.0.0' }, devDependencies: { '@modelcontextprotocol/client': expect.stringMatching(/^2\./), 'esbuild': expect.any(String) },
    });
    expect(said).toContain('npm test');
    expect(said).not.toContain('Add the server to your app');
  });

  test('writes an app in Python', () => {
    const said = init('--language', 'python');

    expect(files()).toEqual(expect.arrayContaining(['app.py', 'weather_stack.py', 'tests/test_weather.py']));
    expect(read('requirements.txt')).toMatch(/^aws-cdk-lib>=2\.\d+\.\d+,<3\nconstructs>=10\.\d+\.\d+,<11\ncdk-remote-mcp-server==0\.0\.0\n$/);
    expect(said).toContain('pip install -r requirements-dev.txt');
  });

  test.each(['typescript', 'python', 'java', 'go'])('starts nothing in %s that a terminal of Windows, or a program there, would not find', (language) => {
    init('--language', language);

    const { bin } = JSON.parse(readFileSync(PLACES.library, 'utf8')) as { readonly bin: { readonly [name: string]: string } };
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: object };
    expect(Object.values(scripts).join('\n')).not.toContain("'");
    const started = files().flatMap((name) => read(name).match(/node_modules\/[\w./-]*cdk-remote-mcp-server[\w./-]*/g) ?? []);
    expect(started).toEqual(language === 'typescript' ? [] : [`node_modules/cdk-remote-mcp-server/${bin['cdk-remote-mcp-server']}`]);
  });

  test('writes an app in Java, whose versions Maven can read', () => {
    const said = init('--language', 'java');
    const source = (...names: string[]) => names.map((name) => path.join('infrastructure', 'src', ...name.split('/')));

    expect(files()).toEqual([
      '.gitignore', 'cdk.json', path.join('functions', 'forecast', 'pom.xml'), path.join('functions', 'forecast', 'src', 'main', 'java', 'weather', 'Forecast.java'),
      path.join('infrastructure', 'pom.xml'), ...source('main/java/weather/WeatherApp.java', 'main/java/weather/WeatherStack.java'),
      ...source('test/java/weather/RemoteMcpServerExtension.java', 'test/java/weather/WeatherTest.java'), 'package.json', 'pom.xml',
    ]);
    expect(read('infrastructure/pom.xml')).toMatch(/<artifactId>cdk-remote-mcp-server<\/artifactId>\s*<version>0\.0\.0<\/version>/);
    expect(read('infrastructure/pom.xml')).toMatch(/<artifactId>aws-cdk-lib<\/artifactId>\s*<version>2\.\d+\.\d+<\/version>/);
    expect(files().map(read).join('\n')).not.toContain('{{');
    expect(said).toContain('mvn test');
    const [shown] = /(?<=```java\n)[^]*?(?=```)/.exec(readFileSync(path.join(ROOT, 'docs', 'testing.md'), 'utf8'))!;
    expect(read('infrastructure/src/test/java/weather/WeatherTest.java').replaceAll(/^ {4}/gm, '')).toContain(shown);
    expect(init()).not.toMatch(/written|extended|Add the server/);
  });

  test('writes an app in Go, which npm packages are no part of', () => {
    const said = init('--language', 'go');

    expect(files()).toEqual([
      '.gitignore', 'cdk.json', path.join('functions', 'forecast', 'main.go'), 'go.mod', 'main.go', 'package.json', 'remote_mcp_server_test.go', 'weather_stack.go', 'weather_test.go',
    ]);
    expect(read('go.mod')).toMatch(/^module weather\n[^]*^ignore \.\/node_modules\n[^]*\/remotemcpserver v0\.0\.0\n/m);
    expect(files().map(read).join('\n')).not.toContain('{{');
    expect(said).toMatch(/^ {2}go mod tidy .*\n {2}go test \.\/\.\.\. /m);
    const [shown] = /(?<=```go\n)[^]*?(?=```)/.exec(readFileSync(path.join(ROOT, 'docs', 'testing.md'), 'utf8'))!;
    expect(read('weather_test.go')).toContain(shown);
    expect(init()).not.toMatch(/written|extended|Add the server/);
  });

  test('adds the server and its test to an app in Go, until its program has them', () => {
    const program = 'func main() {\n\tNewShopStack(app, "Shop", nil)\n}\n';
    Object.entries({ 'go.mod': 'module shop\n\ngo 1.26\n', 'shop.go': program, 'cdk.json': '{ "app": "go mod download && go run shop.go" }' }).forEach(([name, content]) => put(name, content));
    const said = init();

    expect(files()).not.toContain('main.go');
    expect(files()).toEqual(expect.arrayContaining(['weather_stack.go', 'weather_test.go']));
    expect(read('go.mod')).toMatch(/^module shop\n\ngo 1\.26\n\nignore \.\/node_modules\n\nrequire \(\n\tgithub\.com\//);
    expect(said).toMatch(/Add the server to your app:\n\n {2}NewWeatherStack\(app, "Weather", nil\)\n.*\n {2}"app": "go mod download && go run \."/);

    put('cdk.json', '{ "app": "go mod download && go run ." }');
    expect(init()).toMatch(/Add the server to your app:\n\n {2}NewWeatherStack\(app, "Weather", nil\)\n\nThen/);

    put('shop.go', program.replace('}', '\tNewWeatherStack(app, "Weather", nil)\n}'));
    expect(init()).not.toMatch(/written|extended|Add the server/);
  });

  test.each([
    [{ 'cdk.json': '{ "app": "go run ./cmd/shop" }', 'go.mod': 'module shop' }, [], 'there is an app in Go that "go run ./cmd/shop" starts'],
    [{ 'cdk.json': '{ "app": "go run ." }', 'shop.go': 'package main' }, [], 'there is an app in Go that "go run ." starts, and init adds only to one whose files and go.mod are beside its cdk.json'],
    [{ 'cdk.json': '{ "app": "npx tsx bin/shop.ts" }' }, ['--language', 'go'], 'there is the cdk.json of an app in another language'],
    [{ 'go.mod': 'module shop', 'shop.go': 'package main' }, ['--language', 'go'], 'there is shop.go, and no cdk.json that starts an app in Go'],
  ])('writes nothing in Go beside %j', (own, args, message) => {
    Object.entries(own).forEach(([name, content]) => put(name, content));

    expect(() => init(...args)).toThrow(message);
    expect(files()).toEqual(Object.keys(own).sort());
  });

  test('says how the tool in Go is served in an app whose start is something else', () => {
    put('package.json', JSON.stringify({ scripts: { start: 'mine' } }));

    expect(init('--language', 'go')).toMatch(/^ {2}npx cdk-remote-mcp-server dev --function "Forecast=go run \.\/functions\/forecast" +serves it/m);
  });

  const POM = `<project><build><plugins><plugin><artifactId>exec-maven-plugin</artifactId><configuration><mainClass>com.myorg.ShopApp</mainClass></configuration></plugin></plugins></build>
<dependencies><dependency><artifactId>aws-cdk-lib</artifactId></dependency><dependency><artifactId>constructs</artifactId></dependency><dependency><artifactId>junit-jupiter</artifactId></dependency></dependencies></project>`;

  test('adds the server, its function and its test to an app in Java, and says what its project lacks', () => {
    put('pom.xml', POM);
    put('cdk.json', JSON.stringify({ app: 'mvn -e -q compile exec:java', watch: { include: ['**'], exclude: ['target'] } }));
    put('src/main/java/com/myorg/ShopApp.java', 'class ShopApp {}');
    const said = init();
    const source = (name: string) => path.join('src', ...name.split('/'));

    expect(files()).toEqual([
      '.gitignore', 'cdk.json', path.join('functions', 'forecast', 'pom.xml'), path.join('functions', 'forecast', 'src', 'main', 'java', 'weather', 'Forecast.java'), 'package.json', 'pom.xml',
      source('main/java/com/myorg/ShopApp.java'), source('main/java/weather/WeatherStack.java'),
      source('test/java/weather/RemoteMcpServerExtension.java'), source('test/java/weather/WeatherTest.java'),
    ]);
    expect(read('pom.xml')).toBe(POM);
    expect(JSON.parse(read('cdk.json'))).toEqual({
      app: 'mvn -e -q compile exec:java', watch: { include: ['**'], exclude: ['target', '**/target'] }, build: 'mvn -q -f functions/forecast process-classes',
    });
    expect(said).toMatch(/Add the server to your app:\n\n {2}import weather\.WeatherStack;\n {2}new WeatherStack\(app, "Weather"\);\n/);
    expect([...said.matchAll(/<artifactId>(.+?)</g)].map(([, name]) => name)).toEqual(['cdk-remote-mcp-server', 'mcp', 'maven-surefire-plugin']);
    expect(said).not.toContain('{{');
    expect(said).toMatch(/^ {2}mvn -q -f functions\/forecast process-classes && mvn test {2}/m);
    expect(init()).not.toMatch(/written|extended/);

    put('pom.xml', POM.replace('<dependencies>', '<dependencies><dependency><artifactId>cdk-remote-mcp-server</artifactId></dependency>'));
    put('src/main/java/com/myorg/ShopApp.java', 'class ShopApp { { new WeatherStack(app, "Weather"); } }');
    expect(init()).not.toMatch(/written|extended|Add the server/);
  });

  test('says how an app in Java that is built in another way builds the function', () => {
    put('pom.xml', POM);
    put('cdk.json', '{ "app": "mvn -q exec:java", "build": "mvn -q compile" }');

    expect(init()).toContain('"build": "mvn -q compile && mvn -q -f functions/forecast process-classes"');
  });

  const ELSEWHERE = 'init adds only to one that is a single Maven project with its pom.xml beside cdk.json';
  test.each([
    [{ 'pom.xml': '<project/>' }, ['--language', 'java'], 'there is a pom.xml, and no cdk.json that starts an app'],
    [{ 'cdk.json': '{ "app": "npx ts-node bin/shop.ts" }' }, ['--language', 'java'], 'there is the cdk.json of an app in another language ("npx ts-node bin/shop.ts")'],
    [{ 'cdk.json': '{ "app": "mvn -e -q compile exec:java" }' }, [], ELSEWHERE],
    [{ 'cdk.json': '{ "app": "mvn -pl app exec:java" }', 'pom.xml': '<project><modules><module>app</module></modules></project>' }, [], ELSEWHERE],
    [{ 'cdk.json': '{ "app": "./gradlew run" }' }, [], ELSEWHERE],
  ])('writes nothing in Java beside %j', (own, args, message) => {
    Object.entries(own).forEach(([name, content]) => put(name, content));

    expect(() => init(...args)).toThrow(message);
    expect(files()).toEqual(Object.keys(own).sort());
  });

  test('keeps where the library of a package.json comes from, and replaces no script but that of npm init', () => {
    put('package.json', JSON.stringify({ name: 'mine', scripts: { test: 'echo "Error: no test specified" && exit 1', start: 'mine' }, dependencies: { 'cdk-remote-mcp-server': 'file:../library.tgz' } }));
    init();

    expect(JSON.parse(read('package.json'))).toMatchObject({
      name: 'mine', scripts: { test: expect.stringContaining('--test'), start: 'mine' }, dependencies: { 'cdk-remote-mcp-server': 'file:../library.tgz', 'aws-cdk-lib': expect.any(String) },
    });
  });

  test('adds the server and its test to an app, and changes nothing that is there', () => {
    const own = { 'cdk.json': '{ "app": "npx ts-node bin/shop.ts" }', 'tools/get-forecast.ts': '// mine\n', 'tsconfig.json': '{}', '.gitignore': 'cdk.out' };
    Object.entries(own).forEach(([name, content]) => put(name, content));
    const said = init();

    expect(files()).not.toContain('bin/app.ts');
    expect(files()).toEqual(expect.arrayContaining(['lib/weather-stack.ts', 'test/weather.test.ts']));
    expect({ cdk: read('cdk.json'), tool: read('tools/get-forecast.ts'), tsconfig: read('tsconfig.json') }).toEqual({ cdk: own['cdk.json'], tool: '// mine\n', tsconfig: '{}' });
    expect(read('.gitignore')).toBe('cdk.out\nnode_modules/\n.remote-mcp/\nsecrets.json\n');
    expect(JSON.parse(read('package.json'))).not.toHaveProperty('type');
    expect(said).toMatch(/kept {5}tools\/get-forecast\.ts/);
    expect(said).toContain("new WeatherStack(app, 'Weather');");
  });

  test.each([
    ['jest', "from '@jest/globals';", 'tsc --noEmit && jest'], ['vitest', "from 'vitest';", 'tsc --noEmit && vitest run'],
  ])('writes the test for %s, where an app has it', (runner, header, script) => {
    put('package.json', JSON.stringify({ devDependencies: { [runner]: '1' } }));
    init();

    expect(read('test/weather.test.ts')).toContain(header);
    expect(read('test/weather.test.ts')).toContain("expect(result.structuredContent).toEqual({ city: 'Lisbon', sky: 'sunny' });");
    expect(read('test/weather.test.ts')).not.toMatch(/node:|\{\{/);
    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts: { test: script } });
    expect(files().filter((name) => name.startsWith('test'))).toEqual([path.join('test', 'weather.test.ts')]);
  });

  test('writes the test for the runner of the script, before another that is installed', () => {
    put('package.json', JSON.stringify({ scripts: { test: 'npm run lint && vitest run' }, devDependencies: { jest: '1' } }));

    expect(init()).toContain('  npm test ');
    expect(read('test/weather.test.ts')).toContain("from 'vitest';");
  });

  test('says what to run in an app whose scripts do something else', () => {
    const scripts = { test: 'mocha', start: 'mine', deploy: 'make deploy' };
    put('package.json', JSON.stringify({ scripts }));
    const said = init();

    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts });
    expect(said).toMatch(/^ {2}npx tsx --test test\/weather\.test\.ts {2}starts the server/m);
    expect(said).toMatch(/^ {2}npx cdk-remote-mcp-server dev +serves it/m);
    expect(said).toMatch(/^ {2}npx cdk deploy +to AWS/m);
    put('package.json', JSON.stringify({ scripts, devDependencies: { jest: '1' } }));
    expect(init()).toContain('  npx jest test/weather.test.ts  ');
  });

  test('checks types before it deploys, where a tsconfig.json says how', () => {
    init();
    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts: { start: 'cdk-remote-mcp-server dev', deploy: 'tsc --noEmit && cdk deploy' } });

    app = temporaryDirectory('init');
    put('cdk.json', '{ "app": "npx tsx bin/shop.ts" }');
    init();
    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts: { test: 'node --import tsx --test test/*.test.ts', deploy: 'cdk deploy' } });
  });

  test.each([
    ['npx tsx bin/shop.ts', 'bin/shop.ts', "new WeatherStack(app, 'Mine');"], ['npx tsc && npx ts-node --prefer-ts-exts ./bin/shop.ts', './bin/shop.ts', "new WeatherStack(app, 'Weather');"],
    ['python3 app.py', 'app.py', 'WeatherStack(app, "Weather")'],
  ])('advises to add the server to what %s starts, until it is there', (command, file, line) => {
    put('cdk.json', JSON.stringify({ app: command }));
    put(file, 'the app');
    expect(init()).toContain('Add the server to your app');

    put(file, `the app\n${line}`);
    expect(init()).not.toContain('Add the server to your app');
  });

  test.each([
    ['npx ts-node app.ts', './lib/weather-stack'], ['npx ts-node --prefer-ts-exts bin/shop.ts', '../lib/weather-stack'], ['npx tsx ./src/cdk/main.mts', '../../lib/weather-stack'],
    ['node dist/app.js', '../lib/weather-stack'], ['npx tsx lib/app.ts', './weather-stack'],
  ])('imports the stack from where %s is', (command, from) => {
    put('cdk.json', JSON.stringify({ app: command }));
    expect(init()).toContain(`import { WeatherStack } from '${from}';`);
  });

  test.each([
    [[], ['npm install', 'npm test', 'npm start', 'npm run deploy']],
    [['../package-lock.json'], ['npm install', 'npm test', 'npm start', 'npm run deploy']],
    [['../pnpm-workspace.yaml', '../../yarn.lock'], ['pnpm install', 'pnpm test', 'pnpm start', 'pnpm run deploy']],
    [['yarn.lock'], ['yarn install', 'yarn test', 'yarn start', 'yarn run deploy']],
  ])('says the commands of the package manager that left %j', (left, commands) => {
    app = path.join(app, 'packages', 'infra');
    left.forEach((file) => put(file, ''));
    expect([...init().matchAll(/^ {2}((?:npm|pnpm|yarn) \S+(?: deploy)?) /gm)].map(([, command]) => command)).toEqual(commands);
  });

  test('says what does the same in an app that has its own scripts, by its package manager', () => {
    put('pnpm-lock.yaml', '');
    put('cdk.json', '{ "app": "npx tsx bin/shop.ts" }');
    put('package.json', '{ "scripts": { "test": "mocha", "start": "node server.js" } }');
    expect(init()).toMatch(/^ {2}pnpm exec tsx --test test\/weather\.test\.ts [^]*^ {2}pnpm exec cdk-remote-mcp-server dev /m);
  });

  test('takes the language from an app that says how it is started', () => {
    put('cdk.json', '{ "app": "python3 app.py" }');
    init();

    expect(files()).toContain('weather_stack.py');
    expect(files()).not.toContain('app.py');
  });

  test('does nothing the second time', () => {
    init();
    const before = files().map(read);

    expect(init()).not.toMatch(/written|extended|Add the server/);
    expect(files().map(read)).toEqual(before);
  });

  test.each([
    [['--language', 'cobol'], 'init writes apps in typescript, python, java and go, not in "cobol"'],
    [['--language', 'C#'], 'not in "C#"; in .NET, write an app with "npx cdk init app --language csharp", add RemoteMcpServer of the package CdkRemoteMcpServer'],
    [['another'], 'init takes one directory, not 2'],
    [['--tongue', 'python'], '--tongue'],
  ])('refuses %j', (args, message) => {
    expect(() => init(...args as string[])).toThrow(message as string);
    expect(files()).toEqual([]);
  });

  test('adds nothing to an app in .NET', () => {
    put('cdk.json', JSON.stringify({ app: 'dotnet run --project src/Weather/Weather.csproj' }));
    expect(() => init()).toThrow('there is an app in .NET, and init adds nothing to it: add RemoteMcpServer of');
    expect(files()).toEqual(['cdk.json']);
  });

  test('says which file it cannot read, and writes none', () => {
    put('package.json', '{');

    expect(() => init()).toThrow(/package\.json is not JSON/);
    expect(files()).toEqual(['package.json']);
  });
});

test('merging adds and never overwrites', () => {
  expect(mergedJson({ a: 1, b: { c: 2 }, d: [1] }, { a: 9, b: { c: 9, e: 3 }, d: { f: 1 }, g: 4 })).toEqual({ a: 1, b: { c: 2, e: 3 }, d: [1], g: 4 });
  expect(mergedLines('aws_cdk.lib==2.0.0\n# mine', 'aws-cdk-lib>=2.2,<3\npytest>=8\n-r requirements.txt\n')).toBe('aws_cdk.lib==2.0.0\n# mine\npytest>=8\n-r requirements.txt\n');
  expect(mergedGoMod('module a\n\nrequire x.com/a v1.0.0\n\nreplace x.com/b => ../b\n', 'module b\n\nignore ./c\n\nrequire (\n\tx.com/a v2.0.0\n\tx.com/b v1.0.0\n)\n'))
    .toBe('module a\n\nrequire x.com/a v1.0.0\n\nreplace x.com/b => ../b\n\nignore ./c\n\nrequire (\n\tx.com/b v1.0.0\n)\n');
});
