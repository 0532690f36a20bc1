package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSelectionTest {
  @Test
  void selectedRowsAreThoseOfARequestWithoutTheOthers() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int size = 1 + random.nextInt(8);
      ExportProfilesServiceRequest request = Requests.random(random, size);
      int[] rows = IntStream.range(0, size).filter(row -> random.nextBoolean()).toArray();
      ExportProfilesServiceRequest.Builder fewer = request.toBuilder();
      var scope = fewer.getResourceProfilesBuilder(0).getScopeProfilesBuilder(0).clearProfiles();
      for (int row : rows) {
        scope.addProfiles(request.getResourceProfiles(0).getScopeProfiles(0).getProfiles(row));
      }
      assertThat(texts(RowSelection.of(decode(request), rows, 7)))
          .as("seed %d", seed)
          .isEqualTo(texts(decode(fewer.build())));
    }
  }

  @Test
  void theSelectionCountsForTheBytesThatItIsGiven() {
    Profiles all = decode(Requests.of(3));
    assertThat(RowSelection.of(all, new int[] {1}, 42).encodedBytes()).isEqualTo(42);
  }

  static Profiles decode(ExportProfilesServiceRequest request) {
    byte[] bytes = request.toByteArray();
    try {
      return new OtlpDecoder()
          .decode(bytes, bytes.length, new DecodeLimits(0, 4, 1 << 20))
          .profiles();
    } catch (UndecodableException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything that is known of each row. */
  private static List<String> texts(Profiles profiles) {
    List<String> texts = new ArrayList<>();
    Rows rows = profiles.rows();
    for (int row = 0; row < rows.size(); row++) {
      StringBuilder text = new StringBuilder();
      text.append(rows.origin(row)).append(' ').append(rows.timeUnixNanos(row));
      text.append(' ').append(rows.durationNanos(row)).append(' ').append(rows.period(row));
      text.append(' ').append(rows.periodName(row)).append(rows.periodUnit(row));
      text.append(' ').append(rows.resource(row)).append(' ').append(rows.scope(row));
      text.append(' ').append(rows.profileIdHigh(row)).append(rows.profileIdLow(row));
      text.append(' ').append(rows.droppedSamples(row));
      int types = rows.typeCount(row);
      for (int type = 0; type < types; type++) {
        int at = rows.typeStart(row) + type;
        text.append(" t").append(rows.typeName(at)).append(rows.typeUnit(at));
      }
      for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
        text.append(" s").append(profiles.samples().stack(sample));
        text.append(profiles.samples().list(sample)).append(profiles.samples().link(sample));
        for (int type = 0; type < types; type++) {
          int at = rows.valueStart(row) + types * (sample - rows.sampleStart(row)) + type;
          text.append('=').append(profiles.samples().value(at));
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
