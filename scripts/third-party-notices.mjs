// The licences of what the bundles inline: minifying drops the comments that carried them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @param metafiles of esbuild */
export async function thirdPartyNotices(metafiles) {
  const directories = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
      if (match) directories.add(match[0]);
    }
  }
  const notices = new Map();
  for (const directory of directories) {
    const { name, version, license } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
    const files = (await readdir(directory)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
    notices.set(`${name}@${version}`, [`${name} ${version} (${license ?? 'see below'})`, ...texts.map((text) => text.trim())].join('\n\n'));
  }
  const separator = `\n\n${'-'.repeat(80)}\n\n`;
  return ['The files beside this one contain the following packages.', ...[...notices.keys()].sort().map((key) => notices.get(key))].join(separator) + '\n';
}
