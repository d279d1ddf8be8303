import { API_GATEWAY_METHODS, apiGatewayObjects, TemplateInput } from './api-gateway-objects';
import { KNOWN_METHODS, TemplateFailure } from './methods';
import { Node, parseMappingTemplate } from './parser';
import { Rendering } from './rendering';
import { text, Value } from './values';
import { LocalError } from '../../errors/local-error';

/** What a template sets, besides its text. */
export interface Overrides {
  readonly status?: number;
  readonly header: { readonly [name: string]: string };
}

export interface MappingTemplate {
  /** @throws LocalError MappingTemplateFailed, where API Gateway would answer with an error of its own */
  render(input: TemplateInput): { readonly text: string; readonly overrides: Overrides };
}

/** Finds at the start what would otherwise be printed as if Java did not have it either. */
function checkMethods(part: unknown): void {
  if (Array.isArray(part)) {
    part.forEach(checkMethods);
  } else if (typeof part === 'object' && part !== null) {
    const { kind, name } = part as { readonly kind?: string; readonly name?: string };
    if (kind === 'method' && !KNOWN_METHODS.has(name!) && !API_GATEWAY_METHODS.has(name!)) {
      throw new LocalError('MappingTemplateUnsupported', `the method ${name} is not supported in mapping templates here`);
    }
    Object.values(part).forEach(checkMethods);
  }
}

function overridesOf(context: Value | undefined): Overrides {
  const override = context instanceof Map ? context.get('responseOverride') : undefined;
  const [status, header] = override instanceof Map ? [override.get('status'), override.get('header')] : [];
  return {
    ...status !== undefined && { status: Number(text(status)) },
    header: Object.fromEntries(header instanceof Map ? [...header].map(([name, value]) => [text(name), text(value)]) : []),
  };
}

function render(nodes: readonly Node[], input: TemplateInput): { readonly text: string; readonly overrides: Overrides } {
  const rendering = new Rendering(apiGatewayObjects(input));
  try {
    return { text: rendering.render(nodes), overrides: overridesOf(rendering.variables.get('context')) };
  } catch (error) {
    throw error instanceof TemplateFailure ? new LocalError('MappingTemplateFailed', error.message) : error;
  }
}

/**
 * Compiles a mapping template.
 *
 * @throws LocalError MappingTemplateUnsupported, for anything that could not be evaluated later
 */
export function compileMappingTemplate(source: string): MappingTemplate {
  const nodes = parseMappingTemplate(source);
  checkMethods(nodes);
  return { render: (input) => render(nodes, input) };
}
