package io.flaregate.ring.desc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.Vectors;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code ring_desc.json}: the stored value and what it holds. */
class RingDescVectorTest {
  private static final int MAX_BYTES = 1 << 20;

  @Test
  void everyStoredValueDecodesAsUpstreamDecodesIt() throws Exception {
    List<JsonNode> cases = Vectors.cases("ring_desc.json");
    int errors = 0;
    for (JsonNode c : cases) {
      byte[] value = Base64.getDecoder().decode(c.required("value_base64").textValue());
      if (c.has("error")) {
        assertThatThrownBy(() -> RingDescCodec.decode(value, MAX_BYTES))
            .as(c.get("name").asText())
            .isInstanceOf(RingDescException.class)
            .hasMessageContaining(c.get("error").textValue());
        errors++;
      } else {
        good(c, value);
      }
    }
    Vectors.report("ring_desc.json", cases.size(), ", " + errors + " of them errors");
  }

  private static void good(JsonNode c, byte[] value) throws RingDescException {
    String name = c.get("name").asText();
    if (c.has("protobuf_len")) {
      assertThat(SnappyBlock.decode(value, MAX_BYTES))
          .as(name)
          .hasSize(c.get("protobuf_len").intValue());
    }
    List<RingDesc.Entry> expected = new ArrayList<>();
    c.path("instances").forEach(i -> expected.add(entry(i)));
    RingDesc decoded = RingDescCodec.decode(value, MAX_BYTES);
    assertThat(decoded.entries()).as(name).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(decoded.instances())
        .extracting(Instance::id)
        .containsExactlyElementsOf(decoded.entries().stream().map(RingDesc.Entry::key).toList());
    RingDesc again = RingDescCodec.decode(RingDescCodec.encode(decoded), MAX_BYTES);
    assertThat(again.entries()).as(name).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static RingDesc.Entry entry(JsonNode i) {
    InstanceState state = InstanceState.of(i.required("state").intValue());
    assertThat(state).hasToString(i.path("state_name").asText(state.toString()));
    Map<Long, Long> versions = new TreeMap<>();
    i.required("versions")
        .forEach(
            pair ->
                versions.put(
                    Long.parseUnsignedLong(pair.get(0).textValue()),
                    Long.parseUnsignedLong(pair.get(1).textValue())));
    return new RingDesc.Entry(
        i.required("key").textValue(),
        new Instance(
            i.required("id").textValue(),
            i.required("addr").textValue(),
            i.required("zone").textValue(),
            state,
            i.required("heartbeat_unix_s").asLong(),
            i.required("registered_unix_s").asLong(),
            i.required("read_only").booleanValue(),
            i.required("read_only_updated_unix_s").asLong(),
            TokenList.of(Vectors.tokens(i.required("tokens")))),
        versions);
  }
}
