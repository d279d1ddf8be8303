import { mergedJson } from './merge';
import { isObject } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

type Template = { readonly [name: string]: string };
type Present = (name: string) => string | undefined;

const LIBRARY = 'io.github.cdk-remote-mcp-server:cdk-remote-mcp-server';
/** Of the template, a project beside those of the functions. */
const PROJECT = 'infrastructure';
const POM = 'pom.xml';
/** The app's project does not build the function's: what is in one project would be deployed with the function. */
const BUILD = 'mvn -q -f functions/forecast process-classes';
const COMPILED = '**/target';

/** Whether an app is added to. One of its own, init has written as a whole. */
export const isAddedTo = (cdkJson: string | undefined, present: Present): boolean => cdkJson !== undefined && present(`${PROJECT}/${POM}`) === undefined;

/**
 * A server is added to an app that is one Maven project.
 *
 * @param start how the app is started, where one is there
 * @throws LocalError BadUsage
 */
export function requireProject(start: string | undefined, present: Present, template: Template): void {
  const pom = present(POM);
  if (start === undefined && pom !== undefined && pom !== template[POM]) {
    throw new LocalError('BadUsage', `there is a ${POM}, and no cdk.json that starts an app: name a new directory, and take from it what your app needs`);
  }
  if (!isAddedTo(start, present)) {
    return;
  }
  if (!/\b(?:mvnw?|gradlew?|java)\b/.test(start!)) {
    throw new LocalError('BadUsage', `there is the cdk.json of an app in another language ("${start}"): name a new directory, and take from it what your app needs`);
  }
  if (!/\bmvnw?\b/.test(start!) || pom === undefined || /<modules>/.test(pom)) {
    throw new LocalError('BadUsage', `there is an app in Java that "${start}" starts, and init adds only to one that is a single Maven project with its ${POM} beside cdk.json: add RemoteMcpServer of ${LIBRARY} to its stack, and serve it with "npx cdk-remote-mcp-server dev"`);
  }
}

/** The files of the template as they lie in an app that is one project: without what it has of its own. */
export function intoProject(template: Template): Template {
  const { [POM]: _pom, [`${PROJECT}/${POM}`]: _project, ...files } = template;
  const entries = Object.entries(files).filter(([name]) => !name.endsWith('/WeatherApp.java'));
  return Object.fromEntries(entries.map(([name, text]) => [name.startsWith(`${PROJECT}/`) ? name.slice(PROJECT.length + 1) : name, text]));
}

/** The cdk.json of an app that also builds the function, and does not take what that writes for a change. */
export function withBuild(cdkJson: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  const { watch } = cdkJson;
  const exclude = isObject(watch) && Array.isArray(watch.exclude) ? watch.exclude as readonly unknown[] : [];
  const merged = mergedJson(cdkJson, { build: BUILD });
  return !isObject(watch) || exclude.includes(COMPILED) ? merged : { ...merged, watch: { ...watch, exclude: [...exclude, COMPILED] } };
}

const artifactOf = (xml: string) => /<artifactId>(.+?)<\/artifactId>/.exec(xml)?.[1] ?? '';

/** What the app's pom.xml lacks of the template's, each with where it belongs. */
function lacking(template: Template, pom: string): string[][] {
  const parts = [...template[`${PROJECT}/${POM}`].matchAll(/^ *<dependency>[^]*?<\/dependency>\n/gm)].map(([part]) => part);
  const missing = parts.filter((part) => !pom.includes(`<artifactId>${artifactOf(part)}</artifactId>`));
  const surefire = /^ *<plugin>\s*<groupId>[^<]*<\/groupId>\s*<artifactId>maven-surefire-plugin<\/artifactId>[^]*?<\/plugin>\n/m.exec(template[POM])?.[0] ?? '';
  const lines = (part: string) => part.trimEnd().split('\n').map((line) => line.slice(/^ */.exec(part)![0].length));
  return [
    ...missing.length === 0 ? [] : [[`In the dependencies of ${POM}:`, '', ...missing.flatMap(lines)]],
    ...pom.includes('maven-surefire-plugin') ? [] : [[`In the plugins of ${POM}, where Maven is older than 3.9, which runs no such tests:`, '', ...lines(surefire)]],
  ];
}

/** Whether the program that an app starts has the server, and its project the library. */
export function isInJavaApp(present: Present): boolean {
  const pom = present(POM) ?? '';
  const [, program = ''] = /<(?:exec\.)?mainClass>([\w.]+)</.exec(pom) ?? [];
  const hasLibrary = pom.includes(`<artifactId>${LIBRARY.split(':')[1]}</artifactId>`);
  return hasLibrary && /\bWeatherStack\(/.test(present(`src/main/java/${program.replaceAll('.', '/')}.java`) ?? '');
}

/** What the author adds. @param cdkJson as it is afterwards */
export function toAddInJava(template: Template, present: Present, cdkJson: string): readonly string[] {
  const { build } = JSON.parse(cdkJson) as { readonly build?: unknown };
  const isBuilt = String(build).includes('functions/forecast');
  const blocks = [
    ['import weather.WeatherStack;', 'new WeatherStack(app, "Weather");'],
    ...lacking(template, present(POM) ?? ''),
    ...isBuilt ? [] : [[`"build": "${String(build)} && ${BUILD}"    (in cdk.json: the function is a project of its own)`]],
  ];
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** How its tests are run: they deploy the function, too. */
export const JAVA_TEST = `${BUILD} && mvn test`;
