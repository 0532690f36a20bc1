package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.naive.NaiveSums;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.StackTable;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The samples of a request to sums over equal stacktraces: entries of the dictionary compared by
 * content, then one table of sums for each profile. Beside it, the same over protobuf objects and
 * maps, and one pass over everything that has to be looked at.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class MergeBenchmark {

  /** A folder of the corpus' layout, or one that holds the file; empty: the project's corpus. */
  @Param("")
  public String corpus = "";

  /** A file of OTLP profiles, plain or packed with gzip. */
  @Param({
    "go-small-shop-cpu.otlp.pb",
    "ebpf-20procs-oncpu.otlp.pb",
    "go-large-compile-cpu.otlp.pb"
  })
  public String file = "";

  private final StackTable stacks = new StackTable();
  private final SampleMerger merger = new SampleMerger();
  private Profiles profiles = NO_PROFILES;
  private ExportProfilesServiceRequest request = ExportProfilesServiceRequest.getDefaultInstance();

  private static final Profiles NO_PROFILES = noProfiles();

  private static Profiles noProfiles() {
    try {
      return Captured.decoded(new byte[0]);
    } catch (UndecodableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads and decodes the file. */
  @Setup
  public void read() throws UndecodableException, InvalidProtocolBufferException {
    byte[] body = Inputs.otlp(corpus, file);
    profiles = Captured.decoded(body);
    request = ExportProfilesServiceRequest.parseFrom(body);
  }

  /** The product's tables. */
  @Benchmark
  public long merge() {
    stacks.load(profiles.dictionary());
    long merged = 0;
    for (int row = 0; row < profiles.size(); row++) {
      merged += merge(row);
    }
    stacks.trim();
    return merged;
  }

  private int merge(int row) {
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(row);
    int valueAt = rows.valueStart(row);
    merger.reset(types, rows.sampleCount(row));
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      int entry =
          merger.entry(
              stacks.stack(samples.stack(sample)),
              samples.list(sample),
              stacks.link(samples.link(sample)));
      for (int type = 0; type < types; type++) {
        merger.addValue(entry, type, samples.value(valueAt++));
      }
    }
    int size = merger.size();
    merger.trim();
    return size;
  }

  /** Maps over protobuf objects that are parsed already. */
  @Benchmark
  public long naive() {
    return NaiveSums.count(request);
  }

  /** Looks once at each location of each stacktrace and at each column of each sample. */
  @Benchmark
  public long floor() {
    long sum = 0;
    for (int at = 0; at < profiles.dictionary().stacks().locationCount(); at++) {
      sum += profiles.dictionary().stacks().location(at);
    }
    Samples samples = profiles.samples();
    for (int row = 0; row < profiles.size(); row++) {
      int valueAt = profiles.rows().valueStart(row);
      int end = profiles.rows().sampleEnd(row);
      for (int sample = profiles.rows().sampleStart(row); sample < end; sample++) {
        sum += samples.stack(sample) + samples.list(sample) + samples.link(sample);
        for (int type = 0; type < profiles.rows().typeCount(row); type++) {
          sum += samples.value(valueAt++);
        }
      }
    }
    return sum;
  }
}
