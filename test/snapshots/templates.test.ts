import * as fs from 'node:fs';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { templateParts } from './template-parts';
import { externalServer, fullServer, minimalServer } from '../support/reference-servers';
import { SynthesizedServer } from '../support/synthesized-server';

/** Set by `npm run test:update`. */
const UPDATE = process.env.UPDATE_TEMPLATES === 'true';

/** A folder of files, one a part, so that a change is read where it belongs. */
const SERVERS = { minimal: minimalServer, full: fullServer, external: externalServer };

describe.each(Object.entries(SERVERS))('the template of the %s server', (name, synthesize) => {
  const directory = path.join(__dirname, name);
  const server = synthesize();
  const texts = new Map([...templateParts(server)].map(([part, sections]) => [`${part}.yaml`, yaml(sections)]));
  if (UPDATE) {
    fs.rmSync(directory, { recursive: true, force: true });
    fs.mkdirSync(directory);
    texts.forEach((text, file) => fs.writeFileSync(path.join(directory, file), text));
  }

  test.each([...texts])('is what %s says', (file, text) => {
    expect(text).toBe(fs.readFileSync(path.join(directory, file), 'utf8'));
  });

  test('is all of its parts together, and no file is left over', () => {
    expect(fs.readdirSync(directory).sort()).toEqual([...texts.keys()].sort());
    expect(together(server)).toEqual(server.template.toJSON());
  });
});

function together(server: SynthesizedServer): unknown {
  const whole: { [section: string]: object } = {};
  templateParts(server).forEach((sections) => Object.entries(sections).forEach(([section, elements]) => {
    expect(Object.keys(elements).filter((logicalId) => Object.hasOwn(whole[section] ?? {}, logicalId))).toEqual([]);
    whole[section] = { ...whole[section], ...elements };
  }));
  return whole;
}

/** Assets change with every bundle, and with them what is named by its content; templates only when someone means it. */
function yaml(sections: object): string {
  return stringify(sections, { aliasDuplicateObjects: false, sortMapEntries: true, lineWidth: 160 })
    .replace(/\b[0-9a-f]{64}\b/g, 'ASSET-HASH')
    .replace(/(?<=CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, 'VERSION-HASH')
    .replace(/(?<=ApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, 'DEPLOYMENT-HASH')
    .replace(/(?<=RoleDefaultPolicy[0-9A-F]{8})[0-9a-f]{8}/g, 'POLICY-HASH')
    .replace(/(?<=\(configuration )[0-9a-f]{12}/g, 'HASH');
}
