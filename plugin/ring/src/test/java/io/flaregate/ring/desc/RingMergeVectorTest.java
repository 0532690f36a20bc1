package io.flaregate.ring.desc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ring_merge.json}: gossip. */
class RingMergeVectorTest {
  @Test
  void everyMergeGivesUpstreamsRingAndChange() {
    List<JsonNode> cases = Vectors.cases("ring_merge.json");
    for (JsonNode c : cases) {
      RingMerge.Result result =
          RingMerge.merge(members(c.required("current")), members(c.required("incoming")));
      assertThat(result.members())
          .as(c.toString())
          .containsExactlyInAnyOrderElementsOf(members(c.required("result")));
      assertThat(result.changed())
          .as(c.toString())
          .containsExactlyInAnyOrderElementsOf(members(c.required("change")));
    }
    Vectors.report("ring_merge.json", cases.size(), "");
  }

  private static List<Instance> members(JsonNode list) {
    List<Instance> members = new ArrayList<>();
    for (JsonNode i : list) {
      String id = i.required("id").textValue();
      members.add(
          Instance.active(id, "", "", TokenList.of(Vectors.tokens(i.required("tokens"))))
              .withState(InstanceState.parse(i.required("state").textValue()))
              .withHeartbeat(i.required("heartbeat_unix_s").longValue()));
    }
    return members;
  }

  @Test
  void mergingTheSameAgainChangesNothing() {
    for (JsonNode c : Vectors.cases("ring_merge.json")) {
      List<Instance> incoming = members(c.required("incoming"));
      List<Instance> once = RingMerge.merge(members(c.required("current")), incoming).members();
      RingMerge.Result twice = RingMerge.merge(once, incoming);
      assertThat(twice.changed()).as(c.toString()).isEmpty();
      assertThat(twice.members()).as(c.toString()).isEqualTo(once);
    }
  }
}
