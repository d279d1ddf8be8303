import { CorsAnswer } from './cors';
import { errorBody, NOT_FOUND_BODY } from './gateway-responses';
import { methodIs, MockAnswer } from './mock-answer';
import { velocitySafe, velocityString } from './velocity';

/** The documents of one directory: JSON by the last segment of its well-known path. */
export type MetadataDocuments = ReadonlyMap<string, string>;

/** The path parameter that names a document: CloudFormation takes 500 resources in a stack, and each separate path takes two. */
export const DOCUMENT_PARAMETER = 'document';

/** Seconds that clients may keep a metadata document. */
const MAX_AGE_SECONDS = 300;

/** What one mock answers to every method and for every document: those that there are, and 404 for all others. */
export function documentAnswers(documents: MetadataDocuments, cors: CorsAnswer, preflight: CorsAnswer): readonly MockAnswer[] {
  return [
    { status: 204, headers: preflight.headers, body: '', when: { test: methodIs('OPTIONS') } },
    {
      status: 405,
      headers: { Allow: 'GET, HEAD', ...cors.headers },
      body: errorBody({ error: 'method_not_allowed', description: 'Only GET and HEAD are allowed here.' }),
      when: { test: `!(${methodIs('GET')} || ${methodIs('HEAD')})` },
    },
    { status: 404, headers: cors.headers, body: NOT_FOUND_BODY, when: { test: `!(${isOneOf([...documents.keys()])})` } },
    { status: 200, headers: { 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`, ...cors.headers }, body: chosen(documents) },
  ];
}

/** The body of the document that the path names, each written once. */
function chosen(documents: MetadataDocuments): string {
  const bodies = [...new Set(documents.values())];
  const last = velocitySafe(bodies[bodies.length - 1]);
  const branches = bodies.slice(0, -1).map((json, index) => {
    const names = [...documents].filter(([, other]) => other === json).map(([name]) => name);
    return `#${index === 0 ? 'if' : 'elseif'}(${isOneOf(names)})${velocitySafe(json)}`;
  });
  return branches.length === 0 ? last : [...branches, `#else${last}#end`].join('\n');
}

function isOneOf(names: readonly string[]): string {
  return names.map((name) => `$input.params('${DOCUMENT_PARAMETER}') == ${velocityString(name)}`).join(' || ');
}
