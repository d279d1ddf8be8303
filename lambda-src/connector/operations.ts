import { readFileSync } from 'node:fs';
import { type OperationIndex, OPERATIONS_FILE } from '../../src/contract/connector/layer';
import type { ConnectorOperation } from '../../src/contract/connector/operation';

/** The operation of a tool; undefined where there is none of that name. */
export type Operations = (tool: string) => ConnectorOperation | undefined;

/** Reads each operation when its tool is first called. */
export function openOperations(directory: string): Operations {
  const json = (file: string): unknown => JSON.parse(readFileSync(`${directory}/${file}`, 'utf8'));
  const index = new Map(Object.entries(json(OPERATIONS_FILE) as OperationIndex));
  const read = new Map<string, ConnectorOperation>();
  return (tool) => {
    const file = index.get(tool);
    if (file !== undefined && !read.has(tool)) {
      read.set(tool, json(file) as ConnectorOperation);
    }
    return read.get(tool);
  };
}
