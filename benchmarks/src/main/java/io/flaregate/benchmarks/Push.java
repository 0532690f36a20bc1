package io.flaregate.benchmarks;

import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofDecoder;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.profiles.Profiles;

/** A pprof → columns → a pprof, with the product's own parts on the calling thread. */
final class Push implements AutoCloseable {
  private static final int[] FIRST = {0};

  private final PprofDecoder decoder = PprofDecoder.strict();
  private final PprofEncoder encoder = new PprofEncoder();
  private final Transform processing;
  private long bytes;

  Push() {
    this(new Transform());
  }

  /** The path with a processor of the caller's choice, which is closed with it. */
  Push(Transform processing) {
    this.processing = processing;
  }

  /**
   * Takes one pprof through the codec.
   *
   * @return the bytes that come out
   */
  long run(byte[] pprof) throws MalformedPprofException {
    Profiles profiles = decoder.decode(pprof).profiles();
    long time = profiles.rows().timeUnixNanos(0);
    encoder.encode(profiles, FIRST, time, (buffer, offset, length) -> bytes = length);
    encoder.trim();
    return bytes;
  }

  /**
   * Takes one pprof through the codec and the processor between its two halves: checks, clean-up,
   * merge, labels.
   *
   * @return the bytes that come out
   * @throws IllegalStateException if the pprof was refused
   */
  long runMerged(byte[] pprof) throws MalformedPprofException {
    ConsumeResult result = processing.consume(decoder.decode(pprof).profiles());
    if (result.count(Outcome.STORED) != 1) {
      throw new IllegalStateException("the pprof was not taken: " + result);
    }
    return processing.bytes();
  }

  @Override
  public void close() {
    processing.close();
  }
}
