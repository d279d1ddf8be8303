import { CfnElement } from 'aws-cdk-lib';
import { SynthesizedServer } from '../support/synthesized-server';

interface TemplateSections {
  readonly [section: string]: { readonly [logicalId: string]: unknown };
}

/** What of a server belongs to which part, by the id of its construct. */
const PARTS: readonly (readonly [part: string, id: RegExp])[] = [
  ['gateway', /^Gateway$/],
  ['functions', /^(Mcp|Authorizer|AccessPolicy|OAuth|DocumentFetcher|KeepWarm)$/],
  ['firewall', /^Firewall/],
  ['audit', /^Audit/],
  ['monitoring', /^(Alarms|Anomalies|Dashboard|ErrorBudget)/],
  // Whoever may call: secrets, sign-in, the registry.
  ['authorization', /./],
];

/** A template as a reviewer reads it: each element in the part that it belongs to, `app` being all that is not the server's. */
export function templateParts({ server, stack, template }: SynthesizedServer): Map<string, TemplateSections> {
  const partOf = new Map<string, string>();
  server.node.children.forEach((child) => {
    const [part] = PARTS.find(([, id]) => id.test(child.node.id))!;
    child.node.findAll().filter(CfnElement.isCfnElement).forEach((element) => partOf.set(stack.resolve(element.logicalId), part));
  });

  const parts = new Map<string, { [section: string]: { [logicalId: string]: unknown } }>();
  Object.entries(template.toJSON() as TemplateSections).forEach(([section, elements]) => Object.entries(elements).forEach(([logicalId, element]) => {
    const part = section === 'Outputs' ? 'outputs' : partOf.get(logicalId) ?? 'app';
    const sections = parts.get(part) ?? {};
    (sections[section] ??= {})[logicalId] = element;
    parts.set(part, sections);
  }));
  return parts;
}
