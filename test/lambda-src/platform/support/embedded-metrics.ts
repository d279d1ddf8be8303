interface EmbeddedMetrics {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
  }[];
}

export interface Extracted {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: { readonly [name: string]: string };
}

/**
 * What CloudWatch makes of a log line, by the rules of the embedded metric format.
 *
 * @throws where CloudWatch would leave something out
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsOf(line: { readonly [name: string]: unknown }): Extracted[] {
  const { _aws: embedded } = line as { readonly _aws?: EmbeddedMetrics };
  if (embedded === undefined) {
    return [];
  }
  if (!Number.isInteger(embedded.Timestamp)) {
    throw new Error('no timestamp');
  }
  return embedded.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => Dimensions.flatMap((names) => Metrics.map(({ Name, Unit }) => {
    const dimensions = Object.fromEntries(names.map((name) => [name, line[name]]));
    const value = line[Name];
    if (Namespace !== 'RemoteMcpServer' || typeof value !== 'number' || Object.values(dimensions).some((text) => typeof text !== 'string' || text === '' || text.length > 1024)) {
      throw new Error(`${Name} is no metric: ${JSON.stringify({ Namespace, value, dimensions })}`);
    }
    return { name: Name, unit: Unit, value, dimensions: dimensions as { readonly [name: string]: string } };
  })));
}
