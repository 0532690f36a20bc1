package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.synthetic.SyntheticRequest;
import io.flaregate.profiles.otlp.UndecodableException;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How cost grows with the number of samples, over requests that are made with a seed: every sample
 * with a stacktrace of its own, or ten samples with each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class GrowthBenchmark {

  private static final long SEED = 4;

  /** How many samples the profile has. */
  @Param({"1000", "3000", "10000", "30000", "100000"})
  public int samples = 1000;

  /** How many samples have the same stacktrace. */
  @Param({"1", "10"})
  public int repetition = 1;

  private byte[] body = new byte[0];
  private Transform transform = new Transform();

  /** Makes the request. */
  @Setup
  public void make() {
    body = SyntheticRequest.of(SEED, samples, repetition).toByteArray();
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    transform.close();
  }

  /** The product's path to one pprof. */
  @Benchmark
  public long transform() throws UndecodableException {
    return transform.run(body);
  }

  /** protobuf-java's parse of the same bytes, and nothing else. */
  @Benchmark
  public Object parse() throws InvalidProtocolBufferException {
    return ExportProfilesServiceRequest.parseFrom(body);
  }
}
