import * as path from 'node:path';
import { SkillCatalog } from '@modelcontextprotocol/server/ext/skills';
import { nodeSkillFiles } from '@modelcontextprotocol/server/ext/skills/node';
import { skillOnTheWire } from '../../../../src/offering/catalogue/wire-format';
import { readSkill } from '../../../../src/offering/skills/skill-directory';
import { fixture } from '../../../support/offering-fixture';

const SKILLS = path.join(__dirname, '..', '..', '..', '..', 'examples', 'skills-and-apps', 'skills');

test('an entry is what the official SDK makes of the same directory', async () => {
  const catalog = await SkillCatalog.load(nodeSkillFiles(SKILLS), { prefix: 'acme', strict: true });

  const ours = skillOnTheWire(readSkill(path.join(SKILLS, 'plan-a-trip'), { prefix: 'acme' }, fixture().stack));

  expect([JSON.parse(JSON.stringify(ours))]).toEqual(catalog.entries);
});
