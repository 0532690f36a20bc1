package io.flaregate.phlare.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.flaregate.phlare.oracle.WholePath.Output;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.Mutations;
import io.flaregate.profiles.oracle.Collisions;
import io.flaregate.profiles.oracle.OddEncoder;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;

/**
 * Sends requests that seeds make through the whole path, and holds each against the oracle: random,
 * with dangling references, oddly encoded, with near collisions, and real ones that are damaged.
 */
final class Soak {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long FIXED_BYTES = 1 << 20;

  private final WholePath path;
  private final List<CorpusFile> files;
  private long profiles;
  private long rejected;
  private long series;
  private long damaged;
  private long undecodable;
  private long notProtobuf;

  Soak(WholePath path, List<CorpusFile> files) {
    this.path = path;
    this.files = files;
  }

  /** One request of each kind. */
  void round(long seed) throws Exception {
    exact("legal, seed " + seed, RandomRequests.legal(seed));
    exact("dangling, seed " + seed, RandomRequests.dangling(seed));
    exact("collisions, seed " + seed, Collisions.request(seed));
    ExportProfilesServiceRequest request = RandomRequests.dangling(~seed);
    byte[] odd = new OddEncoder(new Random(seed), 0.2).encode(request);
    Output output = path.run(odd);
    Comparison.check("odd, seed " + seed, output, request);
    count(output);
    damaged("damaged random, seed " + seed, RandomRequests.legal(seed).toByteArray(), seed);
  }

  /** A real request, damaged. */
  void damagedFile(long seed) {
    CorpusFile file = files.get((int) Long.remainderUnsigned(seed, files.size()));
    damaged("damaged " + file + ", seed " + seed, file.body(), seed);
  }

  private void exact(String what, ExportProfilesServiceRequest request) throws Exception {
    Output output = path.run(request.toByteArray());
    Comparison.check(what, output, request);
    count(output);
  }

  private void count(Output output) {
    profiles += output.result().size();
    rejected += output.result().count(Outcome.REJECTED);
    series += output.series().size();
  }

  private void damaged(String what, byte[] body, long seed) {
    taken(what, new Mutations(new Random(seed)).mutate(body));
  }

  /**
   * Refused, as a whole or profile by profile, or as the oracle says, where protobuf-java can read
   * it at all.
   */
  void taken(String what, byte[] bytes) {
    damaged++;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Output output;
    try {
      output = path.run(bytes);
    } catch (UndecodableException e) {
      bounded(what, bytes, before, 0);
      if (e.reason() != Reason.UNDECODABLE) {
        throw new AssertionError(what + ": refused for another reason", e);
      }
      undecodable++;
      return;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    bounded(what, bytes, before, written(output));
    count(output);
    ExportProfilesServiceRequest request;
    try {
      request = ExportProfilesServiceRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      // Texts that are not UTF-8: repaired here, refused there.
      Comparison.byProfile(output, output.result().size());
      notProtobuf++;
      return;
    }
    Comparison.checkWhatIsTaken(what, output, request);
  }

  private static long written(Output output) {
    return output.series().stream().mapToLong(each -> each.pprof().size()).sum();
  }

  /** A request that took too much gets a second chance: the first one may have loaded classes. */
  private void bounded(String what, byte[] body, long before, long written) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    long bound = 2 * DecodeLimits.DEFAULT.maxColumnBytes(body.length) + 4 * written + FIXED_BYTES;
    long again = allocated > bound ? allocatedAgain(body) : 0;
    if (again > bound) {
      throw new AssertionError(what + " took " + again + " bytes, more than " + bound);
    }
  }

  private long allocatedAgain(byte[] body) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      path.run(body);
    } catch (UndecodableException e) {
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  long profiles() {
    return profiles;
  }

  /** Damaged requests that were taken and compared. */
  long comparedAfterDamage() {
    return damaged - undecodable - notProtobuf;
  }

  @Override
  public String toString() {
    return String.format(
        "%d profiles (%d rejected), %d series; of %d damaged requests %d undecodable, %d not UTF-8",
        profiles, rejected, series, damaged, undecodable, notProtobuf);
  }
}
