import { McpRole } from '../../../../src/offering/description/mcp-role';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { McpResourceProps } from '../../../../src/offering/resources/resource-props';
import { ContentSources } from '../../../../src/offering/sources/content-sources';
import { codeOf, fixture } from '../../../support/offering-fixture';

const { stack, role } = fixture();
const sources = new ContentSources(stack, { invoker: role, targets: new Map() });
const bind = (props: Partial<McpResourceProps>) => McpResource.fromText('docs://a', { name: 'a', text: 'a', ...props })._bind(stack, sources)[0].annotations;

test('hints are kept as the protocol names them', () => {
  expect(bind({ audience: [McpRole.USER, McpRole.USER], priority: 0, lastModified: new Date('2026-01-31T12:00:00Z') })).toEqual({
    audience: ['user'], priority: 0, lastModified: '2026-01-31T12:00:00.000Z',
  });
  expect(bind({})).toBeUndefined();
});

test.each<[string, Partial<McpResourceProps>]>([
  ['InvalidPriority', { priority: 1.5 }],
  ['InvalidPriority', { priority: -0.1 }],
  ['InvalidPriority', { priority: Number.NaN }],
  ['EmptyAudience', { audience: [] }],
  ['InvalidDate', { lastModified: new Date('yesterday') }],
])('a hint is refused with %s', (code, props) => {
  expect(codeOf(() => bind(props))).toBe(code);
});
