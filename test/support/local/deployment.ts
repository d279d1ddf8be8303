import { Deployment, GivenParameters } from '../../../local/cloud-assembly/deployment';
import type { CloudAssembly } from '../../../local/cloud-assembly/template';
import { SERVICES } from '../../../local/services';

/** A deployment whose resources are called as the local gateway calls them. */
export function deploymentOf(assembly: CloudAssembly, parameters?: GivenParameters): Deployment {
  return new Deployment(assembly, new Map(SERVICES.flatMap(({ resources }) => Object.entries(resources))), parameters);
}
