const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/** Marks the body that follows the metadata of an HTTP response. */
const DELIMITER = new Uint8Array(8);

/** The `awslambda` global, by which handlers stream. */
export function installGlobals() {
  globalThis.awslambda = {
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = options.highWaterMark;
      return handler;
    },
    HttpResponseStream: {
      from(stream, metadata) {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        const prelude = JSON.stringify(metadata);
        // As on AWS: nothing is sent before the handler's first write(), and end() alone is not one.
        stream._onBeforeFirstWrite = (write) => {
          write(prelude);
          write(DELIMITER);
        };
        return stream;
      },
    },
  };
}

export const isStreaming = (handler) => handler[STREAMING] === 'response';
