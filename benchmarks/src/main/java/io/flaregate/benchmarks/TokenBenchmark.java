package io.flaregate.benchmarks;

import io.flaregate.ring.TokenHasher;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The token of a series with ten labels, by the product's hasher over slices of bytes and by a text
 * that is put together first, beside one pass over the same bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class TokenBenchmark {

  private static final String TENANT = "tenant-1";

  private final TokenHasher hasher = new TokenHasher();
  private final NavigableMap<String, String> labels = new TreeMap<>();
  private byte[][] names = {};
  private byte[][] values = {};

  /** Makes the labels. */
  @Setup
  public void make() {
    labels.clear();
    labels.put("__name__", "process_cpu");
    labels.put("service_name", "checkout");
    for (int i = 0; i < 8; i++) {
      labels.put("k8s.label." + i, "some value of label " + i);
    }
    names = labels.keySet().stream().map(TokenBenchmark::utf8).toArray(byte[][]::new);
    values = labels.values().stream().map(TokenBenchmark::utf8).toArray(byte[][]::new);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The product's hasher. */
  @Benchmark
  public int token() {
    hasher.start(TokenHasher.tenantHash(TENANT));
    for (int i = 0; i < names.length; i++) {
      hasher.label(names[i], 0, names[i].length, values[i], 0, values[i].length);
    }
    return hasher.token();
  }

  /** Text first, then its bytes, then the hash; the values here need no escapes. */
  @Benchmark
  public int naive() {
    StringBuilder text = new StringBuilder(TENANT).append('{');
    labels.forEach(
        (name, value) -> {
          if (text.charAt(text.length() - 1) != '{') {
            text.append(", ");
          }
          text.append(name).append("=\"").append(value).append('"');
        });
    byte[] bytes = utf8(text.append('}').toString());
    return TokenHasher.fnv1(TokenHasher.SEED, bytes, 0, bytes.length);
  }

  /** One pass over the bytes. */
  @Benchmark
  public int floor() {
    int sum = 0;
    for (int i = 0; i < names.length; i++) {
      sum += sum(names[i]) + sum(values[i]);
    }
    return sum;
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte each : bytes) {
      sum += each;
    }
    return sum;
  }
}
