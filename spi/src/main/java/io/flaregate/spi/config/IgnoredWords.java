package io.flaregate.spi.config;

/** The {@link IgnoredKeys} of a record. */
final class IgnoredWords {
  private static final String REST = "*";

  private final IgnoredKeys[] annotations;

  private IgnoredWords(IgnoredKeys[] annotations) {
    this.annotations = annotations;
  }

  static IgnoredWords of(Class<? extends Record> type) {
    return new IgnoredWords(type.getAnnotationsByType(IgnoredKeys.class));
  }

  /** Why a key has no effect; empty if it is not among those that are ignored. */
  String reason(String key) {
    for (IgnoredKeys each : annotations) {
      for (String word : each.value()) {
        boolean fits =
            word.endsWith(REST)
                ? key.startsWith(word.substring(0, word.length() - 1))
                : key.equals(word);
        if (fits) {
          return each.reason();
        }
      }
    }
    return "";
  }
}
