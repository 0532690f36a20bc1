package io.flaregate.benchmarks.synthetic;

import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;

/** Requests that stand for much more than their bytes. */
public enum HostileBody {
  /** At most 64 KiB: one stacktrace of thousands of locations in thousands of equal samples. */
  EQUAL_SAMPLES,

  /** The same of 1 MB: 10^5 locations in 10^5 samples. */
  EQUAL_SAMPLES_1MB,

  /** At most 64 KiB: a deep stacktrace in samples that each make a series of their own. */
  SAMPLE_A_SERIES,

  /** At most 64 KiB: a deep stacktrace in samples that are different but stay in one series. */
  SAMPLE_A_SPAN,

  /** Texts with the same {@link String#hashCode}, and addresses that differ in high bits only. */
  COLLIDING,

  /** As many texts and addresses of the same sizes, but random ones: what the former is held to. */
  RANDOM;

  private static final int COLLIDING_BITS = 13;

  /** Deep, but not so deep that the pprof is too large and is refused at once. */
  private static final int DEPTH = 400;

  /** The body. */
  public byte[] bytes() {
    return switch (this) {
      case EQUAL_SAMPLES -> equalSamples(7_400, 7_400);
      case EQUAL_SAMPLES_1MB -> equalSamples(100_000, 100_000);
      case SAMPLE_A_SERIES -> samplesOfPairs();
      case SAMPLE_A_SPAN -> samplesOfSpans();
      case COLLIDING -> tables(true);
      case RANDOM -> tables(false);
    };
  }

  private static byte[] equalSamples(int depth, int samples) {
    RequestBuilder request = new RequestBuilder();
    int location = request.location(0, 1);
    int stack = request.stack(Collections.nCopies(depth, location));
    for (int i = 0; i < samples; i++) {
      request.sample(stack, 1);
    }
    return request.build().toByteArray();
  }

  /** Every sample has two of a few hundred attributes, and no two samples have the same two. */
  private static byte[] samplesOfPairs() {
    RequestBuilder request = new RequestBuilder();
    int stack = request.stack(locations(request));
    int[] first = attributes(request, "key1");
    int[] second = attributes(request, "key2");
    for (int i = 0; i < first.length * second.length; i++) {
      request
          .profile
          .addSamplesBuilder()
          .setStackIndex(stack)
          .addAttributeIndices(first[i % first.length])
          .addAttributeIndices(second[i / first.length])
          .addValues(1);
    }
    return request.build().toByteArray();
  }

  private static Iterable<Integer> locations(RequestBuilder request) {
    return IntStream.range(0, DEPTH).map(i -> request.location(0, i + 1)).boxed().toList();
  }

  private static int[] attributes(RequestBuilder request, String key) {
    int name = request.text(key);
    return IntStream.range(0, 64)
        .map(i -> request.attribute(name, request.text("v" + i)))
        .toArray();
  }

  private static byte[] samplesOfSpans() {
    RequestBuilder request = new RequestBuilder();
    int stack = request.stack(locations(request));
    int name = request.text("span_id");
    for (int i = 0; i < 1_900; i++) {
      request
          .profile
          .addSamplesBuilder()
          .setStackIndex(stack)
          .addAttributeIndices(request.attribute(name, request.text("%08x".formatted(i))))
          .addValues(1);
    }
    return request.build().toByteArray();
  }

  private static byte[] tables(boolean colliding) {
    Random random = new Random(4);
    RequestBuilder request = new RequestBuilder();
    int file = request.text("file");
    for (int i = 0; i < 1 << COLLIDING_BITS; i++) {
      String name = colliding ? collidingText(i) : randomText(random);
      long address = 1L << 63 | (colliding ? (long) i << 48 : random.nextLong());
      int location = request.location(0, address, request.function(name, file), 1);
      request.sample(request.stack(Collections.nCopies(1, location)), 1);
    }
    return request.build().toByteArray();
  }

  /** "Aa" and "BB" have one hash code, and so have any two rows of them. */
  private static String collidingText(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < COLLIDING_BITS; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2 * COLLIDING_BITS; i++) {
      text.append((char) ('A' + random.nextInt(58)));
    }
    return text.toString();
  }
}
