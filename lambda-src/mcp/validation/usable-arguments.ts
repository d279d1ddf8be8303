import { leftOutNulls, without } from './left-out-nulls';
import { misfitOf } from './misfit';
import type { Validator } from '../../../src/contract/mcp/validator';
import type { ReadJson } from '../json/read-json';

type Members = { [name: string]: unknown };

/**
 * The arguments with which a tool is called, or why they do not fit its schema. An optional member that is null where its schema accepts none counts as left
 * out: clients that make a class of a schema, such as CrewAI, write null for whatever the model leaves out.
 */
export function usableArguments(args: Members, validator: Validator, exact: ReadJson | undefined): { args: Members } | { misfit: string } {
  const unusable = exact?.unusableNumber('arguments');
  const misfit = unusable ?? misfitOf(args, validator, 'arguments', exact);
  const written = exact ? exact.written as Members : args;
  if (misfit === undefined) {
    return { args: written };
  }
  const nulls = unusable === undefined ? leftOutNulls(args, validator) : undefined;
  if (nulls === undefined) {
    return { misfit };
  }
  const readings = exact && { otherReadings: () => exact.otherReadings().map((reading) => without(reading, nulls)) };
  const inexact = misfitOf(without(args, nulls), validator, 'arguments', readings);
  return inexact === undefined ? { args: without(written, nulls) as Members } : { misfit: inexact };
}
