package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.PprofContent.SampleKey;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.AttributeKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which labels series get, and into which series a profile is split. */
class LabelsTest {
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final DictionaryFixture dictionary = fixture.dictionary;
  private ProcessorHarness harness = new ProcessorHarness(LimitsConfig.none());

  @AfterEach
  void close() {
    harness.close();
  }

  private void with(LimitsConfig limits, ServiceNameConfig serviceNames) {
    harness.close();
    harness =
        new ProcessorHarness(new PhlareProcessorConfig(limits, serviceNames, List.of(), List.of()));
  }

  private ConsumeResult send() {
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.count(Outcome.STORED)).as("%s", result).isEqualTo(result.size());
    return result;
  }

  @Test
  void everySeriesHasTheFixedLabels() {
    fixture.row().sample(0, 1);
    assertThat(send().details()).isEmpty();
    assertThat(harness.labels())
        .containsExactly(
            "{__delta__=false, __name__=process_cpu, __otel__=true,"
                + " service_name=unknown_service}");
    assertThat(harness.meter().value("flaregate_service_name_source_total", "fallback"))
        .isEqualTo(1);
  }

  @Test
  void theNameFollowsTheTypes() {
    fixture.row().type("off_cpu", "nanoseconds").period("", "", 0).sample(0, 1);
    fixture.row().type("off_cpu", "nanoseconds").period("x", "count", 0).sample(0, 1);
    fixture.row().type("alloc", "bytes").period("space", "bytes", 1).sample(0, 1);
    fixture.row().type("wall", "nanoseconds").period("", "", 0).sample(0, 1);
    fixture.row().type("samples", "count").period("cpu", "count", 1).sample(0, 1);
    send();
    assertThat(harness.labels())
        .extracting(labels -> labels.replaceAll(".*__name__=([^,]*),.*", "$1"))
        .containsExactly("off_cpu", "x", "space", "process_cpu", "cpu");
  }

  @Test
  void attributesOfResourceAndScopeBecomeLabelsAndTheFirstOfANameCounts() {
    int text = dictionary.attribute("host", "h1");
    int number = dictionary.attribute("process.pid", AttributeKind.INT, -7);
    int flag = dictionary.attribute("flag", AttributeKind.BOOL, 1);
    int empty = dictionary.attribute("empty", "");
    int reserved = dictionary.attribute("__name__", "forged");
    int delta = dictionary.attribute("__delta__", "true");
    int service = dictionary.attribute("service_name", "forged");
    int again = dictionary.attribute("host", "h2");
    int own = dictionary.attribute("scope.key", "s");
    int version = dictionary.attribute("otel_scope_version", "attribute");
    fixture
        .row()
        .resource(text, number, flag, empty, reserved, delta, service)
        .scope("lib", "1.2", again, own, version)
        .sample(0, 1);
    send();
    assertThat(harness.labels())
        .containsExactly(
            "{__delta__=false, __name__=process_cpu, __otel__=true, host=h1,"
                + " otel_scope_name=lib, otel_scope_version=attribute, process.pid=-7,"
                + " scope.key=s, service_name=unknown_service}");
    assertThat(
            harness
                .meter()
                .value(
                    "flaregate_normalization_dropped_labels_total",
                    "duplicate_label_names",
                    ProcessorHarness.TENANT))
        .isEqualTo(5);
  }

  @Test
  void theServiceIsNamedBySampleResourceExecutableOrFallback() {
    int service = dictionary.attribute("service.name", "shop");
    int executable = dictionary.attribute("process.executable.name", "java");
    int inSample = dictionary.list(dictionary.attribute("service.name", "from-sample"));
    int emptyInSample = dictionary.list(dictionary.attribute("service.name", ""));
    fixture.row().resource(executable, service).sample(0, 1);
    fixture.row().resource(executable).sample(0, 1);
    fixture.row().resource(executable).labelled(0, inSample, 0, 1);
    fixture.row().resource(service).labelled(0, emptyInSample, 0, 1);
    fixture
        .row()
        .resource(dictionary.attribute("service.name", AttributeKind.INT, 12))
        .sample(0, 1);
    fixture.row().resource(dictionary.attribute("service.name", "")).sample(0, 1);
    send();
    assertThat(harness.labels())
        .extracting(labels -> labels.replaceAll(".*service_name=([^}]*)}", "$1"))
        .containsExactly(
            "shop", "unknown_service:java", "from-sample", "shop", "12", "unknown_service");
    assertThat(harness.meter().values("flaregate_service_name_source_total"))
        .containsEntry("resource", 3.0)
        .containsEntry("executable", 1.0)
        .containsEntry("sample", 1.0)
        .containsEntry("fallback", 1.0);
  }

  @Test
  void whereTheServicesNameComesFromCanBeConfigured() {
    with(
        LimitsConfig.none(),
        new ServiceNameConfig(List.of("app", "service.name"), "x", "", false, false));
    int service = dictionary.attribute("service.name", "shop");
    int app = dictionary.attribute("app", "web");
    int executable = dictionary.attribute("process.executable.name", "java");
    fixture.row().resource(service, app).sample(0, 1);
    fixture.row().resource(service).labelled(0, dictionary.list(service), 0, 1);
    fixture.row().resource(executable).sample(0, 1);
    send();
    assertThat(harness.labels())
        .extracting(labels -> labels.replaceAll(".*service_name=([^}]*)}", "$1"))
        .containsExactly("web", "shop", "x");
  }

  @Test
  void textsOfSamplesSplitTheProfileAndIdsOfSpansStay() {
    int stack = dictionary.stack(dictionary.frame("f"));
    int t1 = dictionary.attribute("thread", "t1");
    int t2 = dictionary.attribute("thread", "t2");
    int span = dictionary.attribute("span_id", "s");
    int profile = dictionary.attribute("profile_id", "p");
    int link = dictionary.link(1, 2, 3);
    fixture
        .row()
        .labelled(stack, dictionary.list(t1), 0, 1)
        .labelled(stack, dictionary.list(t2), link, 2)
        .labelled(stack, dictionary.list(span, t1), 0, 4)
        .labelled(stack, dictionary.list(profile, t1), 0, 8)
        .labelled(stack, dictionary.list(t1), 0, 16);
    send();
    assertThat(harness.labels())
        .extracting(labels -> labels.replaceAll(".*thread=([^}]*)}", "$1"))
        .containsExactly("t1", "t2");
    assertThat(harness.values(0)).containsExactly(170_000_000L, 40_000_000L, 80_000_000L);
    assertThat(harness.sums(0).keySet())
        .extracting(SampleKey::labels)
        .containsExactlyInAnyOrder(Map.of(), Map.of("span_id", "s"), Map.of("span_id", "p"));
    assertThat(harness.sums(1).keySet())
        .extracting(SampleKey::labels)
        .containsExactly(
            Map.of("span_id", "0000000000000003", "trace_id", "00000000000000010000000000000002"));
    assertThat(harness.received().rows().origin(0)).isZero();
    assertThat(harness.received().rows().origin(1)).isZero();
  }

  private void withSampleOnlyLabels(String... names) {
    harness.close();
    harness =
        new ProcessorHarness(
            new PhlareProcessorConfig(
                LimitsConfig.none(), ServiceNameConfig.defaults(), List.of(names), List.of()));
  }

  private void twoThreadsInTwoRegions() {
    int stack = dictionary.stack(dictionary.frame("f"));
    int main = dictionary.attribute("thread", "main");
    int worker = dictionary.attribute("thread", "worker");
    int north = dictionary.attribute("region", "north");
    int south = dictionary.attribute("region", "south");
    fixture
        .row()
        .type("x", "count")
        .labelled(stack, dictionary.list(north, main), 0, 1)
        .labelled(stack, dictionary.list(south, main), 0, 2)
        .labelled(stack, dictionary.list(north, worker), 0, 4)
        .labelled(stack, dictionary.list(north, main), 0, 8);
  }

  @Test
  void sampleOnlyLabelsStayWithTheirSamplesAndSplitNothing() {
    withSampleOnlyLabels("thread");
    twoThreadsInTwoRegions();
    send();
    assertThat(harness.labels()).hasSize(2);
    assertThat(harness.labels().get(0)).contains("region=north").doesNotContain("thread");
    assertThat(harness.sums(0).keySet())
        .extracting(SampleKey::labels)
        .containsExactlyInAnyOrder(Map.of("thread", "main"), Map.of("thread", "worker"));
    assertThat(harness.values(0)).containsExactly(9L, 4L);
    assertThat(harness.values(1)).containsExactly(2L);
  }

  @Test
  void aStarKeepsAllLabelsWithTheSamples() {
    withSampleOnlyLabels("*");
    twoThreadsInTwoRegions();
    send();
    assertThat(harness.labels()).hasSize(1);
    assertThat(harness.values(0)).containsExactly(9L, 2L, 4L);
  }

  @Test
  void aSamplesLabelDoesNotTakeThePlaceOfTheProfiles() {
    int host = dictionary.attribute("host", "h1");
    int other = dictionary.attribute("host", "h2");
    int number = dictionary.attribute("bytes", AttributeKind.INT, 512);
    fixture
        .row()
        .resource(host)
        .labelled(0, dictionary.list(dictionary.attribute("host", "h1")), 0, 1)
        .labelled(0, dictionary.list(other), 0, 2)
        .labelled(0, dictionary.list(number), 0, 4);
    ConsumeResult result = send();
    assertThat(harness.labels()).hasSize(1);
    assertThat(harness.values(0)).containsExactly(70_000_000L);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly("2 sample attributes dropped: not a text, or a label has the name");
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.SAMPLE_LABEL_DROPPED);
    assertThat(
            harness
                .meter()
                .value(
                    "flaregate_normalization_dropped_labels_total",
                    "sample_label_dropped",
                    ProcessorHarness.TENANT))
        .isEqualTo(2);
  }

  @Test
  void groupsThatEndUpWithEqualLabelsBecomeOneSeries() {
    int service = dictionary.attribute("service.name", "shop");
    int stack = dictionary.stack(dictionary.frame("f"));
    fixture
        .row()
        .resource(service)
        .labelled(stack, dictionary.list(dictionary.attribute("service.name", "shop")), 0, 1)
        .labelled(stack, dictionary.list(dictionary.attribute("empty", "")), 0, 2)
        .sample(stack, 4);
    send();
    assertThat(harness.labels()).hasSize(1);
    assertThat(harness.values(0)).containsExactly(70_000_000L);
  }

  @Test
  void listsThatAreEqualInContentOnlyMakeOneSeries() {
    int one = dictionary.list(dictionary.attribute("thread", "t"));
    int other = dictionary.list(dictionary.attribute("thread", "t"));
    fixture.row().labelled(0, one, 0, 1).labelled(0, other, 0, 2);
    send();
    assertThat(harness.values(0)).containsExactly(30_000_000L);
  }

  @Test
  void sanitisingTurnsDotsIntoUnderscoresAndTheFirstOfANameCounts() {
    with(Limits.labels(0, 0, 0, false), ServiceNameConfig.defaults());
    int dotted = dictionary.attribute("a.b", "1");
    int plain = dictionary.attribute("a_b", "2");
    int service = dictionary.attribute("service.name", "shop");
    int sampleDotted = dictionary.attribute("c.d", "3");
    int samplePlain = dictionary.attribute("c_d", "4");
    fixture
        .row()
        .resource(dotted, plain, service)
        .labelled(0, dictionary.list(sampleDotted, samplePlain), 0, 1);
    ConsumeResult result = send();
    assertThat(harness.labels().get(0)).contains("a_b=1, ").contains("service_name=shop");
    assertThat(harness.labels().get(0)).doesNotContain(".").contains("c_d=");
    assertThat(result.details()).hasSize(1);
  }
}
