package io.flaregate.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.LookupStatus;
import io.flaregate.ring.RingLookupException;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code jump_placement.json}: how upstream's segment writers are chosen. */
class JumpPlacementVectorTest {
  @Test
  void everySeriesGoesWhereUpstreamSendsIt() {
    List<JsonNode> cases = Vectors.cases("jump_placement.json");
    int keys = 0;
    for (JsonNode c : cases) {
      List<Instance> members = members(c);
      Liveness liveness =
          Liveness.heartbeat(
              c.required("now_unix_ms").longValue(),
              c.required("heartbeat_timeout_ms").longValue());
      for (JsonNode key : c.required("keys")) {
        check(c.get("name").asText(), members, liveness, key);
        keys++;
      }
    }
    Vectors.report("jump_placement.json", cases.size(), ", " + keys + " keys");
  }

  private static List<Instance> members(JsonNode c) {
    long now = Math.floorDiv(c.required("now_unix_ms").longValue(), 1000L);
    List<Instance> members = new ArrayList<>();
    for (JsonNode i : c.required("instances")) {
      String id = i.required("id").textValue();
      int[] tokens = new int[i.required("token_count").intValue()];
      members.add(
          Instance.active(id, id, "", TokenList.of(tokens))
              .withState(InstanceState.parse(i.required("state").textValue()))
              .withHeartbeat(now + i.required("heartbeat_offset_s").longValue()));
    }
    return members;
  }

  private static SeriesKey series(JsonNode key) {
    List<String> labels = new ArrayList<>();
    key.required("labels").forEach(pair -> labels.addAll(Vectors.texts(pair)));
    SeriesKey series =
        SeriesKey.of(key.required("tenant").textValue(), labels.toArray(String[]::new));
    assertThat(Long.toUnsignedString(series.tenantHash()))
        .isEqualTo(key.required("tenant_hash").textValue());
    assertThat(Long.toUnsignedString(series.datasetHash()))
        .isEqualTo(key.required("dataset_hash").textValue());
    assertThat(Long.toUnsignedString(series.fingerprint()))
        .isEqualTo(key.required("fingerprint").textValue());
    return series;
  }

  private static void check(String name, List<Instance> members, Liveness alive, JsonNode key) {
    SeriesKey series = series(key);
    int tenantShards = key.required("tenant_shards").intValue();
    int datasetShards = key.required("dataset_shards").intValue();
    if (key.has("error")) {
      assertThatThrownBy(() -> new JumpPlacement(members, alive, tenantShards, datasetShards))
          .as(name)
          .isInstanceOf(RingLookupException.class)
          .hasMessage(key.get("error").textValue());
      return;
    }
    JumpPlacement placement =
        new JumpPlacement(members, alive, 0, 1).withLimits(tenantShards, datasetShards);
    assertThat(placement.shard(series)).as(name).isEqualTo(key.required("shard").intValue());
    assertThat(placement.candidates(series))
        .as(name)
        .extracting(Instance::id)
        .containsExactlyElementsOf(Vectors.texts(key.required("instances")));
    List<String> active = Vectors.texts(key.required("active_instances"));
    if (active.isEmpty()) {
      assertThatThrownBy(() -> placement.place(series))
          .as(name)
          .isInstanceOfSatisfying(
              RingLookupException.class,
              e -> assertThat(e.status()).isEqualTo(LookupStatus.TOO_FEW_LIVE))
          .hasMessage("at least 1 live replicas required, could only find 0");
    } else {
      assertThat(placement.place(series).instances())
          .as(name)
          .extracting(Instance::id)
          .containsExactlyElementsOf(active);
      assertThat(placement.place(series).minSuccess()).isEqualTo(1);
    }
  }
}
