package io.flaregate.benchmarks;

import io.flaregate.benchmarks.naive.NaiveGzip;
import io.flaregate.phlare.compress.GzipCompressor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
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
 * A pprof to gzip, by the exporter's compressor and by the JDK's at its default level, beside the
 * checksum and the copy that no gzip can do without.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class CompressionBenchmark {

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

  private final GzipCompressor compressor = GzipCompressor.open(1);
  private final CRC32 crc = new CRC32();
  private byte[] pprof = new byte[0];
  private byte[] target = new byte[0];

  /** Reads and unpacks the file. */
  @Setup
  public void read() {
    pprof = Inputs.pprof(corpus, file);
    target = new byte[gzip().length];
  }

  /** Frees what the compressor holds. */
  @TearDown
  public void close() {
    compressor.close();
  }

  /** The size of the input in bytes. */
  public int inputBytes() {
    return pprof.length;
  }

  /** The exporter's compressor. */
  @Benchmark
  public byte[] gzip() {
    return compressor.compress(pprof, 0, pprof.length);
  }

  /** The JDK's gzip stream. */
  @Benchmark
  public byte[] naive() {
    return NaiveGzip.compress(pprof);
  }

  /** The checksum of the input and a copy of the output's size. */
  @Benchmark
  public long floor() {
    crc.reset();
    crc.update(pprof, 0, pprof.length);
    System.arraycopy(pprof, 0, target, 0, Math.min(pprof.length, target.length));
    return crc.getValue() + target.length;
  }
}
