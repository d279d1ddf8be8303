import { OfferingDefinition } from './definitions';
import { Method } from '../../contract/mcp/methods';
import { MODERN_PROTOCOL_VERSION, Revision } from '../../contract/mcp/protocol-versions';
import { TASKS_EXTENSION } from '../../contract/mcp/task';

/** The capabilities that a server declares. Undefined members are omitted from the JSON. */
export interface Capabilities {
  readonly tools?: ListCapability;
  readonly resources?: ListCapability & { readonly subscribe?: true };
  readonly prompts?: ListCapability;
  readonly completions?: object;
  readonly logging?: object;
  readonly extensions?: Extensions;
}

interface ListCapability {
  /** Whether clients are notified of changes. */
  readonly listChanged?: true;
}

/** The extensions that a server supports, with their settings. */
export interface Extensions {
  readonly [SKILLS_EXTENSION]?: { readonly directoryRead: true };
  readonly [TASKS_EXTENSION]?: object;
}

export const SKILLS_EXTENSION = 'io.modelcontextprotocol/skills';

/** Only what exists is declared. */
export function capabilitiesOf(offering: OfferingDefinition, revision: Revision): Capabilities {
  const { tools, resources, resourceTemplates, prompts, skills, subscriptions } = offering;
  const initializeEra = revision !== MODERN_PROTOCOL_VERSION;
  const listChanged = subscriptions && !initializeEra || undefined;
  return {
    tools: tools.length > 0 ? { listChanged } : undefined,
    // Clients of the initialize era are never notified: for that each would hold a stream open, and an instance with it.
    resources: resources.length + resourceTemplates.length > 0 ? { subscribe: listChanged, listChanged } : undefined,
    prompts: prompts.length > 0 ? { listChanged } : undefined,
    // The capability came a revision after its method.
    completions: hasArguments(offering) && revision >= '2025-03-26' ? {} : undefined,
    // Since 2026-07-28 there is no method to offer, and only who sends log messages declares it.
    logging: initializeEra || tools.some(({ reports }) => reports) ? {} : undefined,
    extensions: extensionsOf(skills.length > 0, tools.some(({ task }) => task !== undefined), revision),
  };
}

/** Extensions came with 2026-07-28; clients of the revision before look for that of skills, too. */
function extensionsOf(hasSkills: boolean, hasTasks: boolean, revision: Revision): Extensions | undefined {
  const extensions: Extensions = {
    ...hasSkills && revision >= '2025-11-25' && { [SKILLS_EXTENSION]: { directoryRead: true } },
    ...hasTasks && revision === MODERN_PROTOCOL_VERSION && { [TASKS_EXTENSION]: {} },
  };
  return Object.keys(extensions).length > 0 ? extensions : undefined;
}

/** Whether there is something of which a value can be completed. */
function hasArguments({ prompts, resourceTemplates }: OfferingDefinition): boolean {
  return prompts.length > 0 || resourceTemplates.length > 0;
}

/**
 * The methods that go with what is declared, and no other; but for completion, which its first revision had nothing to declare with, and for
 * subscriptions to resources in the initialize era, which the official suite asks of every server: they are acknowledged, and not declared.
 */
export function methodsOf(offering: OfferingDefinition, revision: Revision): readonly Method[] {
  const { tools, resources, prompts, logging, extensions } = capabilitiesOf(offering, revision);
  const methods: Method[] = revision === MODERN_PROTOCOL_VERSION ? ['server/discover'] : ['initialize', 'ping'];
  if (tools) {
    methods.push('tools/list', 'tools/call');
  }
  if (resources) {
    methods.push('resources/list', 'resources/templates/list', 'resources/read');
  }
  if (resources && revision !== MODERN_PROTOCOL_VERSION) {
    methods.push('resources/subscribe', 'resources/unsubscribe');
  }
  if (tools?.listChanged || resources?.listChanged || prompts?.listChanged) {
    methods.push('subscriptions/listen');
  }
  if (prompts) {
    methods.push('prompts/list', 'prompts/get');
  }
  if (hasArguments(offering)) {
    methods.push('completion/complete');
  }
  if (logging && revision !== MODERN_PROTOCOL_VERSION) {
    methods.push('logging/setLevel');
  }
  if (extensions?.[SKILLS_EXTENSION]) {
    methods.push('skills/list', 'skills/get', 'resources/directory/read');
  }
  if (extensions?.[TASKS_EXTENSION]) {
    methods.push('tasks/get', 'tasks/update', 'tasks/cancel');
  }
  return methods;
}
