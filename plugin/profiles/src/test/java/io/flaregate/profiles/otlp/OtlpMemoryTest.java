package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.spi.consumer.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a decode allocates, for bodies that are made to make it much. */
class OtlpMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is allocated whatever the body: readers, reports, messages, exceptions. */
  private static final long FIXED = 256 << 10;

  private static long allocated(byte[] body, OtlpDecoder decoder, DecodeLimits limits) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.decode(body, body.length, limits);
    } catch (UndecodableException e) {
      assertThat(e.reason()).isIn(Reason.UNDECODABLE, Reason.REQUEST_TOO_LARGE);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static long bound(byte[] body, DecodeLimits limits) {
    // Columns may be cut once at the end, which makes a second, smaller copy of them.
    return 2 * limits.maxColumnBytes(body.length) + FIXED;
  }

  // ---- bodies

  private static byte[] field(int number, byte[]... parts) {
    byte[] content =
        ByteString.copyFrom(List.of(parts).stream().map(ByteString::copyFrom).toList())
            .toByteArray();
    return join(varint(number << 3 | 2), varint(content.length), content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] varint(long value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, 10);
      out.writeUInt64NoTag(value);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] times(int bytes, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
    while (out.size() + part.length <= bytes) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static final byte[] EMPTY_STRING_AND_TYPE =
      field(2, field(5), field(5, new byte[] {'t'}));
  private static final byte[] TYPE = {0x0A, 2, 8, 1};

  private static byte[] profile(byte[]... content) {
    return field(1, field(2, field(2, join(TYPE, join(content)))));
  }

  private static Arguments hostile(String name, Supplier<byte[]> body) {
    return Arguments.of(name, body);
  }

  private static Stream<Arguments> hostile(int size) {
    List<Arguments> all = new ArrayList<>();
    for (Table table : Table.values()) {
      all.add(
          hostile(
              "empty entries of " + table.field(),
              () -> field(2, times(size, field(table.number())))));
    }
    byte[] number = {8, 1};
    all.add(hostile("empty profiles", () -> field(1, field(2, times(size, field(2))))));
    all.add(hostile("empty resources", () -> times(size, field(1))));
    all.add(
        hostile(
            "small profiles",
            () -> join(EMPTY_STRING_AND_TYPE, field(1, field(2, times(size, field(2, TYPE)))))));
    all.add(
        hostile(
            "empty samples", () -> join(EMPTY_STRING_AND_TYPE, profile(times(size, field(2))))));
    all.add(
        hostile(
            "small samples",
            () ->
                join(
                    field(2, field(5), field(5, new byte[] {'t'}), field(7)),
                    profile(times(size, field(2, new byte[] {0x20, 1}))))));
    all.add(
        hostile(
            "attributes of one sample",
            () ->
                join(
                    field(
                        2,
                        field(5),
                        field(5, new byte[] {'t'}),
                        field(6),
                        field(6, number),
                        field(7)),
                    profile(
                        field(2, field(2, times(size, new byte[] {1})), new byte[] {0x20, 1})))));
    all.add(
        hostile(
            "attributes of a resource",
            () -> field(1, field(1, times(size, field(1, field(1, new byte[] {'k'})))))));
    all.add(
        hostile("empty attributes of a resource", () -> field(1, field(1, times(size, field(1))))));
    all.add(hostile("lines of one location", () -> field(2, field(2, times(size, field(3))))));
    all.add(
        hostile(
            "locations of one stack",
            () -> field(2, field(2), field(2), field(7, field(1, times(size, new byte[] {1}))))));
    all.add(
        hostile(
            "attributes of one mapping",
            () ->
                field(
                    2,
                    field(6),
                    field(6, number),
                    field(5),
                    field(5),
                    field(1, field(5, times(size, new byte[] {1}))))));
    byte[] bad = new byte[size];
    java.util.Arrays.fill(bad, (byte) 0xFF);
    all.add(hostile("one text of bad bytes", () -> field(2, field(5), field(5, bad))));
    all.add(
        hostile(
            "many texts of bad bytes",
            () -> field(2, field(5), times(size, field(5, new byte[] {(byte) 0xFF})))));
    all.add(
        hostile(
            "an array of arrays",
            () -> field(1, field(1, field(1, field(2, field(5, times(size, field(1)))))))));
    all.add(hostile("open groups", () -> times(size, new byte[] {0x7B})));
    return all.stream();
  }

  static Stream<Arguments> smallHostile() {
    return hostile(60_000);
  }

  static Stream<Arguments> largeHostile() {
    return hostile(4_000_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("smallHostile")
  void aSmallBodyNeverTakesMuch(String name, Supplier<byte[]> make) {
    byte[] body = make.get();
    assertThat(body.length).isBetween(59_000, 64 << 10);
    long allocated = allocated(body, new OtlpDecoder(), DecodeLimits.DEFAULT);
    assertThat(allocated).as(name).isLessThan(64L << 20);
    // What a decoder keeps for later requests is not the request's.
    OtlpDecoder decoder = new OtlpDecoder();
    allocated(body, decoder, DecodeLimits.DEFAULT);
    DecodeLimits tight = new DecodeLimits(0, 4, 64 << 10);
    assertThat(allocated(body, decoder, tight)).as(name).isLessThan(bound(body, tight));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("largeHostile")
  void aLargeBodyKeepsToTheLimits(String name, Supplier<byte[]> make) {
    byte[] body = make.get();
    long allocated = allocated(body, new OtlpDecoder(), DecodeLimits.DEFAULT);
    assertThat(allocated).as(name).isLessThan(bound(body, DecodeLimits.DEFAULT));
    DecodeLimits tight = new DecodeLimits(0, 4, 64 << 10);
    assertThat(allocated(body, new OtlpDecoder(), tight)).as(name).isLessThan(bound(body, tight));
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aRealFileTakesAFewTimesItsSize(CorpusFile file) {
    byte[] body = file.body();
    OtlpDecoder decoder = new OtlpDecoder();
    allocated(body, decoder, DecodeLimits.DEFAULT);
    long allocated = allocated(body, decoder, DecodeLimits.DEFAULT);
    assertThat(allocated).as(file.name()).isLessThan(3L * body.length + FIXED);
  }

  @Test
  void scratchOfALargeRequestIsLetGo() throws Exception {
    OtlpDecoder decoder = new OtlpDecoder();
    byte[] large = field(2, times(2_000_000, field(5, new byte[] {'a'})));
    decoder.decode(large, large.length, DecodeLimits.DEFAULT);
    assertThat(decoder.keptEntries()).isLessThan(1 << 20);
  }
}
