export interface TemplateResource {
  readonly Type: string;
  readonly Properties: { readonly [name: string]: any };
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: { readonly [name: string]: unknown };
}

export interface TemplateJson {
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
}

/** A value of a template as text, in which each reference stands as `@{LogicalId}` or `@{LogicalId.Attribute}`. */
export function textOf(value: any): string {
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  if ('Ref' in value) {
    return `@{${value.Ref}}`;
  }
  if ('Fn::GetAtt' in value) {
    return `@{${[value['Fn::GetAtt']].flat().join('.')}}`;
  }
  if ('Fn::Join' in value) {
    return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
  }
  if ('Fn::Sub' in value) {
    return textOf([value['Fn::Sub']].flat()[0]).replace(/\$\{/g, '@{');
  }
  return JSON.stringify(value, (_, member) => (isReference(member) ? textOf(member) : member));
}

/** The resources that a value refers to. */
export function referencesOf(value: unknown): readonly string[] {
  return [...textOf(value).matchAll(/@\{([A-Za-z0-9]+)(?:\.[^}]*)?\}/g)].map(([, logicalId]) => logicalId);
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['Ref', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub'].some((name) => name in value);
}
