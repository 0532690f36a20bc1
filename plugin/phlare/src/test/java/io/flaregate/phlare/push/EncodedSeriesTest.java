package io.flaregate.phlare.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.PushedSeries;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.profiles.Profiles;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EncodedSeriesTest {

  @Test
  void messageIsReadBackByProtobufWhateverTheSizes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      TestProfiles profiles = new TestProfiles();
      List<Map<String, String>> labels = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        Map<String, String> some =
            Map.of("a", "v".repeat(random.nextInt(300)), "é" + i, "x".repeat(random.nextInt(3)));
        labels.add(some);
        profiles.row(some);
      }
      Profiles built = profiles.build();
      List<EncodedSeries> series = new ArrayList<>();
      List<byte[]> pprofs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] pprof = new byte[random.nextInt(20_000) >> random.nextInt(14)];
        random.nextBytes(pprof);
        pprofs.add(pprof);
        UUID id = new UUID(random.nextLong(), random.nextLong());
        series.add(
            EncodedSeries.of(built.labels(), i, SeriesStamp.named(id), pprof, 3 * pprof.length));
      }
      PushMessage message = PushMessage.of(series);
      byte[] bytes = bytes(message);
      assertThat(bytes).as("seed %d", seed).hasSize(message.wireBytes());
      assertThat(message.series()).isEqualTo(count);
      List<PushedSeries> read = PushedSeries.parse(bytes);
      assertThat(read).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(read.get(i).labels()).as("seed %d", seed).isEqualTo(labels.get(i));
        assertThat(read.get(i).id()).isEqualTo(series.get(i).id().toString());
        assertThat(read.get(i).profile()).isEqualTo(pprofs.get(i));
        assertThat(series.get(i).plainBytes()).isEqualTo(3 * pprofs.get(i).length);
      }
    }
  }

  private static byte[] bytes(PushMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.parts().forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void pprofIsNotCopied() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a");
    byte[] pprof = {1, 2, 3};
    EncodedSeries series =
        EncodedSeries.of(profiles.build().labels(), 0, SeriesStamp.named(new UUID(1, 2)), pprof, 3);
    assertThat(PushMessage.of(List.of(series)).parts().get(1)).isSameAs(pprof);
    assertThat(series.wireBytes()).isEqualTo(series.head().length + 3);
  }
}
