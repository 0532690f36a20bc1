package io.flaregate.otlp;

import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Decoders with their scratch, one for each thread that decodes at the same time. */
final class DecoderPool {
  private final BlockingQueue<OtlpDecoder> idle;

  DecoderPool(int size) {
    idle = new ArrayBlockingQueue<>(size);
  }

  /**
   * Decodes a request.
   *
   * @throws UndecodableException if nothing of it can be used
   */
  DecodedProfiles decode(byte[] body, int length, DecodeLimits limits) throws UndecodableException {
    OtlpDecoder pooled = idle.poll();
    OtlpDecoder decoder = pooled == null ? new OtlpDecoder() : pooled;
    try {
      DecodedProfiles decoded = decoder.decode(body, length, limits);
      putBack(decoder);
      return decoded;
    } catch (UndecodableException e) {
      putBack(decoder);
      throw e;
    }
    // After any other failure it is not used again: who knows what its scratch holds.
  }

  private void putBack(OtlpDecoder decoder) {
    // A full pool drops it.
    boolean unused = idle.offer(decoder);
  }
}
