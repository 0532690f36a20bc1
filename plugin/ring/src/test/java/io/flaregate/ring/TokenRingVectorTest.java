package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code ring_get.json}: who holds a key. */
class TokenRingVectorTest {
  private final ReplicationSet reused = new ReplicationSet();

  @Test
  void everyKeyGoesWhereUpstreamSendsIt() {
    List<JsonNode> cases = Vectors.cases("ring_get.json");
    int gets = 0;
    for (JsonNode c : cases) {
      TokenRing ring = ring(c);
      Liveness liveness = ring.config().liveness(c.required("now_unix_ms").longValue());
      healthy(c, ring, liveness);
      for (JsonNode get : c.required("gets")) {
        get(c, ring, liveness, get);
        gets++;
      }
    }
    Vectors.report("ring_get.json", cases.size(), ", " + gets + " lookups");
  }

  static RingConfig config(JsonNode config) {
    return new RingConfig(
        config.required("replication_factor").intValue(),
        config.required("zone_awareness_enabled").booleanValue(),
        config.path("extend_writes").asBoolean(true),
        Duration.ofMillis(config.required("heartbeat_timeout_ms").longValue()),
        Set.of());
  }

  private static TokenRing ring(JsonNode c) {
    TokenRing whole = TokenRing.of(config(c.required("config")), Vectors.instances(c));
    JsonNode subring = c.required("subring");
    return subring.isNull()
        ? whole
        : ShuffleShard.select(
            whole,
            subring.required("tenant").textValue(),
            subring.required("shard_size").intValue());
  }

  private static void healthy(JsonNode c, TokenRing ring, Liveness liveness) {
    assertThat(ring.healthyInstances(liveness))
        .as(c.get("name").asText())
        .extracting(Instance::id)
        .containsExactlyElementsOf(Vectors.texts(c.required("healthy_for_write")));
    if (c.has("healthy_for_write_error")) {
      assertThat(c.get("healthy_for_write_error").textValue()).isEqualTo("empty ring");
      assertThat(ring.size()).isZero();
    } else {
      assertThat(ring.size()).isPositive();
    }
  }

  private void get(JsonNode c, TokenRing ring, Liveness liveness, JsonNode get) {
    ring.lookup(Vectors.token(get.required("key")), liveness, reused);
    List<Object> actual = outcome(reused);
    List<List<Object>> allowed = new ArrayList<>();
    if (get.has("any_of")) {
      get.get("any_of").forEach(one -> allowed.add(outcome(one)));
    } else {
      allowed.add(outcome(get));
    }
    assertThat(allowed).as("%s, key %s", c.get("name"), get.get("key")).contains(actual);
    theFriendlyFormAgrees(ring, liveness, get);
  }

  private void theFriendlyFormAgrees(TokenRing ring, Liveness liveness, JsonNode get) {
    try {
      Replicas replicas = ring.replicas(Vectors.token(get.required("key")), liveness);
      assertThat(replicas).isEqualTo(reused.toReplicas());
      assertThat(replicas.minSuccess()).isEqualTo(reused.minSuccess());
    } catch (RingLookupException e) {
      assertThat(e.status()).isEqualTo(reused.status()).isNotEqualTo(LookupStatus.FOUND);
      assertThat(e).hasMessage(reused.error());
    }
  }

  private static List<Object> outcome(JsonNode get) {
    return get.has("error")
        ? List.of(get.get("error").textValue())
        : List.of(Vectors.texts(get.required("ids")), get.required("max_errors").intValue());
  }

  private static List<Object> outcome(ReplicationSet set) {
    if (set.status() != LookupStatus.FOUND) {
      return List.of(set.error());
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < set.count(); i++) {
      ids.add(set.instance(i).id());
    }
    return List.of(ids, set.maxErrors());
  }
}
