import { SERVICES } from '.';

/** How the resources of each type are called. */
export const RESOURCE_NAMES = new Map(SERVICES.flatMap(({ resources }) => Object.entries(resources)));
