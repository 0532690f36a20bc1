package io.flaregate.otlp.json;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtlpSchemaTest {
  private static final Set<String> IDS = Set.of("traceId", "spanId", "profileId");

  @Test
  void hasEveryFieldOfThePublishedMessages() {
    Set<Descriptor> seen = new HashSet<>();
    compare(OtlpSchema.REQUEST, ExportProfilesServiceRequest.getDescriptor(), seen);
    assertThat(seen).hasSizeGreaterThan(15);
  }

  private static void compare(JsonMessage ours, Descriptor theirs, Set<Descriptor> seen) {
    if (!seen.add(theirs)) {
      return;
    }
    assertThat(ours.fields().keySet()).as(theirs.getName()).isEqualTo(names(theirs));
    for (FieldDescriptor field : theirs.getFields()) {
      JsonField mine = requireNonNull(ours.field(field.getJsonName()), field.getFullName());
      assertThat(mine.number()).as(field.getFullName()).isEqualTo(field.getNumber());
      assertThat(mine.repeated()).as(field.getFullName()).isEqualTo(field.isRepeated());
      assertThat(mine.kind()).as(field.getFullName()).isEqualTo(kind(field));
      assertThat(field.isRepeated() && mine.kind().packs())
          .as(field.getFullName())
          .isEqualTo(field.isPacked());
      if (field.getType() == FieldDescriptor.Type.MESSAGE) {
        compare(requireNonNull(mine.message(), field.getFullName()), field.getMessageType(), seen);
      }
    }
  }

  private static Set<String> names(Descriptor type) {
    Set<String> names = new HashSet<>();
    type.getFields().forEach(field -> names.add(field.getJsonName()));
    return names;
  }

  private static JsonKind kind(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.BYTES
        ? IDS.contains(field.getJsonName()) ? JsonKind.HEX : JsonKind.BASE64
        : JsonKind.valueOf(field.getType().name());
  }
}
