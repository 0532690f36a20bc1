package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.NaiveDecode;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.flaregate.spi.consumer.Outcome;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.ArrayList;
import java.util.List;

/** Compares what this decoder finds with what the naive one finds. */
final class Compare {
  private Compare() {}

  /** Decodes bytes that must be decodable. */
  static DecodedProfiles decode(byte[] body) throws UndecodableException {
    return new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);
  }

  /** All profiles of the request, the rejected ones as {@link NaiveProfile#MALFORMED}. */
  static List<NaiveProfile> inRequestOrder(DecodedProfiles decoded) {
    List<NaiveProfile> all = new ArrayList<>();
    for (int i = 0; i < decoded.profileCount(); i++) {
      all.add(NaiveProfile.MALFORMED);
    }
    List<NaiveProfile> rows = ColumnsText.of(decoded.profiles());
    int[] requestIndex = decoded.requestIndex();
    for (int row = 0; row < rows.size(); row++) {
      all.set(requestIndex[row], rows.get(row));
    }
    for (int i = 0; i < all.size(); i++) {
      boolean stored = decoded.result().outcome(i) == Outcome.STORED;
      assertThat(stored).as("profile %s: %s", i, decoded.result()).isEqualTo(all.get(i).valid());
    }
    return all;
  }

  /** Fails at the first difference between the request and the decoded profiles. */
  static void assertSame(
      ExportProfilesServiceRequest request, DecodedProfiles decoded, String description) {
    assertSame(NaiveDecode.decode(request), inRequestOrder(decoded), description);
  }

  /** Fails at the first difference. */
  static void assertSame(
      List<NaiveProfile> expected, List<NaiveProfile> actual, String description) {
    if (actual.equals(expected)) {
      return;
    }
    assertThat(actual).as(description).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      List<NaiveProfile.Sample> theirs = expected.get(i).samples();
      List<NaiveProfile.Sample> ours = actual.get(i).samples();
      for (int j = 0; j < Math.min(ours.size(), theirs.size()); j++) {
        assertThat(ours.get(j))
            .as("%s: profile %s, sample %s", description, i, j)
            .isEqualTo(theirs.get(j));
      }
      assertThat(actual.get(i)).as("%s: profile %s", description, i).isEqualTo(expected.get(i));
    }
  }
}
