import { deploy } from './app';
import { Deployed, judge } from './judgement';

/** What the table would say of faults that the library does not have. */

const usual = deploy({});

/** The same server with ids exchanged in its template and in what is known of it, as when ids follow positions. */
function exchanged(one: string, other: string): Deployed {
  const ids = new Map([[one, other], [other, one]].map(([thing, instead]) => [usual.belongings.get(thing)!, usual.belongings.get(instead)!]));
  const exchange = (text: string) => text.replace(new RegExp([...ids.keys()].join('|'), 'g'), (id) => ids.get(id)!);
  return {
    template: JSON.parse(exchange(JSON.stringify(usual.template))),
    belongings: new Map([...usual.belongings].map(([thing, id]) => [thing, exchange(id)])),
  };
}

function changed(logicalId: string, change: (resource: any) => void): Deployed {
  const template = JSON.parse(JSON.stringify(usual.template));
  change(template.Resources[logicalId]);
  return { ...usual, template };
}

test('no deployment, no change', () => {
  expect(judge(usual, usual)).toEqual({ goes: [], faults: [] });
});

test('a secret that another client gets is a fault', () => {
  const [alpha, beta] = ['secret of the client "alpha"', 'secret of the client "beta"'];
  expect(judge(usual, exchanged(alpha, beta)).faults).toEqual(expect.arrayContaining([`the ${beta} becomes the ${alpha}`, `the ${alpha} becomes the ${beta}`]));
});

test('a role that another function gets is a fault', () => {
  expect(judge(usual, exchanged('role of the MCP function', 'role of the OAuth function')).faults).toContain('the role of the OAuth function becomes the role of the MCP function');
});

test('a tool that reaches another function is a fault', () => {
  const after = { ...usual, belongings: new Map(usual.belongings) };
  after.belongings.set('function of the tool "read_note"', usual.belongings.get('function of the tool "delete_note"')!);
  expect(judge(usual, after).faults).toEqual([expect.stringMatching(/^the function of the tool "read_note" was readnote\w+ and becomes deletenote\w+$/)]);
});

test('a table that is replaced goes', () => {
  const after = changed(usual.belongings.get('registry')!, ({ Properties }) => {
    Properties.KeySchema[0].AttributeName = 'other';
  });
  expect(judge(usual, after).goes).toEqual(['registry']);
});

test('a secret that is generated in another way is a fault: CloudFormation calls that an update, and gives it a new value', () => {
  const secret = usual.belongings.get('signing secret')!;
  expect(judge(usual, changed(secret, ({ Properties }) => {
    Properties.GenerateSecretString.PasswordLength = 32;
  })).faults).toEqual([`${secret} gets a new value`]);
});

test('a secret that belongs to nobody is a fault', () => {
  const template = JSON.parse(JSON.stringify(usual.template));
  template.Resources.Stray = { ...template.Resources[usual.belongings.get('signing secret')!], Metadata: { 'aws:cdk:path': 'Weather/Server/Stray/Resource' } };
  expect(judge(usual, { ...usual, template }).faults).toEqual(['Stray belongs to nothing']);
});

test('what stays in the account under a fixed name is a fault', () => {
  const registry = usual.belongings.get('registry')!;
  const before = changed(registry, ({ Properties }) => {
    Properties.TableName = 'registry';
  });
  const after = changed(registry, ({ Properties }) => {
    Properties.TableName = 'other';
  });
  expect(judge(before, after)).toEqual({ goes: ['registry'], faults: [`${registry} stays under a name that it would need again`] });
});
