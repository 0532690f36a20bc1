package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.floor.Floor;
import io.flaregate.benchmarks.naive.NaiveGzip;
import io.flaregate.benchmarks.naive.NaivePath;
import io.flaregate.benchmarks.naive.NaiveSeries;
import io.flaregate.profiles.otlp.UndecodableException;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.List;
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
 * A request of OTLP profiles to the pprofs of its series, beside protobuf-java's parse of the same
 * bytes alone, the least that anyone has to do, and a naive implementation.
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
public class TransformBenchmark {

  /** A folder of the corpus' layout, or one that holds the file; empty: the project's corpus. */
  @Param("")
  public String corpus = "";

  /** A file of OTLP profiles, plain or packed with gzip. */
  @Param({
    "go-small-shop-cpu.otlp.pb",
    "go-small-compile-cpu.otlp.pb",
    "go-medium-index-heap.otlp.pb",
    "go-large-compile-cpu.otlp.pb",
    "go-large-compile-alloc.otlp.pb",
    "ebpf-20procs-oncpu.otlp.pb",
    "ebpf-200procs-oncpu.otlp.pb",
    "go-batch-20profiles-2services.otlp.pb"
  })
  public String file = "";

  private byte[] body = new byte[0];
  private final Transform whole = new Transform();
  private final Transform split = new Transform(true, new Transform.Encoding());
  private final Transform wholeCopied = new Transform(false, new Transform.Copying());
  private final Transform splitCopied = new Transform(true, new Transform.Copying());
  private final Transform wholeGzip = new Transform(false, new Transform.Gzip());
  private final Transform splitGzip = new Transform(true, new Transform.Gzip());
  private Floor floor = new Floor(ExportProfilesServiceRequest.getDescriptor(), 0);

  /** Reads the file. */
  @Setup
  public void read() throws UndecodableException {
    body = Inputs.otlp(corpus, file);
    floor = new Floor(ExportProfilesServiceRequest.getDescriptor(), (int) whole.run(body));
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    for (Transform each : List.of(whole, split, wholeCopied, splitCopied, wholeGzip, splitGzip)) {
      each.close();
    }
  }

  /** The size of the input in bytes. */
  public int inputBytes() {
    return body.length;
  }

  /** The product's path to one pprof for each profile, where the exporter takes it. */
  @Benchmark
  public long transform() throws UndecodableException {
    return whole.run(body);
  }

  /** The product's path, split into series by the attributes of samples. */
  @Benchmark
  public long transformSplit() throws UndecodableException {
    return split.run(body);
  }

  /** The product's path to one pprof for each profile, each copied to an array of its own. */
  @Benchmark
  public long transformCopied() throws UndecodableException {
    return wholeCopied.run(body);
  }

  /** The product's path, split, each pprof copied. */
  @Benchmark
  public long transformSplitCopied() throws UndecodableException {
    return splitCopied.run(body);
  }

  /** The product's path with the exporter's compressor. */
  @Benchmark
  public long transformGzip() throws UndecodableException {
    return wholeGzip.run(body);
  }

  /** The product's path, split and with the exporter's compressor. */
  @Benchmark
  public long transformSplitGzip() throws UndecodableException {
    return splitGzip.run(body);
  }

  /** protobuf-java's parse of the same bytes, and nothing else. */
  @Benchmark
  public Object parse() throws InvalidProtocolBufferException {
    return ExportProfilesServiceRequest.parseFrom(body);
  }

  /** One walk over the input and a copy of the output's size. */
  @Benchmark
  public long floor() {
    return floor.run(body);
  }

  /** The usual way to one pprof for each profile. */
  @Benchmark
  public Object naive() throws InvalidProtocolBufferException {
    return NaivePath.transform(body, false);
  }

  /** The usual way, split into series. */
  @Benchmark
  public Object naiveSplit() throws InvalidProtocolBufferException {
    return NaivePath.transform(body, true);
  }

  /** The usual way to one pprof for each profile, with the JDK's gzip. */
  @Benchmark
  public long naiveGzip() throws InvalidProtocolBufferException {
    long bytes = 0;
    for (NaiveSeries series : NaivePath.transform(body, false)) {
      bytes += NaiveGzip.compress(series.pprof()).length;
    }
    return bytes;
  }
}
