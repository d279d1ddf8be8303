// What of two templates must be equal, and how they differ.

/**
 * A template without what CDK says about itself and its language. The hashes of assets stay: the catalogue of tools is in an
 * asset, and must be the same in every language too.
 */
export function comparable(template) {
  const { CDKMetadata: _metadata, ...resources } = template.Resources;
  const { CDKMetadataAvailable: _available, ...conditions } = template.Conditions ?? {};
  return { ...template, Resources: resources, Conditions: conditions };
}

/** Where two JSON values differ: `path: ours | theirs`, with JSON on both sides. */
export function differences(ours, theirs, path = '') {
  if (isContainer(ours) && isContainer(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
    return keys.flatMap((key) => differences(ours[key], theirs[key], path ? `${path}.${key}` : key));
  }
  return ours === theirs ? [] : [`${path}: ${JSON.stringify(ours)} | ${JSON.stringify(theirs)}`];
}

function isContainer(value) {
  return typeof value === 'object' && value !== null;
}
