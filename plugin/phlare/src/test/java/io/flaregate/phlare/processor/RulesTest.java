package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the rules of a tenant do to its profiles. */
class RulesTest extends TenantFixture {
  private static Map<String, Object> rule(String action, String regex, String... sources) {
    return Map.of("action", action, "regex", regex, "source_labels", List.of(sources));
  }

  private static Map<String, Object> set(String target, String value) {
    return Map.of("target_label", target, "replacement", value);
  }

  private static String labels(String more) {
    return "{__delta__=false, __name__=process_cpu, __otel__=true, " + more + "}";
  }

  @Test
  void rulesChangeTheLabelsOfSeries() {
    with(
        Map.of(
            "ingestion_relabeling_rules",
            List.of(set("env", "prod"), Map.of("action", "labeldrop", "regex", "pod"))));
    fixture.row().resource(dictionary.attribute("pod", "a-1")).sample(0, 1);
    assertThat(send().details()).isEmpty();
    assertThat(harness.labels()).containsExactly(labels("env=prod, service_name=unknown_service"));
  }

  @Test
  void rulesRunOnTheSeriesThatSampleLabelsMake() {
    with(Map.of("ingestion_relabeling_rules", List.of(rule("drop", "a", "t"))));
    int a = dictionary.list(dictionary.attribute("t", "a"));
    int b = dictionary.list(dictionary.attribute("t", "b"));
    fixture.row().labelled(0, a, 0, 1).labelled(0, b, 0, 1);
    fixture.row().labelled(0, a, 0, 1);
    ConsumeResult result = send();
    assertThat(result).isEqualTo(ConsumeResult.stored(2));
    assertThat(harness.labels()).containsExactly(labels("service_name=unknown_service, t=b"));
    assertThat(harness.meter().value(DISCARDED, "dropped_by_relabel_rules", TENANT)).isEqualTo(2);
  }

  @Test
  void labelsAreCheckedAfterTheRules() {
    with(
        Map.of(
            "max_label_names_per_series",
            5,
            "ingestion_relabeling_rules",
            List.of(Map.of("action", "labeldrop", "regex", "service_name|extra.*"))));
    fixture
        .row()
        .resource(dictionary.attribute("extra1", "x"), dictionary.attribute("extra2", "x"))
        .sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(ProcessorHarness.messages(result).get(0)).contains("has no service_name");
  }

  @Test
  void theDefaultRulesRunUnlessTheyAreDisabled() {
    fixture.row().type("cpu", "nanoseconds").period("wall", "nanoseconds", 0).sample(0, 1);
    fixture.row().type("space", "bytes").period("godeltaprof_memory", "bytes", 0).sample(0, 1);
    send();
    assertThat(harness.labels())
        .containsExactly(
            "{__delta__=false, __name__=process_cpu, __name_replaced__=wall, __otel__=true,"
                + " service_name=unknown_service}",
            "{__delta__=false, __name__=memory, __name_replaced__=godeltaprof_memory,"
                + " __otel__=true, service_name=unknown_service}");
    with(Map.of("ingestion_relabeling_default_rules_position", "disabled"));
    send();
    assertThat(harness.labels().get(0)).contains("__name__=wall,");
  }

  @Test
  void theDefaultRulesRunBeforeOrAfterTheTenants() {
    Map<String, Object> seesWall =
        Map.of(
            "source_labels",
            List.of("__name__"),
            "regex",
            "wall",
            "target_label",
            "saw",
            "replacement",
            "wall");
    fixture.row().type("cpu", "nanoseconds").period("wall", "nanoseconds", 0).sample(0, 1);
    with(Map.of("ingestion_relabeling_rules", List.of(seesWall)));
    send();
    assertThat(harness.labels().get(0)).doesNotContain("saw=wall");
    with(
        Map.of(
            "ingestion_relabeling_rules",
            List.of(seesWall),
            "ingestion_relabeling_default_rules_position",
            "last"));
    send();
    assertThat(harness.labels().get(0)).contains("saw=wall", "__name__=process_cpu");
  }

  @Test
  void theOrderLabelIsAddedOnDemand() {
    with(Map.of("enforce_labels_order", true));
    fixture.row().sample(0, 1);
    send();
    assertThat(harness.labels().get(0)).contains("__order__=enforced");
  }

  @Test
  void sampleTypesCanBeDropped() {
    with(
        Map.of(
            "sample_type_relabeling_rules",
            List.of(rule("drop", "wall;shop", "__type__", "service_name"))));
    int shop = dictionary.attribute("service.name", "shop");
    fixture.row().resource(shop).type("wall", "ns").period("a", "b", 0).sample(0, 1);
    fixture.row().type("wall", "ns").period("a", "b", 0).sample(0, 2);
    fixture.row().resource(shop).type("cpu", "ns").period("a", "b", 0).sample(0, 3);
    assertThat(send()).isEqualTo(ConsumeResult.stored(3));
    assertThat(harness.received().size()).isEqualTo(2);
    assertThat(harness.values(0)).containsExactly(2L);
    assertThat(harness.values(1)).containsExactly(3L);
    assertThat(harness.meter().value(DISCARDED, "dropped_by_relabel_rules", TENANT)).isEqualTo(1);
  }

  @Test
  void aProfileOfSeveralTypesKeepsThoseThatAreNotDropped() {
    with(Map.of("sample_type_relabeling_rules", List.of(rule("keep", "cpu|alloc", "__type__"))));
    fixture
        .row()
        .type("samples", "count")
        .alsoType("cpu", "ns")
        .period("a", "b", 0)
        .sample(0, 1, 10)
        .sample(0, 2, 20);
    fixture.row().type("alloc", "bytes").period("a", "b", 0).sample(0, 5);
    assertThat(send()).isEqualTo(ConsumeResult.stored(2));
    assertThat(harness.values(0)).containsExactly(30L);
    assertThat(harness.values(1)).containsExactly(5L);
    assertThat(harness.received().rows().typeCount(0)).isEqualTo(1);
  }

  @Test
  void sessionsAreRemovedOrLimited() {
    int session = dictionary.attribute("__session_id__", "0b00000000000000");
    int other = dictionary.attribute("__session_id__", "not an id");
    fixture.row().resource(session).sample(0, 1);
    fixture.row().resource(other).sample(0, 1);
    send();
    assertThat(harness.labels()).noneMatch(labels -> labels.contains("__session_id__"));
    with(Map.of("max_sessions_per_series", 8));
    send();
    assertThat(harness.labels().get(0)).contains("__session_id__=0300000000000000");
    assertThat(harness.labels().get(1)).doesNotContain("__session_id__");
  }

  @Test
  void kubernetesCanNameTheService() {
    ServiceNameConfig names =
        new ServiceNameConfig(List.of("service.name"), "unknown_service", "", true, true);
    with(new PhlareProcessorConfig(null, names, List.of(), List.of()));
    int deployment = dictionary.attribute("k8s.deployment.name", "web");
    int pod = dictionary.attribute("k8s.pod.name", "web-1");
    fixture.row().resource(pod, deployment).sample(0, 1);
    fixture.row().resource(dictionary.attribute("service.name", "shop"), pod).sample(0, 1);
    send();
    assertThat(harness.labels().get(0)).contains("service_name=web}");
    assertThat(harness.labels().get(1)).contains("service_name=shop}");
    assertThat(harness.meter().value("flaregate_service_name_source_total", "kubernetes"))
        .isEqualTo(1);
  }

  @Test
  void attributesOfManyValuesCanBeLeftOut() {
    with(
        new PhlareProcessorConfig(
            null,
            ServiceNameConfig.defaults(),
            List.of(),
            List.of(PhlareProcessorConfig.HIGH_CARDINALITY, "x")));
    fixture
        .row()
        .resource(
            dictionary.attribute("process.pid", "17"),
            dictionary.attribute("x", "y"),
            dictionary.attribute("z", "y"))
        .sample(0, 1);
    send();
    assertThat(harness.labels()).containsExactly(labels("service_name=unknown_service, z=y"));
  }

  @Test
  void dotsThatBecomeUnderscoresAreCounted() {
    with(Map.of("disable_label_sanitization", false));
    fixture.row().resource(dictionary.attribute("k8s.pod", "a")).sample(0, 1);
    send();
    assertThat(harness.labels().get(0)).contains("k8s_pod=a");
    assertThat(harness.meter().value("pyroscope_sanitized_label_names_total", TENANT)).isEqualTo(1);
  }

  @Test
  void aNameMustBeThatOfAMetricWhereLabelNamesAreSanitised() {
    with(Map.of("disable_label_sanitization", false));
    fixture.row().period("space-1", "bytes", 0).type("a", "b").sample(0, 1);
    fixture.row().period("job:space", "bytes", 0).type("a", "b").sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.STORED);
    assertThat(ProcessorHarness.messages(result).get(0))
        .contains("__name__=\"space-1\"", "does not match [a-zA-Z_:][a-zA-Z0-9_:]*");
  }
}
