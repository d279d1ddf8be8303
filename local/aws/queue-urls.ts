/** As CDK and the templates write them. */
const HOST = /https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=\/\d{12}\/)/g;

/**
 * Leads URLs of queues to where calls of SQS go: the AWS SDK for JavaScript sends them to the host of the URL, whatever the endpoint is.
 *
 * @param services the variables by which SDKs find services
 * @returns undefined where such calls go to AWS
 */
export function queueLocalizer(services: { readonly [variable: string]: string | undefined }): ((text: string) => string) | undefined {
  const endpoint = services.AWS_ENDPOINT_URL_SQS ?? services.AWS_ENDPOINT_URL;
  return endpoint === undefined ? undefined : (text) => text.replace(HOST, endpoint.replace(/\/+$/, ''));
}
