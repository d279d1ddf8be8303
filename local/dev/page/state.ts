import { createHash } from 'node:crypto';
import { Access } from './access';
import { Audit } from './audit';
import { Calls } from './calls';
import { Changes, type Section } from './changes';
import type { Faults } from './faults';
import type { ServedApi } from '../../cloud-assembly/served-api';
import { parseFunctionName } from '../../functions/function-name';
import type { ListedProvider } from '../../people/listed-provider';

/** Calls of functions of which it is remembered that this API made them. */
const INVOCATIONS_MAX = 1000;

/** What is deployed at the moment, as far as the page shows it. */
export interface DeployedParts {
  readonly served: ServedApi;
  readonly providers: readonly ListedProvider[];
  /** Their names. */
  readonly functions: readonly string[];
  readonly tables: readonly string[];
}

/** All that the page shows. */
export class PageState {
  readonly changes = new Changes();
  readonly calls = new Calls(this.changes);
  readonly access = new Access(this.changes);
  readonly audit = new Audit(this.changes);
  private parts: DeployedParts = { served: { path: '', url: '' }, providers: [], functions: [], tables: [] };
  /** Names of functions. */
  private toolFunctions: ReadonlySet<string> = new Set();
  /** Of functions that the API called. */
  private readonly invocations = new Set<string>();
  private readonly order: string[] = [];

  /** @param faults of functions and tables, which servers share */
  constructor(readonly faults: Faults) {
    faults.changes.listen((section) => this.changes.tell(section));
  }

  get deployed(): DeployedParts {
    return this.parts;
  }

  deploy(parts: DeployedParts): void {
    this.parts = parts;
    const { tools = [] } = parts.served.offered ?? {};
    this.toolFunctions = new Set(tools.flatMap(({ functionArn }) => (functionArn === undefined ? [] : [parseFunctionName(functionArn).name])));
    this.changes.tell('people');
  }

  /** A function is called by the API itself. @param requestId of the request for which it is */
  invoked(invocationId: string, requestId: string): void {
    this.invocations.add(invocationId);
    this.order.push(invocationId);
    if (this.order.length > INVOCATIONS_MAX) {
      this.invocations.delete(this.order.shift()!);
    }
    this.calls.invoked(invocationId, requestId);
  }

  /** Whether a function was called for a request of this API, as far as that is remembered. */
  caused(invocationId: string | undefined): boolean {
    return invocationId !== undefined && (this.invocations.has(invocationId) || this.calls.caused(invocationId));
  }

  /** Whether a tool of the server is this function. */
  isTool(functionName: string): boolean {
    return this.toolFunctions.has(functionName);
  }

  /** What somebody is called who calls. A machine calls for itself: its subject is its own id. */
  nameOf(subject: string): string | undefined {
    return this.personOf(subject) ?? this.access.nameOf(subject);
  }

  /** Whom the server means. Subjects are hashes of the issuer and the subject there, as tools get them. */
  private personOf(subject: string): string | undefined {
    return this.parts.providers.flatMap(({ issuer, people }) => people.all().map((user) => ({ issuer, user })))
      .find(({ issuer, user }) => subject === createHash('sha256').update(`${issuer}|${user.sub}`).digest('base64url'))?.user.name;
  }

  wrote(label: string, line: string, invocationId: string | undefined): void {
    this.calls.wrote(label, line, invocationId);
    this.audit.wrote(line);
  }

  /** One part, as JSON. */
  section(name: Section): unknown {
    switch (name) {
      case 'calls': return this.calls.all().map((call) => this.named(call));
      case 'people': return this.people();
      case 'access': return this.access.all().map((grant) => this.named(grant));
      case 'audit': return this.audit.all();
      case 'faults': return { functions: this.parts.functions, tables: this.parts.tables, injected: this.faults.all() };
    }
  }

  call(id: string): unknown {
    const call = this.calls.get(id);
    return call === undefined ? undefined : this.named(call);
  }

  private people(): unknown {
    return this.parts.providers.map(({ issuer, standsFor, people, rechecksUsers }) => ({ issuer, standsFor, rechecksUsers, users: people.all() }));
  }

  /** With the names of who is meant. */
  private named<T extends { readonly subject?: string; readonly clientId?: string }>(of: T): T & { readonly person?: string; readonly clientName?: string } {
    const person = of.subject === undefined ? undefined : this.personOf(of.subject);
    const clientName = of.clientId === undefined ? undefined : this.access.nameOf(of.clientId);
    return { ...of, ...person !== undefined && { person }, ...clientName !== undefined && { clientName } };
  }
}
