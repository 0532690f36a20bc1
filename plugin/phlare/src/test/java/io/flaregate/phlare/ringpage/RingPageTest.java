package io.flaregate.phlare.ringpage;

import static io.flaregate.phlare.ringpage.Rings.THREE;
import static io.flaregate.phlare.ringpage.Rings.member;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenList;
import io.flaregate.spi.admin.PageRequest;
import io.flaregate.spi.admin.PageResponse;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.RecordingLogger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RingPageTest {
  private static final String SCRIPT = "<script>alert(1)</script>";

  private static PageResponse ask(
      RingPage page, String method, boolean json, Map<String, String> parameters) {
    return page.handle(new PageRequest(method, parameters, json, "t0ken"));
  }

  private static RingPage page(RingKind kind, RingSource source, @Nullable Forgetter forgetter) {
    return new RingPage(
        kind,
        kind.path(),
        new RingSnapshots(source, () -> 0),
        forgetter,
        new RecordingLogger("test"),
        new FakeClock(),
        () -> TimeUnit.SECONDS.toNanos(7));
  }

  private static String html(RingSource source, Map<String, String> parameters) {
    PageResponse answer = ask(page(RingKind.INGESTER, source, null), "GET", false, parameters);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("text/html; charset=utf-8");
    return answer.body();
  }

  private static JsonNode json(RingSource source, Map<String, String> parameters)
      throws IOException {
    PageResponse answer = ask(page(RingKind.INGESTER, source, null), "GET", true, parameters);
    assertThat(answer.contentType()).isEqualTo("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  private static String hidden(String html, String name) {
    Matcher field = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
    assertThat(field.find()).as("field %s", name).isTrue();
    return field.group(1);
  }

  @Test
  void tellsTheSameAsUpstreamAsJson() throws IOException {
    Instance a =
        new Instance(
            "a",
            "10.0.0.1:9095",
            "z1",
            InstanceState.LEAVING,
            1_767_322_955L,
            1_700_000_000L,
            true,
            1_700_000_100L,
            TokenList.of(1, -1));
    Rings ring =
        new Rings(THREE, a, member("b", ""), Instance.active("c", "c", "", TokenList.empty()));
    ring.die("b");
    JsonNode got = json(ring, Map.of());

    assertThat(got.get("now").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(got.get("shards")).hasSize(3);
    assertThat(got.get("shards").get(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"id\":\"a\",\"state\":\"LEAVING\",\"address\":\"10.0.0.1:9095\","
                        + "\"timestamp\":\"2026-01-02T03:02:35Z\","
                        + "\"registered_timestamp\":\"2023-11-14T22:13:20Z\","
                        + "\"read_only\":true,\"readonly\":true,"
                        + "\"readonly_updated\":\"2023-11-14T22:15:00Z\","
                        + "\"zone\":\"z1\",\"tokens\":[1,4294967295]}"));
    assertThat(got.get("shards").get(1).get("state").asText()).isEqualTo("UNHEALTHY");
    assertThat(got.get("shards").get(2).get("registered_timestamp").asText())
        .isEqualTo("0001-01-01T00:00:00Z");
    assertThat(got.get("shards").get(2).get("tokens")).isEmpty();
    assertThat(got.has("settings")).isFalse();
  }

  @Test
  void tellsHowTheRingPlacesSeriesToWhoAsks() throws IOException {
    JsonNode settings =
        json(new Rings(THREE.withZoneAwareness(true)), Map.of("settings", "true")).get("settings");

    assertThat(settings.toString())
        .isEqualTo(
            "{\"replication_factor\":3,\"zone_awareness_enabled\":true,"
                + "\"heartbeat_timeout_ms\":60000,\"source\":\"etcd collectors/ring\","
                + "\"view_age_ms\":7000}");
  }

  @Test
  void timesThatNoCalendarHasAreMovedIntoIt() throws IOException {
    Rings ring =
        new Rings(
            THREE,
            member("a", "").withHeartbeat(Long.MAX_VALUE),
            member("b", "").withHeartbeat(Long.MIN_VALUE));

    assertThat(json(ring, Map.of()).get("shards").findValuesAsText("timestamp"))
        .containsExactly("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z");
    assertThat(html(ring, Map.of())).contains("in the future");
  }

  @Test
  void showsEachMemberAndWhatHoldsForAll() {
    Rings ring = new Rings(THREE, member("a", "z1"), member("b", "z2"), member("c", ""));
    ring.die("c");
    String page = html(ring, Map.of());

    assertThat(page)
        .contains(
            "<title>Ingester ring – Flaregate</title>",
            "<b>3 members</b>",
            "<span class=\"state bad\">1 Unhealthy</span>",
            "<dt>Source</dt><dd>etcd collectors/ring</dd>",
            "<dt>Age of this view</dt><dd>7 s</dd>",
            "<dt>Heartbeat timeout</dt><dd>60 s</dd>",
            "<dt>Replication factor</dt><dd>3</dd>",
            "<dt>Zone awareness</dt><dd>off</dd>",
            "<dt>Series that can be written</dt><dd>100.0 %</dd>",
            "<code>a:9095</code>",
            ">90 s ago</time>",
            "<td>z2</td>")
        .doesNotContain("role=\"alert\"", "Forget", "<script");
  }

  @Test
  void sharesOfSeriesCountCopiesToThoseWhoTakeThemNow() {
    Rings ring = new Rings(THREE, member("a", ""), member("b", ""), member("c", ""));
    RingSnapshot whole = new RingSnapshot(ring.view());
    ring.die("c");
    RingSnapshot hurt = new RingSnapshot(ring.view());
    ring.die("b");
    RingSnapshot broken = new RingSnapshot(ring.view());

    assertThat(held(whole)).containsExactly(1, 1, 1);
    assertThat(whole.owned(0) + whole.owned(1) + whole.owned(2)).isEqualTo(1);
    assertThat(held(hurt)).containsExactly(1, 1, 0);
    assertThat(hurt.writable()).isEqualTo(1);
    assertThat(held(broken)).containsExactly(0, 0, 0);
    assertThat(broken.writable()).isZero();
    assertThat(html(ring, Map.of())).contains("No series can reach a quorum", "100.0 % of all");
  }

  private static double[] held(RingSnapshot snapshot) {
    return IntStream.range(0, snapshot.ring().size()).mapToDouble(snapshot::held).toArray();
  }

  @Test
  void sharesLeaveOutReadOnlyMembersAndKeepTheOthersInPlace() {
    Rings ring =
        new Rings(RingConfig.DEFAULT, member("a", "").withReadOnly(true, 1), member("b", ""));
    RingSnapshot snapshot = new RingSnapshot(ring.view());

    assertThat(held(snapshot)).containsExactly(0, 1);
    assertThat(snapshot.owned(0)).isPositive();
  }

  @Test
  void everythingThatComesFromTheStoreIsText() {
    Instance hostile =
        Instance.active(SCRIPT, "\"><img src=x>", "'&\u202ezone\n", StaticTokens.derive("x", 4));
    Rings ring = new Rings(THREE, hostile);
    for (Map<String, String> query :
        List.of(Map.<String, String>of(), Map.of("q", SCRIPT, "sort", SCRIPT))) {
      assertThat(html(ring, query))
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .doesNotContain("<script", "<img", "\u202e");
    }
    assertThat(html(ring, Map.of())).contains("&#39;&amp;\\u202ezone\\u000a");
    RingPage page = page(RingKind.INGESTER, ring, ids -> {});
    assertThat(ask(page, "GET", false, Map.of("confirm", "forget", "id", SCRIPT)).body())
        .contains("Forget &lt;script&gt;alert(1)&lt;/script&gt;?")
        .doesNotContain("<script");
  }

  @Test
  void longNamesAreCut() {
    assertThat(html(new Rings(THREE, member("x".repeat(5_000), "")), Map.of()))
        .contains("x".repeat(200) + "…")
        .doesNotContain("x".repeat(201));
  }

  @Test
  void filtersAndSorts() {
    Rings ring = new Rings(THREE, member("a", "z2"), member("b", "z1"), member("c", "z1"));

    assertThat(rows(html(ring, Map.of("q", "Z1")))).containsExactly("b", "c");
    assertThat(rows(html(ring, Map.of("sort", "zone")))).containsExactly("b", "c", "a");
    assertThat(rows(html(ring, Map.of("sort", "id", "order", "desc"))))
        .containsExactly("c", "b", "a");
    assertThat(html(ring, Map.of("sort", "zone", "q", "z")))
        .contains("?sort=zone&amp;order=desc&amp;q=z", "aria-sort=\"ascending\"");
    assertThat(html(ring, Map.of("q", "nobody"))).contains("No member matches.");
    for (TableQuery.Column column : TableQuery.Column.values()) {
      assertThat(rows(html(ring, Map.of("sort", column.key())))).hasSize(3);
    }
  }

  private static List<String> rows(String html) {
    List<String> ids = new ArrayList<>();
    Matcher row = Pattern.compile("class=\"swatch\"[^>]*></span><span>([^<]*)<").matcher(html);
    while (row.find()) {
      ids.add(row.group(1));
    }
    return ids;
  }

  @Test
  void anEmptyRingSaysSo() {
    assertThat(html(new Rings(THREE), Map.of()))
        .contains("The ring is empty.", "<b>0 members</b>", "No series can reach a quorum")
        .doesNotContain("<svg");
  }

  @Test
  void aLargeRingMakesABoundedPage() {
    List<Instance> members = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      members.add(
          Instance.active("ingester-" + i, "h" + i, "z" + i % 3, StaticTokens.derive("i" + i)));
    }
    Rings ring = new Rings(THREE.withZoneAwareness(true), members.toArray(Instance[]::new));
    String page = html(ring, Map.of());

    assertThat(rows(page)).hasSize(RingHtml.MAX_ROWS);
    assertThat(page).contains("The first 1000 of 1,500 members", "192,000</b> tokens");
    assertThat(page.length()).isLessThan(2_000_000);
    assertThat(Pattern.compile("A86 86").matcher(page).results().count())
        .isLessThanOrEqualTo(TokenCircle.MAX_ARCS);
  }

  @Test
  void theDistributorRingHasNoCopies() {
    RingPage page =
        page(RingKind.DISTRIBUTOR, new Rings(RingConfig.DEFAULT, member("d", "")), null);
    assertThat(ask(page, "GET", false, Map.of()).body())
        .contains("Distributor ring")
        .doesNotContain("Series held", "Replication factor", "quorum");
  }

  @Test
  void nobodyForgetsUnlessItIsAllowed() {
    Rings ring = new Rings(THREE, member("a", ""));
    RingPage page = page(RingKind.INGESTER, ring, null);

    for (PageResponse answer :
        List.of(
            ask(page, "POST", false, Map.of("forget", "a")),
            ask(page, "POST", false, Map.of()),
            ask(page, "GET", false, Map.of("confirm", "forget", "id", "a")))) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body())
          .isEqualTo(
              "forgetting members is off here (allow_forget: false, or a store that cannot be"
                  + " written)\n");
    }
    assertThat(ring.ids()).containsExactly("a");
  }

  @Test
  void forgetsOneAfterAsking() {
    Rings ring = new Rings(THREE, member("a b&c", ""), member("d", ""));
    RingPage page = page(RingKind.INGESTER, ring, ring::remove);
    assertThat(ask(page, "GET", false, Map.of()).body())
        .contains("href=\"?confirm=forget&amp;id=a+b%26c\"");
    String asked = ask(page, "GET", false, Map.of("confirm", "forget", "id", "a b&c")).body();
    assertThat(asked).contains("Forget a b&amp;c?", "Its heartbeat is fresh");
    assertThat(hidden(asked, "csrf")).isEqualTo("t0ken");
    assertThat(hidden(asked, "forget")).isEqualTo("a b&amp;c");

    PageResponse done = ask(page, "POST", false, Map.of("forget", "a b&c"));
    assertThat(done.status()).isEqualTo(302);
    assertThat(done.location()).isEqualTo("/ring");
    assertThat(ring.ids()).containsExactly("d");
    assertThat(ask(page, "POST", false, Map.of("forget", "a b&c")).status()).isEqualTo(404);
    assertThat(ask(page, "POST", false, Map.of("forgot", "d")).status()).isEqualTo(400);
  }

  @Test
  void forgetsAllUnhealthyIfTheyAreThoseThatWereShown() {
    Rings ring = new Rings(THREE, member("a", ""), member("b", ""), member("c", ""));
    RingPage page = page(RingKind.INGESTER, ring, ring::remove);
    Map<String, String> ask = Map.of("confirm", "forget_unhealthy");
    assertThat(ask(page, "GET", false, Map.of()).body()).doesNotContain("unhealthy…");
    assertThat(ask(page, "GET", false, ask).body()).contains("No member is unhealthy now.");
    ring.die("a");
    assertThat(ask(page, "GET", false, Map.of()).body()).contains("Forget all 1 unhealthy…");
    String one = ask(page, "GET", false, ask).body();
    assertThat(one).contains("<li>a</li>").doesNotContain("more than half", "<li>b</li>");
    ring.die("b");
    String seen = hidden(one, "forget_unhealthy");
    assertThat(ask(page, "POST", false, Map.of("forget_unhealthy", seen)).status()).isEqualTo(409);
    assertThat(ring.ids()).hasSize(3);
    String two = ask(page, "GET", false, ask).body();
    assertThat(two).contains("more than half of the ring", "Forget 2 unhealthy members?");
    PageResponse done =
        ask(page, "POST", false, Map.of("forget_unhealthy", hidden(two, "forget_unhealthy")));
    assertThat(done.location()).isEqualTo("/ring");
    assertThat(ring.ids()).containsExactly("c");
  }

  @Test
  void saysWhyAStoreDidNotForget() {
    Rings ring = new Rings(THREE, member("a", ""));
    RingPage page =
        page(
            RingKind.INGESTER,
            ring,
            ids -> {
              throw new IOException("etcd: no leader");
            });
    PageResponse answer = ask(page, "POST", false, Map.of("forget", "a"));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).isEqualTo("nothing is known to be forgotten: etcd: no leader\n");
  }
}
