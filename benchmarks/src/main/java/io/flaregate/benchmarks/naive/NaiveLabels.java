package io.flaregate.benchmarks.naive;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The labels of a profile: fixed ones, then what resource and scope say; the first of a name. */
final class NaiveLabels {
  private NaiveLabels() {}

  static NavigableMap<String, String> of(
      NaiveDictionary dictionary, ResourceProfiles resource, ScopeProfiles scope, Profile profile) {
    NavigableMap<String, String> labels = new TreeMap<>();
    labels.put("__delta__", "false");
    labels.put("__otel__", "true");
    labels.put("__name__", name(dictionary, profile));
    NavigableMap<String, String> attributes = new TreeMap<>();
    add(dictionary, attributes, resource.getResource().getAttributesList());
    labels.put("service_name", serviceName(attributes));
    attributes.forEach(labels::putIfAbsent);
    add(dictionary, labels, scope.getScope().getAttributesList());
    add(labels, "otel_scope_name", scope.getScope().getName());
    add(labels, "otel_scope_version", scope.getScope().getVersion());
    return labels;
  }

  private static String name(NaiveDictionary dictionary, Profile profile) {
    String type = dictionary.text(profile.getSampleType().getTypeStrindex());
    String period = dictionary.text(profile.getPeriodType().getTypeStrindex());
    if (NaiveMerge.isCpuSamples(dictionary, profile)) {
      return "process_cpu";
    }
    if (period.isEmpty()) {
      return type.equals("off_cpu") ? "off_cpu" : "process_cpu";
    }
    return period;
  }

  private static String serviceName(NavigableMap<String, String> attributes) {
    String service = attributes.getOrDefault("service.name", "");
    if (!service.isEmpty()) {
      return service;
    }
    String executable = attributes.getOrDefault("process.executable.name", "");
    return executable.isEmpty() ? "unknown_service" : "unknown_service:" + executable;
  }

  private static void add(
      NaiveDictionary dictionary, NavigableMap<String, String> labels, List<KeyValue> attributes) {
    for (KeyValue attribute : attributes) {
      String text = dictionary.text(attribute.getValue(), true);
      add(labels, dictionary.key(attribute), text == null ? "" : text);
    }
  }

  private static void add(NavigableMap<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.putIfAbsent(name, value);
    }
  }
}
