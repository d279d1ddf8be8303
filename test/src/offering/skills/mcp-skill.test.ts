import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpSkillProps } from '../../../../src';
import { McpSkill } from '../../../../src/offering/skills/mcp-skill';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterEach(removeTemporaryDirectories);

const MANIFEST = '---\nname: refunds\ndescription: Refunds an order.\n---\nDo it.\n';

type Files = { readonly [path: string]: string | Buffer };

/** Lays files into a directory of that name. */
function lay(files: Files, name = 'refunds'): string {
  const root = path.join(temporaryDirectory(), name);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
  return root;
}

interface Written {
  readonly catalogue: { readonly [member in 'skills' | 'directories' | 'resources']: { readonly [uri: string]: { readonly [file: string]: string } } };
  readonly json: (file: string) => any;
}

/** What the catalogue holds of the skills. */
function write(...skills: readonly McpSkill[]): Written {
  const { offering } = fixture();
  skills.forEach((skill) => offering.addSkill(skill));
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
  return { catalogue: json('catalogue.json'), json };
}

function refusal(files: Files, name?: string, props?: McpSkillProps): string | undefined {
  const { offering } = fixture();
  return codeOf(() => offering.addSkill(McpSkill.fromDirectory(lay(files, name), props)));
}

const digestOf = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

describe('a skill', () => {
  test('lists all its files with the digests of their bytes, whatever lies in them', () => {
    const files: Files = {
      'SKILL.md': `\uFEFF${MANIFEST.replace(/\n/g, '\r\n')}`,
      'references/A b ü.md': 'x',
      'scripts/run': '#!/bin/sh\n',
      'assets/logo.png': Buffer.from([137, 80, 78, 71]),
      'assets/latin-1.txt': Buffer.from([0xe4]),
      '.hidden': 'secret',
      '.git/config': 'secret',
    };

    const { catalogue, json } = write(McpSkill.fromDirectory(lay(files)));
    const skill = json(catalogue.skills['skill://refunds/SKILL.md'].skill);
    const content = (uri: string) => json(catalogue.resources[uri].contents)[0];

    expect(skill.frontmatter).toEqual({ name: 'refunds', description: 'Refunds an order.' });
    expect(skill.resources).toEqual([
      ['skill://refunds/SKILL.md', 'SKILL.md'],
      ['skill://refunds/assets/latin-1.txt', 'assets/latin-1.txt'],
      ['skill://refunds/assets/logo.png', 'assets/logo.png'],
      ['skill://refunds/references/A%20b%20%C3%BC.md', 'references/A b ü.md'],
      ['skill://refunds/scripts/run', 'scripts/run'],
    ].map(([uri, file]) => ({ uri, digest: digestOf(files[file]), size: Buffer.byteLength(files[file]) })));
    expect(content('skill://refunds/SKILL.md')).toEqual({ uri: 'skill://refunds/SKILL.md', mimeType: 'text/markdown', text: files['SKILL.md'] });
    expect(content('skill://refunds/scripts/run')).toMatchObject({ mimeType: 'text/plain', text: '#!/bin/sh\n' });
    expect(content('skill://refunds/assets/logo.png')).toMatchObject({ mimeType: 'image/png', blob: 'iVBORw==' });
    expect(content('skill://refunds/assets/latin-1.txt')).toMatchObject({ mimeType: 'text/plain', blob: '5A==' });
  });

  test('passes its front matter on as its author wrote it, by the types of YAML 1.2', () => {
    const manifest = '---\nname: refunds\ndescription: >\n  Refunds\n  an order.\nversion: 1.10\nsince: 2026-01-31\nyes: yes\nnone: ~\nlist: [a, 0o17]\nmetadata:\n  author: "1.0"\n---';

    const { catalogue, json } = write(McpSkill.fromDirectory(lay({ 'SKILL.md': manifest })));

    expect(json(catalogue.skills['skill://refunds/SKILL.md'].skill).frontmatter).toEqual({
      name: 'refunds', description: 'Refunds an order.\n', version: 1.1, since: '2026-01-31', yes: 'yes', none: null, list: ['a', 15], metadata: { author: '1.0' },
    });
  });

  test('has its directories as resources of directories', () => {
    const { catalogue, json } = write(McpSkill.fromDirectory(lay({ 'SKILL.md': MANIFEST, 'a/b/c.md': 'c', 'a/d.md': 'd' }), { prefix: 'acme/billing' }));
    const children = (uri: string) => json(catalogue.directories[uri].resources).map((child: any) => [child.uri, child.mimeType]);

    expect(Object.keys(catalogue.directories)).toEqual(['skill://acme/billing/refunds', 'skill://acme/billing/refunds/a', 'skill://acme/billing/refunds/a/b']);
    expect(children('skill://acme/billing/refunds')).toEqual([
      ['skill://acme/billing/refunds/SKILL.md', 'text/markdown'], ['skill://acme/billing/refunds/a', 'inode/directory'],
    ]);
    expect(children('skill://acme/billing/refunds/a')).toEqual([
      ['skill://acme/billing/refunds/a/b', 'inode/directory'], ['skill://acme/billing/refunds/a/d.md', 'text/markdown'],
    ]);
  });

  test('may lie in another, whose files its files are, too', () => {
    const outer = lay({ 'SKILL.md': MANIFEST, 'partial/SKILL.md': MANIFEST.replace('refunds', 'partial'), 'partial/rules.md': 'r' });

    const { catalogue, json } = write(McpSkill.fromDirectory(path.join(outer, 'partial'), { prefix: 'refunds' }), McpSkill.fromDirectory(outer));

    expect(json(catalogue.skills['skill://refunds/SKILL.md'].skill).resources).toHaveLength(3);
    expect(json(catalogue.skills['skill://refunds/partial/SKILL.md'].skill).resources).toHaveLength(2);
  });

  test('with skills, without: a server without skills has nothing of them', () => {
    const { catalogue } = write();

    expect(catalogue).not.toHaveProperty('skills');
    expect(JSON.stringify(catalogue)).not.toContain('skill');
  });

  test.each<[string, string, Files, string?, McpSkillProps?]>([
    ['has no SKILL.md', 'InvalidSkill', { 'skill.md': MANIFEST }],
    ['has its SKILL.md in a directory', 'InvalidSkill', { 'refunds/SKILL.md': MANIFEST }],
    ['has no front matter', 'InvalidSkill', { 'SKILL.md': '# Refunds' }],
    ['has front matter that does not end', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\ndescription: d\n' }],
    ['has front matter that is no YAML', 'InvalidSkill', { 'SKILL.md': '---\nname: "refunds\n---\n' }],
    ['has a field twice', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\nname: refunds\ndescription: d\n---\n' }],
    ['has a list for front matter', 'InvalidSkill', { 'SKILL.md': '---\n- refunds\n---\n' }],
    ['has a number that JSON cannot hold', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\ndescription: d\nmax: .inf\n---\n' }],
    ['has no name', 'InvalidSkill', { 'SKILL.md': '---\ndescription: d\n---\n' }],
    ['has capitals in its name', 'InvalidSkill', { 'SKILL.md': MANIFEST.replace('refunds', 'Refunds') }, 'Refunds'],
    ['has two hyphens in its name', 'InvalidSkill', { 'SKILL.md': MANIFEST.replace('refunds', 'a--b') }, 'a--b'],
    ['has a name of 65 characters', 'InvalidSkill', { 'SKILL.md': MANIFEST.replace('refunds', 'a'.repeat(65)) }, 'a'.repeat(65)],
    ['has another name than its directory', 'InvalidSkill', { 'SKILL.md': MANIFEST }, 'returns'],
    ['has no description', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\n---\n' }],
    ['has a description of 1,025 characters', 'InvalidSkill', { 'SKILL.md': `---\nname: refunds\ndescription: ${'d'.repeat(1025)}\n---\n` }],
    ['has a text for metadata', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\ndescription: d\nmetadata: m\n---\n' }],
    ['uses a key that is reserved', 'InvalidSkill', { 'SKILL.md': '---\nname: refunds\ndescription: d\nmetadata: { io.modelcontextprotocol/x: y }\n---\n' }],
    ['is not UTF-8', 'InvalidSkill', { 'SKILL.md': Buffer.concat([Buffer.from(MANIFEST), Buffer.from([0xff])]) }],
    ['has 513 files', 'SkillTooLarge', Object.fromEntries([['SKILL.md', MANIFEST], ...Array.from({ length: 512 }, (_, index) => [`${index}`, ''])])],
    ['has a file that no answer holds', 'SkillTooLarge', { 'SKILL.md': MANIFEST, 'large': Buffer.alloc(4 * 1024 * 1024 + 1) }],
    ['has more than 16 MiB', 'SkillTooLarge', Object.fromEntries([['SKILL.md', MANIFEST], ...['a', 'b', 'c', 'd'].map((file) => [file, Buffer.alloc(4 * 1024 * 1024)])])],
    ['leaves its prefix by dots', 'InvalidSkillPrefix', { 'SKILL.md': MANIFEST }, 'refunds', { prefix: 'acme/..' }],
    ['has an empty segment in its prefix', 'InvalidSkillPrefix', { 'SKILL.md': MANIFEST }, 'refunds', { prefix: 'acme//billing' }],
    ['has capitals in its first segment', 'InvalidSkillPrefix', { 'SKILL.md': MANIFEST }, 'refunds', { prefix: 'Acme' }],
    ['has a query in its prefix', 'InvalidSkillPrefix', { 'SKILL.md': MANIFEST }, 'refunds', { prefix: 'acme?a=b' }],
    ['requires a scope that there is not', 'UnknownScope', { 'SKILL.md': MANIFEST }, 'refunds', { requiredScopes: ['refunds:read'] }],
  ])('that %s is refused: %s', (...[, code, files, name, props]) => {
    expect(refusal(files, name, props)).toBe(code);
  });

  test('that leads elsewhere by a symbolic link is refused', () => {
    const root = lay({ 'SKILL.md': MANIFEST });
    fs.symlinkSync('/etc/hostname', path.join(root, 'hostname'));

    expect(codeOf(() => fixture().offering.addSkill(McpSkill.fromDirectory(root)))).toBe('InvalidSkill');
  });

  test('that does not exist, or exists twice, is refused', () => {
    const { offering } = fixture();
    const root = lay({ 'SKILL.md': MANIFEST });
    offering.addSkill(McpSkill.fromDirectory(root));

    expect(codeOf(() => offering.addSkill(McpSkill.fromDirectory(root)))).toBe('DuplicateSkillUri');
    expect(codeOf(() => offering.addSkill(McpSkill.fromDirectory(path.join(root, 'SKILL.md'))))).toBe('SkillNotFound');
  });

  test('cannot stand where something else stands', () => {
    const { offering } = fixture({ scopes: [{ name: 'read', description: 'Read' }] });
    const outer = lay({ 'SKILL.md': MANIFEST, 'partial/SKILL.md': MANIFEST.replace('refunds', 'partial') });
    offering.addSkill(McpSkill.fromDirectory(outer));

    expect(codeOf(() => offering.addSkill(McpSkill.fromDirectory(path.join(outer, 'partial'), { prefix: 'refunds', requiredScopes: ['read'] })))).toBe('DuplicateResourceUri');
  });
});
