package io.flaregate.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Series as columns to pprofs, beside protobuf-java's serialisation of messages that hold the same
 * and that are built already, and a copy of the bytes that come out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class EncodeBenchmark {

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

  private final PprofEncoder encoder = new PprofEncoder();
  private final List<Profile> messages = new ArrayList<>();
  private Profiles series = NO_PROFILES;
  private Profiles others = NO_PROFILES;
  private byte[] source = new byte[0];
  private byte[] target = new byte[0];

  private static final Profiles NO_PROFILES = noProfiles();

  private static Profiles noProfiles() {
    try {
      return Captured.decoded(new byte[0]);
    } catch (UndecodableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads and transforms the file. */
  @Setup
  public void read() throws UndecodableException, InvalidProtocolBufferException {
    byte[] body = Inputs.otlp(corpus, file);
    series = Captured.series(body, false);
    others = Captured.series(body, false);
    messages.clear();
    int bytes = 0;
    for (byte[] pprof : Captured.pprofs(body)) {
      messages.add(Profile.parseFrom(pprof));
      bytes += pprof.length;
    }
    source = new byte[bytes];
    target = new byte[bytes];
  }

  /**
   * The product's encoder, on another copy each time: it takes what it can from the pprof before.
   */
  @Benchmark
  public long encode() {
    Profiles next = others;
    others = series;
    series = next;
    long bytes = 0;
    for (int row = 0; row < series.size(); row++) {
      bytes += encoder.encode(series, row).length;
    }
    return bytes;
  }

  /** Builders filled from messages, and their bytes: protobuf remembers the sizes of a message. */
  @Benchmark
  public long naive() {
    long bytes = 0;
    for (Profile message : messages) {
      bytes += rebuilt(message).toByteArray().length;
    }
    return bytes;
  }

  private static Profile rebuilt(Profile message) {
    Profile.Builder builder = Profile.newBuilder();
    message.getSampleTypeList().forEach(each -> builder.addSampleType(each.toBuilder().build()));
    message.getSampleList().forEach(each -> builder.addSample(each.toBuilder().build()));
    message.getMappingList().forEach(each -> builder.addMapping(each.toBuilder().build()));
    message.getLocationList().forEach(each -> builder.addLocation(each.toBuilder().build()));
    message.getFunctionList().forEach(each -> builder.addFunction(each.toBuilder().build()));
    message.getStringTableList().forEach(builder::addStringTable);
    return builder
        .setTimeNanos(message.getTimeNanos())
        .setDurationNanos(message.getDurationNanos())
        .setPeriodType(message.getPeriodType())
        .setPeriod(message.getPeriod())
        .build();
  }

  /** A copy of the output's size. */
  @Benchmark
  public Object floor() {
    System.arraycopy(source, 0, target, 0, source.length);
    return target;
  }
}
