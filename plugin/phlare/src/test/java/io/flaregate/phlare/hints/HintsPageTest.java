package io.flaregate.phlare.hints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HintsPageTest {
  private static PageResponse get(HintsRig rig, boolean json) {
    Page page = rig.settings.pages().get(0);
    return page.handler().handle(new PageRequest("GET", Map.of(), json, "csrf"));
  }

  @Test
  void pageShowsPerIngesterWhatWaitsAndEscapesIt() {
    try (HintsRig rig = new HintsRig();
        FakeIngester other = FakeIngester.start()) {
      HintsPage.add(rig.settings.settings(), rig.hints, HintsRig.config());
      rig.join("i0", other);
      rig.miss("<b>i1", "s", 70);
      rig.miss("<b>i1", "t", 30);
      String html = get(rig, false).body();
      assertThat(rig.settings.pages().get(0).path()).isEqualTo("/hints");
      assertThat(html).contains("&lt;b&gt;i1").doesNotContain("<b>i1");
      assertThat(html)
          .contains("<td>not in the ring</td><td class=\"number\">2</td>")
          .contains("<td class=\"number\">70 s</td>")
          .contains("<dt>Kept in</dt><dd>memory</dd>");
    }
  }

  @Test
  void jsonTellsCountBytesAgeAndWhatWasDropped() throws Exception {
    try (HintsRig rig = new HintsRig()) {
      HintsPage.add(rig.settings.settings(), rig.hints, HintsRig.config());
      rig.miss("i1", "s", 70);
      rig.miss("i1", "s", 4000);
      JsonNode json = new ObjectMapper().readTree(get(rig, true).body());
      assertThat(json.get("place").asText()).isEqualTo("memory");
      assertThat(json.get("count").asInt()).isEqualTo(1);
      assertThat(json.get("bytes").asLong()).isEqualTo(rig.hints.queues().bytes());
      assertThat(json.get("max_age").asText()).isEqualTo("1h");
      assertThat(json.get("dropped").get("too_old").asInt()).isEqualTo(1);
      JsonNode ingester = json.get("ingesters").get(0);
      assertThat(ingester.get("ingester").asText()).isEqualTo("i1");
      assertThat(ingester.get("state").asText()).isEqualTo("ring is empty");
      assertThat(ingester.get("count").asInt()).isEqualTo(1);
      assertThat(ingester.get("oldest_seconds").asDouble()).isEqualTo(70);
    }
  }
}
