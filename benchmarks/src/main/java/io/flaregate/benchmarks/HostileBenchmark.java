package io.flaregate.benchmarks;

import io.flaregate.benchmarks.synthetic.HostileBody;
import io.flaregate.spi.consumer.ConsumeResult;
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
 * Bodies that are made to cost much, under the default limits; what is refused counts as done.
 * Bytes per operation are the bound on the heap that a body can take.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms256m", "-Xmx256m"})
public class HostileBenchmark {

  /** What is wrong with the body. */
  @Param public HostileBody body = HostileBody.EQUAL_SAMPLES;

  /** The limits of the processor: {@code default}, or {@code none}. */
  @Param({"default", "none"})
  public String limits = "default";

  private byte[] bytes = new byte[0];
  private Transform transform = noLimits();

  /** Makes the body. */
  @Setup
  public void make() {
    bytes = body.bytes();
    transform.close();
    transform = limits.equals("none") ? noLimits() : HostileLimits.transform();
  }

  private static Transform noLimits() {
    return new Transform(true, new Transform.Copying());
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    transform.close();
  }

  /** The size of the body. */
  public int inputBytes() {
    return bytes.length;
  }

  /** The product's path, split into series, each pprof copied. */
  @Benchmark
  public ConsumeResult transformSplit() {
    return transform.tryRun(bytes);
  }
}
