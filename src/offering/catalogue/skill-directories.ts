import { ResourceDefinition, SkillDefinition } from './definitions';

export type DirectoryChild = ResourceDefinition | { readonly uri: string; readonly name: string; readonly mimeType: 'inode/directory' };

/** The directories of a skill, by URI, with their direct children. */
export function directoriesOf({ root, files }: SkillDefinition): ReadonlyMap<string, readonly DirectoryChild[]> {
  const children = new Map<string, Map<string, DirectoryChild>>([[root, new Map()]]);
  for (const { resource } of files) {
    const segments = resource.uri.slice(root.length + 1).split('/');
    segments.reduce((directory, segment, index) => {
      const uri = `${directory}/${segment}`;
      const isFile = index === segments.length - 1;
      children.get(directory)!.set(uri, isFile ? resource : { uri, name: decodeURIComponent(segment), mimeType: 'inode/directory' });
      if (!isFile && !children.has(uri)) {
        children.set(uri, new Map());
      }
      return uri;
    }, root);
  }
  return new Map([...children].map(([uri, found]) => [uri, [...found.values()]]));
}
