package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.floor.Floor;
import io.flaregate.benchmarks.naive.NaivePush;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprofpb.Profile;
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
 * The push path, a pprof to a pprof, beside protobuf-java's parse of the same bytes alone, the
 * least that anyone has to do, and a naive implementation. gzip is left out on both sides.
 *
 * <p>{@code -p corpus=DIR -p file=NAME} measures any file; without a folder the project's own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class PushBenchmark {

  /** A folder of the corpus' layout, or one that holds the file; empty: the project's corpus. */
  @Param("")
  public String corpus = "";

  /** A pprof, plain or packed with gzip; it is unpacked before it is measured. */
  @Param({
    "go-shop-cpu.pb.gz",
    "go-compile-cpu-biggest.pb.gz",
    "go-compile-cpu-merged.pb.gz",
    "go-index-heap.pb.gz"
  })
  public String file = "";

  private byte[] pprof = new byte[0];
  private Push push = new Push();
  private Floor floor = new Floor(Profile.getDescriptor(), 0);

  /** Reads and unpacks the file. */
  @Setup
  public void read() throws MalformedPprofException {
    pprof = Inputs.pprof(corpus, file);
    floor = new Floor(Profile.getDescriptor(), (int) push.run(pprof));
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    push.close();
  }

  /** The size of the input in bytes. */
  public int inputBytes() {
    return pprof.length;
  }

  /** The product's path without the processor: decode, encode. */
  @Benchmark
  public long push() throws MalformedPprofException {
    return push.run(pprof);
  }

  /** The product's path with it: decode, checks, clean-up, merge, labels, encode. */
  @Benchmark
  public long pushMerged() throws MalformedPprofException {
    return push.runMerged(pprof);
  }

  /** protobuf-java's parse of the same bytes, and nothing else. */
  @Benchmark
  public Object parse() throws InvalidProtocolBufferException {
    return Profile.parseFrom(pprof);
  }

  /** One walk over the input and a copy of the output's size. */
  @Benchmark
  public long floor() {
    return floor.run(pprof);
  }

  /** The usual way: parse, map, build, serialise. */
  @Benchmark
  public Object naive() throws InvalidProtocolBufferException {
    return NaivePush.transform(pprof);
  }
}
