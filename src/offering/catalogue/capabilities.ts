import { OfferingDefinition } from './definitions';
import { Method } from '../../contract/mcp/methods';
import { MODERN_PROTOCOL_VERSION, Revision } from '../../contract/mcp/protocol-versions';

/** The capabilities that a server declares. Undefined members are omitted from the JSON. */
export interface Capabilities {
  readonly tools?: object;
  readonly resources?: { readonly subscribe?: true };
  readonly prompts?: object;
  readonly completions?: object;
  readonly logging?: object;
  readonly extensions?: Extensions;
}

/** The extensions that a server supports, with their settings. */
export interface Extensions {
  readonly [SKILLS]?: { readonly directoryRead: true };
}

const SKILLS = 'io.modelcontextprotocol/skills';

/** Only what exists is declared. */
export function capabilitiesOf({ tools, resources, resourceTemplates, prompts, skills }: OfferingDefinition, revision: Revision): Capabilities {
  const initializeEra = revision !== MODERN_PROTOCOL_VERSION;
  const hasArguments = prompts.length > 0 || resourceTemplates.length > 0;
  return {
    tools: tools.length > 0 ? {} : undefined,
    // What is offered changes only with the deployment, so that a subscription is kept by never notifying.
    resources: resources.length + resourceTemplates.length > 0 ? { subscribe: initializeEra || undefined } : undefined,
    prompts: prompts.length > 0 ? {} : undefined,
    // The capability came a revision after its method.
    completions: hasArguments && revision >= '2025-03-26' ? {} : undefined,
    // Since 2026-07-28 there is no method to offer, and only who sends log messages declares it.
    logging: initializeEra || tools.some(({ reports }) => reports) ? {} : undefined,
    // Extensions came with 2026-07-28; clients of the revision before look for this one, too.
    extensions: skills.length > 0 && revision >= '2025-11-25' ? { [SKILLS]: { directoryRead: true } } : undefined,
  };
}

/** The methods that go with what is declared, and no other. */
export function methodsOf({ tools, resources, prompts, completions, logging, extensions }: Capabilities, revision: Revision): readonly Method[] {
  const methods: Method[] = revision === MODERN_PROTOCOL_VERSION ? ['server/discover'] : ['initialize', 'ping'];
  if (tools) {
    methods.push('tools/list', 'tools/call');
  }
  if (resources) {
    methods.push('resources/list', 'resources/templates/list', 'resources/read');
  }
  if (resources?.subscribe) {
    methods.push('resources/subscribe', 'resources/unsubscribe');
  }
  if (prompts) {
    methods.push('prompts/list', 'prompts/get');
  }
  if (completions) {
    methods.push('completion/complete');
  }
  if (logging && revision !== MODERN_PROTOCOL_VERSION) {
    methods.push('logging/setLevel');
  }
  if (extensions?.[SKILLS]) {
    methods.push('skills/list', 'skills/get', 'resources/directory/read');
  }
  return methods;
}
