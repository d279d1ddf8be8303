import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { TemplateInput } from '../../../../local/gateway/mapping-template/api-gateway-objects';
import { compileMappingTemplate } from '../../../../local/gateway/mapping-template/mapping-template';

interface Outcome {
  readonly renders?: string;
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly refused?: true;
  readonly fails?: true;
}

interface Judged {
  readonly what: string;
  readonly template: string;
  /** What Apache Velocity 1.7 makes of it: `npm run test:templates` says whether it is so. */
  readonly velocity: Outcome;
  /** What is refused here at the start. */
  readonly unsupported?: true;
}

const { request, templates } = JSON.parse(readFileSync(join(import.meta.dirname, 'judged', 'templates.json'), 'utf8')) as { readonly request: TemplateInput; readonly templates: readonly Judged[] };
const render = (source: string, changed: Partial<TemplateInput> = {}) => compileMappingTemplate(source).render({ ...request, ...changed });

function outcome(template: string): Outcome {
  try {
    const { text, overrides: { status, header } } = render(template);
    return { renders: text, ...status !== undefined && { status }, ...Object.keys(header).length > 0 && { headers: header } };
  } catch (error) {
    return (error as { readonly code?: string }).code === 'MappingTemplateUnsupported' ? { refused: true } : { fails: true };
  }
}

describe('mapping templates mean what they do in Velocity', () => {
  test.each(templates.map((judged) => [judged.what, judged] as const))('%s', (_what, { template, velocity, unsupported }) => {
    expect(outcome(template)).toEqual(unsupported ? { refused: true } : velocity);
  });
});

describe('mapping templates', () => {
  // As aws-cdk-lib writes it for a preflight with several origins.
  const { template: preflight } = templates.find(({ what }) => what === "CDK's preflight")!;

  test.each([
    ['a listed origin in a lower-case header', { origin: 'https://three.example' }, { 'Access-Control-Allow-Origin': 'https://three.example' }],
    ['another origin', { Origin: 'https://evil.example' }, {}],
  ])('override a header for %s', (_name, header, expected) => {
    expect(render(preflight, { header }).overrides.header).toEqual(expected);
  });

  test('read what is not known of a request as an empty text, as the template that passes everything through shows', () => {
    const template = '{"api-key-owner":"$context.identity.caller","authorizer-principal-id":"$context.authorizer.principalId","stage":"$context.stage"}';
    expect(render(template, { context: { stage: 'prod', identity: { caller: null }, authorizer: undefined } }).text).toBe('{"api-key-owner":"","authorizer-principal-id":"","stage":"prod"}');
  });

  test.each([
    ['a directive', "#evaluate('x')", /API Gateway does not support #evaluate/],
    ['a method', '$util.toJson($input.body)', /toJson/],
    ['an open condition', '#if(true)yes', /not closed by #end/],
    ['an end without a beginning', 'a #end', /closes nothing/],
    ['a pattern of Java', "$input.body.replaceAll('(?>a)', 'b')", /not valid here/],
  ])('say what is not emulated: %s', (_name, source, message) => {
    expect(() => render(source)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });
});
