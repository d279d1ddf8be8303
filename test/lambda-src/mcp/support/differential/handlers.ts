/** What a tool's author writes: the same for both servers. */
export interface Answer {
  readonly content: readonly { readonly type: string; readonly [name: string]: unknown }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

type Arguments = { readonly [name: string]: unknown };

const text = (value: string) => ({ type: 'text', text: value });

/** By tool. What they throw is a failure of the tool. */
export const HANDLERS: ReadonlyMap<string, (args: Arguments) => Answer> = new Map<string, (args: Arguments) => Answer>([
  ['echo', ({ text: given }) => ({ content: [text(String(given))] })],
  ['forecast', ({ city, days = 1 }) => ({ content: [text(`${days} days of sun in ${city}`)], structuredContent: { city, degrees: [21, 20.5], wind: null } })],
  ['silent', () => ({ content: [] })],
  ['refuses', () => ({ content: [text('No such station')], isError: true })],
  ['throws', () => {
    throw new Error('the station is on fire');
  }],
  ['draws', () => ({
    content: [
      { type: 'image', data: 'AAEC', mimeType: 'image/png', annotations: { audience: ['user'], priority: 0.5 } },
      { type: 'audio', data: 'AAEC', mimeType: 'audio/wav' },
      { type: 'resource_link', uri: 'docs://guide', name: 'guide', mimeType: 'text/markdown', size: 7 },
      { type: 'resource', resource: { uri: 'docs://note', mimeType: 'text/plain', text: 'ünïcode \u{1f324}' } },
      { type: 'resource', resource: { uri: 'docs://bytes', mimeType: 'application/octet-stream', blob: 'AAEC' } },
    ],
  })],
  ['chooses', ({ shape }) => ({ content: [text(JSON.stringify(shape))] })],
  ['measures', () => ({ content: [text('3')], structuredContent: [1, 2, 3] })],
  ['misfits', () => ({ content: [text('warm')], structuredContent: { degrees: 'warm' } })],
  ['region', ({ region }) => ({ content: [text(String(region))] })],
]);

export const COMPLETIONS = {
  city: ['Lisbon', 'London', 'Porto', 'Zürich', ...Array.from({ length: 120 }, (_, index) => `Newtown ${index}`)],
  topic: ['rain', 'sun', 'thunder'],
};

/** Those that begin with what was entered, then those that contain it. */
export function completed(values: readonly string[], entered: string): string[] {
  const at = (value: string) => value.toLowerCase().indexOf(entered.toLowerCase());
  return [...values.filter((value) => at(value) === 0), ...values.filter((value) => at(value) > 0)];
}

/** The files of a skill, by their paths. */
export const SKILL_FILES: { readonly [path: string]: string } = {
  'packing/SKILL.md': '---\nname: packing\ndescription: Packs for any weather.\n---\n\nRead lists/rain.md.\n',
  'packing/lists/rain.md': '# Rain\n\n- umbrella\n',
};
