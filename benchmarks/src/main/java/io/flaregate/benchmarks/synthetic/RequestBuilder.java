package io.flaregate.benchmarks.synthetic;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Stack;

/** A request with one profile of one CPU time, and entry 0 in each table; to be filled. */
final class RequestBuilder {
  private static final long TIME_NANOS = 1_760_000_000_000_000_000L;

  private final ExportProfilesServiceRequest.Builder request =
      ExportProfilesServiceRequest.newBuilder();
  final ProfilesDictionary.Builder dictionary = request.getDictionaryBuilder();
  final Profile.Builder profile =
      request.addResourceProfilesBuilder().addScopeProfilesBuilder().addProfilesBuilder();

  RequestBuilder() {
    dictionary.addStringTable("");
    dictionary.addMappingTableBuilder();
    dictionary.addFunctionTableBuilder();
    dictionary.addLocationTableBuilder();
    dictionary.addStackTableBuilder();
    dictionary.addAttributeTableBuilder();
    dictionary.addLinkTableBuilder();
    int cpu = text("cpu");
    int nanoseconds = text("nanoseconds");
    profile.getSampleTypeBuilder().setTypeStrindex(cpu).setUnitStrindex(nanoseconds);
    profile.getPeriodTypeBuilder().setTypeStrindex(cpu).setUnitStrindex(nanoseconds);
    profile.setTimeUnixNano(TIME_NANOS).setDurationNano(10_000_000_000L).setPeriod(10_000_000);
  }

  int text(String text) {
    dictionary.addStringTable(text);
    return dictionary.getStringTableCount() - 1;
  }

  int mapping(String file) {
    dictionary.addMappingTableBuilder().setFilenameStrindex(text(file));
    return dictionary.getMappingTableCount() - 1;
  }

  int function(String name, int file) {
    dictionary.addFunctionTableBuilder().setNameStrindex(text(name)).setFilenameStrindex(file);
    return dictionary.getFunctionTableCount() - 1;
  }

  int location(int mapping, long address) {
    dictionary.addLocationTableBuilder().setMappingIndex(mapping).setAddress(address);
    return dictionary.getLocationTableCount() - 1;
  }

  int location(int mapping, long address, int function, long line) {
    int location = location(mapping, address);
    dictionary
        .getLocationTableBuilder(location)
        .addLinesBuilder()
        .setFunctionIndex(function)
        .setLine(line);
    return location;
  }

  int stack(Iterable<Integer> locations) {
    dictionary.addStackTable(Stack.newBuilder().addAllLocationIndices(locations));
    return dictionary.getStackTableCount() - 1;
  }

  int attribute(int key, int value) {
    dictionary
        .addAttributeTableBuilder()
        .setKeyStrindex(key)
        .getValueBuilder()
        .setStringValueStrindex(value);
    return dictionary.getAttributeTableCount() - 1;
  }

  void sample(int stack, long value) {
    profile.addSamplesBuilder().setStackIndex(stack).addValues(value);
  }

  ExportProfilesServiceRequest build() {
    return request.build();
  }
}
