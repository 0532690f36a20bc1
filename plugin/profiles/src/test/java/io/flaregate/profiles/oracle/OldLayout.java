package io.flaregate.profiles.oracle;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.stream.LongStream;

/** Writes requests in the layout that samples had before OTLP 1.10. */
public final class OldLayout {
  private OldLayout() {}

  /** The same request as a sender before 1.10 writes it. */
  public static ExportProfilesServiceRequest of(ExportProfilesServiceRequest request) {
    ExportProfilesServiceRequest.Builder result = request.toBuilder();
    for (ResourceProfiles.Builder resource : result.getResourceProfilesBuilderList()) {
      for (ScopeProfiles.Builder scope : resource.getScopeProfilesBuilderList()) {
        for (Profile.Builder profile : scope.getProfilesBuilderList()) {
          profile.getSamplesBuilderList().forEach(OldLayout::toOld);
        }
      }
    }
    return result.build();
  }

  private static void toOld(Sample.Builder sample) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    if (sample.getValuesCount() > 0) {
      fields.addField(2, packed(sample.getValuesList().stream().mapToLong(Long::longValue)));
    }
    if (sample.getAttributeIndicesCount() > 0) {
      fields.addField(
          3, packed(sample.getAttributeIndicesList().stream().mapToLong(Integer::longValue)));
    }
    if (sample.getLinkIndex() != 0) {
      fields.addField(
          4, UnknownFieldSet.Field.newBuilder().addVarint(sample.getLinkIndex()).build());
    }
    sample.clearValues().clearAttributeIndices().clearLinkIndex();
    sample.setUnknownFields(fields.build());
  }

  private static UnknownFieldSet.Field packed(LongStream numbers) {
    ByteString.Output out = ByteString.newOutput();
    numbers.forEach(number -> varint(out, number));
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(out.toByteString()).build();
  }

  private static void varint(ByteString.Output out, long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
