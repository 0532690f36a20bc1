package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.OtlpHttpService;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Row B46 of the list of bad input: of all that a sender chooses only its tenant becomes the label
 * of a metric, which the host caps.
 */
class MetricLabelsTest {
  private static final String MARK = "chosen";

  private final Rig rig = new Rig(Rig.config(1 << 26, 1L << 30, true));

  @AfterEach
  void close() {
    rig.close();
  }

  private static String[] headers() {
    return new String[] {
      "X-Scope-OrgID", MARK + "-tenant", "User-Agent", MARK + "-agent", "X-Any", MARK + "-any"
    };
  }

  @Test
  void nothingThatASenderChoosesButItsTenantBecomesALabel() {
    push();
    ingest();
    otlp();
    unknownPaths();
    assertThat(rig.sink.requests()).as("all three doors").hasSizeGreaterThanOrEqualTo(3);
    List<String> names = rig.settings.meter().names();
    assertThat(names).contains("pyroscope_distributor_received_samples");
    for (String name : names) {
      List<String> labels = rig.settings.meter().labelNames(name);
      for (String values : rig.settings.meter().values(name).keySet()) {
        String[] each = values.split(",", -1);
        for (int label = 0; label < labels.size(); label++) {
          if (!labels.get(label).equals("tenant")) {
            assertThat(each[label]).as("%s{%s}", name, labels.get(label)).doesNotContain(MARK);
          }
        }
      }
    }
  }

  private void push() {
    Map<String, String> labels =
        Map.of("__name__", MARK + "_name", "service_name", MARK, MARK + "_label", MARK + "-value");
    byte[] good = Pushes.request(List.of(Pushes.series(labels, List.of(Pushes.pprof()))));
    assertThat(rig.push(good, Rig.PROTO, headers()).statusCode()).isEqualTo(200);
    byte[] bad = Pushes.request(List.of(Pushes.series(labels, List.of(MARK.getBytes(UTF_8)))));
    assertThat(rig.push(bad, Rig.PROTO, headers()).statusCode()).isEqualTo(400);
    assertThat(rig.push(good, "application/" + MARK, headers()).statusCode()).isEqualTo(415);
  }

  private void ingest() {
    String path = "/ingest?name=" + MARK + "%7Ba%3D" + MARK + "%7D&spyName=" + MARK + "&format=";
    byte[] folded = (MARK + ";main 3\n").getBytes(UTF_8);
    assertThat(rig.send("POST", path + "groups", folded, "text/plain", headers()).statusCode())
        .isEqualTo(200);
    assertThat(rig.send("POST", path + MARK, folded, "text/plain", headers()).statusCode())
        .isGreaterThanOrEqualTo(400);
  }

  private void otlp() {
    byte[] body = request().toByteArray();
    assertThat(
            rig.send("POST", OtlpHttpService.PATH, body, "application/x-protobuf", headers())
                .statusCode())
        .isEqualTo(200);
  }

  private void unknownPaths() {
    assertThat(rig.send("POST", "/" + MARK, new byte[1], "text/" + MARK, headers()).statusCode())
        .isEqualTo(404);
    assertThat(rig.send("PURGE", "/ingest", new byte[1], "text/plain", headers()).statusCode())
        .isGreaterThanOrEqualTo(400);
  }

  private static ExportProfilesServiceRequest request() {
    KeyValue attribute =
        KeyValue.newBuilder()
            .setKey(MARK + ".key")
            .setValue(AnyValue.newBuilder().setStringValue(MARK + "-value"))
            .build();
    ValueType type = ValueType.newBuilder().setTypeStrindex(1).setUnitStrindex(1).build();
    Profile profile =
        Profile.newBuilder()
            .setSampleType(type)
            .addSamples(Sample.newBuilder().setStackIndex(1).addValues(1))
            .build();
    ScopeProfiles scope =
        ScopeProfiles.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder().setName(MARK + "-scope").setVersion(MARK + "-1"))
            .addProfiles(profile)
            .build();
    return ExportProfilesServiceRequest.newBuilder()
        .setDictionary(dictionary())
        .addResourceProfiles(
            ResourceProfiles.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute))
                .addScopeProfiles(scope))
        .build();
  }

  private static ProfilesDictionary dictionary() {
    return ProfilesDictionary.newBuilder()
        .addStringTable("")
        .addStringTable(MARK + "_type")
        .addMappingTable(Mapping.getDefaultInstance())
        .addFunctionTable(Function.getDefaultInstance())
        .addFunctionTable(Function.newBuilder().setNameStrindex(1))
        .addLocationTable(Location.getDefaultInstance())
        .addLocationTable(
            Location.newBuilder()
                .addLines(
                    io.opentelemetry.proto.profiles.v1development.Line.newBuilder()
                        .setFunctionIndex(1)))
        .addStackTable(Stack.getDefaultInstance())
        .addStackTable(Stack.newBuilder().addLocationIndices(1))
        .addLinkTable(Link.getDefaultInstance())
        .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
        .build();
  }
}
