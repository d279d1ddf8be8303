import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type Manifest, readJson } from './cloud-assembly';
import { isObject } from './template';

/** What constructs and validations said of the app, each with the path of its construct. */
export interface Annotations {
  /** The CDK CLI refuses an app with one. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** What newer versions of CDK write beside the manifest, where there is anything to validate. It has the annotations, too. */
export const VALIDATION_REPORT = 'validation-report.json';

/** How a warning is acknowledged follows its text. */
const ACKNOWLEDGEMENT = / \[ack: [^\]]+\]$/;

const said = (where: string, text: unknown) => `${where.replace(/^\//, '')}: ${String(text).replace(ACKNOWLEDGEMENT, '')}`;

function ofStacks(directory: string): Annotations[] {
  const { artifacts = {} } = readJson<Manifest>(path.join(directory, 'manifest.json'));
  return Object.values(artifacts).flatMap(({ type, metadata = {}, additionalMetadataFile, properties }) => {
    if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
      return ofStacks(path.join(directory, properties.directoryName));
    }
    const more = additionalMetadataFile === undefined ? {} : readJson<typeof metadata>(path.join(directory, additionalMetadataFile));
    const byPath = [metadata, more].flatMap((source) => Object.entries(source));
    const entries = byPath.flatMap(([where, messages]) => messages.map((message) => ({ ...message, where })));
    const of = (kind: string) => entries.filter((entry) => entry.type === kind).map(({ where, data }) => said(where, data));
    return [{ errors: of('aws:cdk:error'), warnings: of('aws:cdk:warning') }];
  });
}

function refusedByValidation(directory: string): string[] {
  const file = path.join(directory, VALIDATION_REPORT);
  const { pluginReports } = existsSync(file) ? readJson<{ pluginReports?: unknown }>(file) : {};
  const failed = [pluginReports ?? []].flat().filter(isObject).filter(({ conclusion }) => conclusion === 'failure');
  const violations = failed.flatMap((report) => [report.violations ?? []].flat().filter(isObject)).filter(({ severity }) => severity !== 'warning' && severity !== 'info');
  return violations.map(({ description, violatingConstructs }) => {
    const places = [violatingConstructs ?? []].flat().filter(isObject).map(({ constructPath }) => constructPath);
    return said(places.join(', ') || 'the app', description);
  });
}

/**
 * Reads what `cdk synth` would print of a cloud assembly.
 *
 * @throws LocalError CloudAssemblyUnreadable
 */
export function readAnnotations(directory: string): Annotations {
  const all = ofStacks(directory);
  return {
    errors: [...new Set([...all.flatMap(({ errors }) => errors), ...refusedByValidation(directory)])],
    warnings: [...new Set(all.flatMap(({ warnings }) => warnings))],
  };
}
