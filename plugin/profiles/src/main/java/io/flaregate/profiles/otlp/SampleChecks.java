package io.flaregate.profiles.otlp;

import org.jspecify.annotations.Nullable;

/** Whether what a sample refers to is there. */
final class SampleChecks {
  private final Tables tables;
  private final References references;
  private final Report report;
  private final Scratch scratch;
  private final int stackCount;
  private final int linkCount;
  private final int attributeCount;

  SampleChecks(Tables tables, References references, Report report, Scratch scratch) {
    this.tables = tables;
    this.references = references;
    this.report = report;
    this.scratch = scratch;
    stackCount = references.size(Table.STACK);
    linkCount = references.size(Table.LINK);
    attributeCount = references.size(Table.ATTRIBUTE);
  }

  /**
   * Why a profile with a sample cannot be used; null if it can.
   *
   * @param number which sample of its profile it is, for the message
   * @param attributes how many it has; they stand in {@link Scratch#sampleAttributes}
   */
  @Nullable String problem(int number, int stack, int link, int attributes) {
    if (Integer.compareUnsigned(stack, stackCount) >= 0) {
      return dangling(number, Table.STACK, stack, stackCount);
    }
    if (references.isBad(Table.STACK, stack)) {
      return malformed(Table.STACK, stack);
    }
    if (link != 0 && Integer.compareUnsigned(link, linkCount) >= 0) {
      return dangling(number, Table.LINK, link, linkCount);
    }
    return attributes == 0 ? null : attributeProblem(number, attributes);
  }

  private @Nullable String attributeProblem(int number, int attributes) {
    for (int i = 0; i < attributes; i++) {
      int attribute = scratch.sampleAttributes[i];
      if (Integer.compareUnsigned(attribute, attributeCount) >= 0) {
        return dangling(number, Table.ATTRIBUTE, attribute, attributeCount);
      }
      if (references.isBad(Table.ATTRIBUTE, attribute)) {
        return malformed(Table.ATTRIBUTE, attribute);
      }
    }
    return null;
  }

  private String dangling(int number, Table table, int index, int count) {
    return report.wantsText() ? table.dangling("sample " + number, index, count) : "";
  }

  private String malformed(Table table, int index) {
    return report.wantsText() ? references.explain(tables, table, index) : "";
  }
}
