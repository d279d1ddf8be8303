import { describe, expect, test } from '@jest/globals';
import { compileMappingTemplate, TemplateInput } from '../../../local/gateway/mapping-template';

const input: TemplateInput = {
  body: '{"name":"x"}',
  header: { 'Origin': 'https://two.example', 'User-Agent': 'a "quoted" agent' },
  querystring: { colour: 'blue' },
  path: { id: '7' },
  context: (path) => ({ httpMethod: 'GET', requestId: 'r-1' } as { [path: string]: string })[path],
  stageVariables: { size: 'big' },
};
const render = (source: string, overrides: Partial<TemplateInput> = {}) => compileMappingTemplate(source).render({ ...input, ...overrides });

describe('mapping templates', () => {
  test.each([
    ['plain text', '{"a": 1}', '{"a": 1}'],
    ['context and stage variables', '$context.httpMethod ${context.requestId} $stageVariables.size', 'GET r-1 big'],
    ['parameters wherever they come from', "$input.params('id') $input.params('colour') $input.params('Origin')[$input.params('none')]", '7 blue https://two.example[]'],
    ['the body', '$input.body $input.json(\'$\')', '{"name":"x"} {"name":"x"}'],
    ['utilities', "$util.escapeJavaScript($input.params('User-Agent')) $util.base64Encode('a') $util.urlEncode('a b')", 'a \\"quoted\\" agent YQ== a%20b'],
    ['variables and conditions', '#set($x = 3)#if($x > 2 && !($x == 4))yes#else no#end', 'yes'],
    ['alternatives', '#set($x = "b")#if($x == "a")1#elseif($x.matches("[b-d]"))2#else 3#end', '2'],
    ['references in double quotes', '#set($x = "m: $context.httpMethod")$x', 'm: GET'],
    ['references without a value, as they are written', '$context.unknown $!context.unknown.', '$context.unknown .'],
    ['doubled quotes in literals', "#set($x = 'it''s')$x", "it's"],
    ['comments', 'a## gone\nb', 'ab'],
    ['dollars and hashes that mean nothing', 'costs 5$ #1', 'costs 5$ #1'],
  ])('render %s', (_name, source, expected) => {
    expect(render(source).text).toBe(expected);
  });

  // As aws-cdk-lib writes it for a preflight with several origins.
  const preflight = [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if($origin == "")',
    '  #set($origin = $input.params().header.get("origin"))',
    '#end',
    '#if($origin == "https://two.example" || $origin == "https://three.example")',
    '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
    '#end',
  ].join('\n');

  test.each([
    ['a listed origin', { Origin: 'https://two.example' }, { 'Access-Control-Allow-Origin': 'https://two.example' }],
    ['a listed origin in a lower-case header', { origin: 'https://three.example' }, { 'Access-Control-Allow-Origin': 'https://three.example' }],
    ['another origin', { Origin: 'https://evil.example' }, {}],
  ])('override a header for %s', (_name, header, expected) => {
    expect(render(preflight, { header }).overrides.header).toEqual(expected);
  });

  test('override the status', () => {
    expect(render('#set($context.responseOverride.status = 418)').overrides.status).toBe(418);
  });

  test.each([
    ['a directive', '#foreach($x in $list)$x#end', /#foreach is not supported/],
    ['a variable that nothing sets', '$nobody', /\$nobody is not supported/],
    ['a utility', '$util.toJson($input.body)', /\$util\.toJson/],
    ['a method', '$input.body.replaceAll("a", "b")', /replaceAll/],
    ['a JSON path', "$input.json('$.name')", /is not supported/],
    ['an override of the request', '#set($context.requestOverride.header.X = "1")', /requestOverride/],
    ['an open condition', '#if(true)yes', /not closed by #end/],
    ['an end without a beginning', 'a #end', /closes nothing/],
  ])('are refused at the start for %s that is not emulated', (_name, source, message) => {
    expect(() => compileMappingTemplate(source)).toThrow(expect.objectContaining({ code: 'MappingTemplateUnsupported', message: expect.stringMatching(message) }));
  });
});
