import type { RequestHeaders } from './request-headers';
import type { TransportRefusal } from './transport';

/**
 * Why a body is not JSON. Checked only then: API Gateway decompresses gzip and deflate, and may leave the header unchanged.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 */
export function encodingRefusal({ contentEncoding = 'identity' }: RequestHeaders): TransportRefusal | undefined {
  return /^\s*(identity)?\s*$/i.test(contentEncoding) ? undefined : {
    statusCode: 415,
    message: 'Unsupported content encoding: send the body uncompressed, without Content-Encoding',
    headers: { 'Accept-Encoding': 'identity' },
  };
}
