package io.flaregate.ring.placement;

import io.flaregate.ring.Token;
import io.flaregate.ring.XxHash64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a placement needs to know of a series.
 *
 * @param token ring token, see {@link Token}
 * @param tenantHash {@link XxHash64} of the tenant id
 * @param datasetHash the same of the value of the label {@code service_name}, {@code ""} without
 *     one
 * @param fingerprint the same of all labels: name, 0xff, value, 0xff, …
 */
public record SeriesKey(int token, long tenantHash, long datasetHash, long fingerprint) {
  private static final int SEPARATOR = 0xff;

  /**
   * The key of a series.
   *
   * @param namesAndValues name, value, name, value, … sorted by name
   * @throws IllegalArgumentException if a value is missing
   */
  public static SeriesKey of(String tenant, String... namesAndValues) {
    int token = Token.of(tenant, namesAndValues);
    String dataset = "";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i].equals("service_name")) {
        dataset = namesAndValues[i + 1];
      }
      all.writeBytes(utf8(namesAndValues[i]));
      all.write(SEPARATOR);
      all.writeBytes(utf8(namesAndValues[i + 1]));
      all.write(SEPARATOR);
    }
    return new SeriesKey(
        token,
        XxHash64.hash(utf8(tenant)),
        XxHash64.hash(utf8(dataset)),
        XxHash64.hash(all.toByteArray()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
