package io.flaregate.benchmarks.guard;

import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Regressions on purpose, to see the guard fail: each adds to an operation what a careless change
 * of the hot path would.
 */
enum Plant {
  /** Nothing is added. */
  NONE,
  /** A map of boxed numbers in the merge, with an entry for each sample. */
  BOXED_MAP,
  /** A copy of each text of the dictionary. */
  STRING_COPIES;

  /** The plant that an option names, in lower case with hyphens. */
  static @Nullable Plant named(String name) {
    for (Plant plant : values()) {
      if (plant.toString().equals(name)) {
        return plant;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The operation on a request, and what is planted. */
  Operation in(Operation operation, ExportProfilesServiceRequest request) {
    return switch (this) {
      case NONE -> operation;
      case BOXED_MAP -> boxedMap(operation, samples(request));
      case STRING_COPIES -> stringCopies(operation, request);
    };
  }

  private static int samples(ExportProfilesServiceRequest request) {
    return request.getResourceProfilesList().stream()
        .flatMap(resource -> resource.getScopeProfilesList().stream())
        .flatMap(scope -> scope.getProfilesList().stream())
        .mapToInt(profile -> profile.getSamplesCount())
        .sum();
  }

  private static Operation boxedMap(Operation operation, int samples) {
    return () -> {
      Map<Integer, Integer> entries = new HashMap<>();
      for (int sample = 0; sample < samples; sample++) {
        entries.merge(sample, sample, Integer::sum);
      }
      return entries.size() + String.valueOf(operation.run());
    };
  }

  private static Operation stringCopies(Operation operation, ExportProfilesServiceRequest request) {
    byte[][] texts =
        request.getDictionary().getStringTableList().asByteStringList().stream()
            .map(text -> text.toByteArray())
            .toArray(byte[][]::new);
    byte[][] copies = new byte[texts.length][];
    return () -> {
      Arrays.setAll(copies, i -> texts[i].clone());
      return operation.run();
    };
  }
}
