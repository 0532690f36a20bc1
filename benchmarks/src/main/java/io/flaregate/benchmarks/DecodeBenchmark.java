package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.benchmarks.floor.Floor;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request of OTLP profiles to columns, beside protobuf-java's objects of it and a walk over it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class DecodeBenchmark {

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

  private final OtlpDecoder decoder = new OtlpDecoder();
  private final Floor floor = new Floor(ExportProfilesServiceRequest.getDescriptor(), 0);
  private byte[] body = new byte[0];

  /** Reads the file. */
  @Setup
  public void read() {
    body = Inputs.otlp(corpus, file);
  }

  /** The product's decoder. */
  @Benchmark
  public Object decode() throws UndecodableException {
    return decoder.decode(body, body.length, DecodeLimits.DEFAULT);
  }

  /** protobuf-java's parse. */
  @Benchmark
  public Object naive() throws InvalidProtocolBufferException {
    return ExportProfilesServiceRequest.parseFrom(body);
  }

  /** One walk over the input. */
  @Benchmark
  public long floor() {
    return floor.run(body);
  }
}
