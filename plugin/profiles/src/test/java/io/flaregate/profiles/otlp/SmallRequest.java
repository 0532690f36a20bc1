package io.flaregate.profiles.otlp;

import com.google.protobuf.ByteString;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.NaiveProfile;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;

/** A request with one profile of one sample and one entry in each table, for tests to change. */
final class SmallRequest {
  final ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();

  final ProfilesDictionary.Builder dictionary = request.getDictionaryBuilder();
  final ResourceProfiles.Builder resource = request.addResourceProfilesBuilder();
  final ScopeProfiles.Builder scope = resource.addScopeProfilesBuilder();
  final Profile.Builder profile = scope.addProfilesBuilder();

  SmallRequest() {
    dictionary.addStringTable("").addStringTable("cpu").addStringTable("main");
    dictionary.addStringTable("thread").addStringTable("T1");
    dictionary.addMappingTableBuilder();
    dictionary.addMappingTableBuilder().setFilenameStrindex(1);
    dictionary.addFunctionTableBuilder();
    dictionary.addFunctionTableBuilder().setNameStrindex(2);
    dictionary.addLocationTableBuilder();
    dictionary.addLocationTableBuilder().setMappingIndex(1).addLinesBuilder().setFunctionIndex(1);
    dictionary.addStackTableBuilder();
    dictionary.addStackTableBuilder().addLocationIndices(1);
    dictionary.addAttributeTableBuilder();
    dictionary.addAttributeTableBuilder().setKeyStrindex(3).getValueBuilder().setStringValue("T1");
    dictionary.addLinkTableBuilder();
    dictionary
        .addLinkTableBuilder()
        .setTraceId(
            ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}))
        .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 2}));
    profile.getSampleTypeBuilder().setTypeStrindex(1);
    profile
        .addSamplesBuilder()
        .setStackIndex(1)
        .addAttributeIndices(1)
        .setLinkIndex(1)
        .addValues(5);
  }

  DecodedProfiles decode() throws UndecodableException {
    return Compare.decode(request.build().toByteArray());
  }

  NaiveProfile decodeOnly() throws UndecodableException {
    return ColumnsText.of(decode().profiles()).get(0);
  }

  NaiveProfile.Sample onlySample() throws UndecodableException {
    return decodeOnly().samples().get(0);
  }
}
