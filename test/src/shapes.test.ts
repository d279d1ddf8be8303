import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarations } from '../../src/private/declarations';
import { saidProperties } from '../support/said-properties';

/** What apps write, of what a server is: what it offers is said by the apps in test/consumers. */
const IS_INPUT = /^(?!.*(?:Bind|Metric)\w*Options$).*(?:Props|Options)$|^(?:TrustedIssuer|McpScope|McpRequestLimit)$/;
const SHAPES = join(__dirname, '..', 'shapes');
const OFFERING = join(__dirname, '..', '..', 'src', 'offering');
const CONNECTOR = join(__dirname, '..', '..', 'src', 'connector');

const filesIn = (directory: string) => readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(directory, file));

const structsIn = (file: string) => [...readFileSync(file, 'utf8').matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);

test('each property of a server is in an app that npm run test:shapes serves', () => {
  const said = saidProperties(filesIn(SHAPES));
  const offered = new Set([OFFERING, CONNECTOR].flatMap(filesIn).flatMap(structsIn));
  const structs = Object.entries(declarations().structs).filter(([name]) => IS_INPUT.test(name) && !offered.has(name));

  expect(structs.map(([name]) => name)).toEqual(expect.arrayContaining(['RemoteMcpServerProps', 'OAuthAuthorizationOptions', 'McpMonitoringProps', 'GeneratedSecretOptions']));
  expect(structs.flatMap(([name, { members }]) => Object.keys(members).map((member) => `${name}.${member}`)).filter((member) => !said.has(member))).toEqual([]);
});
