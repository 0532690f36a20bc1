package io.flaregate.phlare.membership.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingPageJsonTest {
  private static List<Instance> read(String json) throws StoreException {
    return RingPageJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Instance member(String fields) throws StoreException {
    return read("{\"shards\":[{\"id\":\"a\"," + fields + "}]}").get(0);
  }

  private static StoreException failure(String json) {
    try {
      throw new AssertionError("no failure: " + read(json));
    } catch (StoreException e) {
      return e;
    }
  }

  @Test
  void aPageAsUpstreamWritesItIsRead() throws StoreException {
    String page =
        """
        {"shards":[
          {"id":"ingester-0","state":"ACTIVE","address":"10.0.0.1:9095",
           "timestamp":"2026-01-02T03:04:05Z","registered_timestamp":"2026-01-01T00:00:00Z",
           "read_only":false,"zone":"zone-a","tokens":[1,2147483648,4294967295]},
          {"id":"ingester-1","state":"LEAVING","address":"10.0.0.2:9095",
           "timestamp":"2026-01-02T03:04:05.999Z","registered_timestamp":"0001-01-01T00:00:00Z",
           "readonly":true,"readonly_updated":"2026-01-02T00:00:00Z","zone":"","tokens":null}],
         "now":"2026-01-02T03:04:06.5Z","more":{"x":[1,{}]}}
        """;
    assertThat(read(page))
        .containsExactly(
            new Instance(
                "ingester-0",
                "10.0.0.1:9095",
                "zone-a",
                InstanceState.ACTIVE,
                1767323045,
                1767225600,
                false,
                0,
                TokenList.of(1, Integer.MIN_VALUE, -1)),
            new Instance(
                "ingester-1",
                "10.0.0.2:9095",
                "",
                InstanceState.LEAVING,
                1767323045,
                0,
                true,
                1767312000,
                TokenList.empty()));
  }

  @Test
  void anEmptyRingIsNullOrAnEmptyList() throws StoreException {
    assertThat(read("{\"shards\":null,\"now\":\"x\"}")).isEmpty();
    assertThat(read("{\"shards\":[]}")).isEmpty();
  }

  @Test
  void timesAreTakenInEveryFormThatPagesHad() throws StoreException {
    for (String time :
        new String[] {
          "1767323045",
          "1767323045.75",
          "1767323045999",
          "\"1767323045\"",
          "\"1767323045000\"",
          "\"2026-01-02T04:04:05.123456789+01:00\"",
          "\"2026-01-02 03:04:05 +0000 UTC\"",
          "\"2026-01-02 04:04:05.5 +0100 CET\""
        }) {
      assertThat(member("\"timestamp\":" + time).heartbeatUnixSeconds())
          .as(time)
          .isEqualTo(1767323045);
    }
    for (String none : new String[] {"null", "0", "-5", "\"\"", "\"0001-01-01T00:00:00Z\""}) {
      assertThat(member("\"timestamp\":" + none).heartbeatUnixSeconds()).as(none).isZero();
    }
    for (String bad : new String[] {"true", "{}", "\"yesterday\"", "\"a b\"", "\"2026-99-01\""}) {
      assertThat(failure("{\"shards\":[{\"id\":\"a\",\"timestamp\":" + bad + "}]}").failure())
          .as(bad)
          .isEqualTo(StoreFailure.MALFORMED);
    }
  }

  @Test
  void aStateThatIsHiddenOrUnknownIsNeitherWrittenToNorReplaced() throws StoreException {
    for (String word : List.of("UNHEALTHY", "DANCING", "")) {
      InstanceState state = member("\"state\":\"" + word + "\"").state();
      assertThat(state).isNotEqualTo(InstanceState.ACTIVE);
      assertThat(state.extendsWrites()).isFalse();
    }
    assertThat(member("\"state\":\"7\"").state()).isEqualTo(InstanceState.of(7));
    assertThat(member("\"zone\":\"z\"").state()).isEqualTo(RingPageJson.UNHEALTHY);
  }

  @Test
  void whatIsNoRingPageIsRefused() {
    for (String json :
        new String[] {
          "",
          "<html>",
          "[]",
          "{}",
          "{\"shards\":7}",
          "{\"shards\":[7]}",
          "{\"shards\":[{}]}",
          "{\"shards\":[{\"id\":\"\"}]}",
          "{\"shards\":[{\"id\":7}]}",
          "{\"shards\":[{\"id\":\"a\",\"read_only\":\"yes\"}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":{}}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":[\"1\"]}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":[1.5]}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":[-1]}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":[4294967296]}]}",
          "{\"shards\":[{\"id\":\"a\",\"tokens\":[99999999999999999999]}]}",
          "{\"shards\":[{\"id\":\"a\"}]",
          "{\"shards\":[{\"id\":\"a\""
        }) {
      StoreException failure = failure(json);
      assertThat(failure.failure()).as(json).isEqualTo(StoreFailure.MALFORMED);
      assertThat(failure).hasMessageStartingWith("ring page cannot be read: ");
    }
    assertThat(failure("{\"shards\":[{\"id\":\"a\",\"tokens\":[4294967296]}]}"))
        .hasMessageEndingWith("a token is 4294967296, not within 0 and 4294967295");
  }

  @Test
  void whatIsCutShortAnywhereIsRefused() throws StoreException {
    String page = "{\"shards\":[{\"id\":\"a\",\"state\":\"ACTIVE\",\"tokens\":[1,2]}],\"now\":1}";
    assertThat(read(page)).hasSize(1);
    for (int end = 0; end < page.length(); end++) {
      assertThat(failure(page.substring(0, end)).failure()).isEqualTo(StoreFailure.MALFORMED);
    }
  }

  @Test
  void spoiledPagesAreReadOrRefusedButNothingElse() {
    String page =
        "{\"shards\":[{\"id\":\"a\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"tokens\":[1,2]}]}";
    for (long seed = 1; seed <= 3000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        RingPageJson.read(new ByteArrayInputStream(bytes));
      } catch (StoreException e) {
        assertThat(e.failure()).as("seed %d", seed).isEqualTo(StoreFailure.MALFORMED);
      }
    }
  }

  @Test
  void moreThanTheBoundsAllowIsRefusedWhileReading() {
    String many =
        IntStream.rangeClosed(0, RingBounds.MAX_MEMBER_TOKENS)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    StoreException tokens = failure("{\"shards\":[{\"id\":\"a\",\"tokens\":[" + many + "]}]}");
    assertThat(tokens.failure()).isEqualTo(StoreFailure.TOO_LARGE);
    assertThat(tokens)
        .hasMessage("ring page has more tokens of one member than the limit of 65536");
    StoreException text = failure("{\"shards\":[{\"id\":\"" + "x".repeat(1025) + "\"}]}");
    assertThat(text.failure()).isEqualTo(StoreFailure.TOO_LARGE);
    assertThat(text).hasMessage("ring page has a longer \"id\" than the limit of 1024");
    assertThat(failure("[".repeat(100_000)).failure()).isEqualTo(StoreFailure.MALFORMED);
    assertThat(failure("{\"x\":" + "[".repeat(100_000)).failure())
        .isEqualTo(StoreFailure.TOO_LARGE);
    StoreException huge = failure("{\"shards\":[{\"id\":\"" + "x".repeat(1 << 20) + "\"}]}");
    assertThat(huge.failure()).isEqualTo(StoreFailure.TOO_LARGE);
    assertThat(huge).hasMessageStartingWith("ring page is too large: String value length");
  }
}
