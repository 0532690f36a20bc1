package io.flaregate.ring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Reads the constant tables that are kept as text beside the classes: numbers, {@code #} lines. */
final class Tables {
  private Tables() {}

  /** All decimal numbers of a resource of this package, in order. */
  static long[] read(String resource) {
    try (InputStream in = Tables.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: io/flaregate/ring/" + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .flatMapToLong(Tables::line)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LongStream line(String line) {
    return Arrays.stream(line.trim().split(" ", -1)).mapToLong(Long::parseLong);
  }
}
