package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.otlp.UndecodableException;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.nio.file.Path;
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
 * bytes alone and a naive implementation over protobuf objects and maps.
 *
 * <p>{@code -p corpus=DIR -p file=NAME} measures any file; without a folder the project's own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransformBenchmark {

  /** A folder of the corpus' layout; empty: the project's own copies. */
  @Param("")
  public String corpus = "";

  /** A file of its folder {@code otlp}. */
  @Param({
    "go-small-shop-cpu.otlp.pb",
    "go-batch-20profiles-2services.otlp.pb",
    "ebpf-20procs-oncpu.otlp.pb",
    "go-large-compile-cpu.otlp.pb"
  })
  public String file = "";

  private byte[] body = new byte[0];
  private Transform transform = new Transform(true);

  /** Reads the file. */
  @Setup
  public void read() {
    Corpus files = corpus.isEmpty() ? Corpus.bundled() : Corpus.in(Path.of(corpus));
    body = files.file("otlp/" + file).body();
    transform.close();
    transform = new Transform(true);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    transform.close();
  }

  /** The product's path, split into series. */
  @Benchmark
  public long transformSplit() throws UndecodableException {
    return transform.run(body);
  }

  /** protobuf-java's parse of the same bytes, and nothing else. */
  @Benchmark
  public Object parse() throws InvalidProtocolBufferException {
    return ExportProfilesServiceRequest.parseFrom(body);
  }

  /** The same result in the usual way, without the pprofs: parse, objects, maps. */
  @Benchmark
  public Object naive() throws InvalidProtocolBufferException {
    return NaiveTransform.transform(ExportProfilesServiceRequest.parseFrom(body));
  }
}
