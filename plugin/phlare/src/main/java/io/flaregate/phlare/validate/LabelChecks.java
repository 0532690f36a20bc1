package io.flaregate.phlare.validate;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.consumer.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the labels of a series. The first problem in the order of the labels counts. That
 * values are UTF-8 and names unique is so by construction.
 */
public final class LabelChecks {
  private static final int MAX_PRINTED_LABELS = 12;

  /** Bounds the cost of comparing: many series may share a few very long names. */
  private static final int MAX_COMPARED_BYTES = 1024;

  private final LimitsConfig limits;

  /** Checks against limits. */
  public LabelChecks(LimitsConfig limits) {
    this.limits = limits;
  }

  /**
   * Labels that are checked: ids of texts in a table.
   *
   * @param texts the names and values
   * @param name the id of {@code __name__}
   * @param serviceName the id of {@code service_name}
   */
  public record Context(TextTable texts, int name, int serviceName) {}

  /** Labels of one series, in any order, each name once. */
  public interface Labels {
    /** How many there are. */
    int size();

    /** The id of the name of a label. */
    int name(int label);

    /** The id of the value of a label. */
    int value(int label);
  }

  /** What is wrong with labels, or null. */
  public @Nullable Problem check(Labels labels, Context context) {
    if (labels.size() == 0) {
      return new Problem(Reason.MISSING_LABELS, () -> "profile has no labels");
    }
    int max = limits.maxLabelNamesPerSeries();
    if (max > 0 && labels.size() > max) {
      return new Problem(
          Reason.MAX_LABEL_NAMES_PER_SERIES,
          () ->
              profileWith(labels, context)
                  + " has "
                  + labels.size()
                  + " label names (max_label_names_per_series: "
                  + max
                  + ")");
    }
    if (isMissing(labels, context.name(), context.texts())) {
      return new Problem(
          Reason.INVALID_LABELS, () -> profileWith(labels, context) + " has no name (__name__)");
    }
    int name = valueOf(labels, context.name());
    if (!limits.disableLabelSanitization() && !isMetricName(name, context.texts())) {
      return new Problem(
          Reason.INVALID_LABELS,
          () ->
              profileWith(labels, context)
                  + " has a __name__ that does not match [a-zA-Z_:][a-zA-Z0-9_:]*"
                  + " (disable_label_sanitization: false)");
    }
    if (isMissing(labels, context.serviceName(), context.texts())) {
      return new Problem(
          Reason.MISSING_LABELS, () -> profileWith(labels, context) + " has no service_name");
    }
    return areFine(labels, context.texts()) ? null : firstProblem(labels, context);
  }

  private static boolean isMissing(Labels labels, int name, TextTable texts) {
    return texts.length(valueOf(labels, name)) == 0;
  }

  /** The value of a name; 0, the empty text, if there is no such label. */
  private static int valueOf(Labels labels, int name) {
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i) == name) {
        return labels.value(i);
      }
    }
    return 0;
  }

  private boolean areFine(Labels labels, TextTable texts) {
    for (int i = 0; i < labels.size(); i++) {
      if (nameProblem(labels.name(i), texts) != null || isTooLong(labels.value(i), texts)) {
        return false;
      }
    }
    return true;
  }

  private boolean isTooLong(int value, TextTable texts) {
    int max = limits.maxLabelValueLength();
    return max > 0 && texts.length(value) > max;
  }

  private @Nullable Reason nameProblem(int name, TextTable texts) {
    int max = limits.maxLabelNameLength();
    if (max > 0 && texts.length(name) > max) {
      return Reason.LABEL_NAME_TOO_LONG;
    }
    boolean valid = limits.disableLabelSanitization() || isClassic(name, texts);
    return valid && texts.length(name) > 0 ? null : Reason.INVALID_LABELS;
  }

  /** Whether a name matches {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
  private static boolean isClassic(int name, TextTable texts) {
    return isClassic(name, texts, '_');
  }

  /** The same with colons, which rules of Prometheus once put into the names of metrics. */
  private static boolean isMetricName(int name, TextTable texts) {
    return isClassic(name, texts, ':');
  }

  private static boolean isClassic(int name, TextTable texts, char other) {
    for (int i = 0; i < texts.length(name); i++) {
      int c = texts.byteAt(name, i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == other;
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private Problem firstProblem(Labels labels, Context context) {
    for (int label : sorted(labels, context.texts())) {
      Reason reason = nameProblem(labels.name(label), context.texts());
      if (reason != null) {
        return new Problem(reason, () -> nameMessage(labels, label, reason, context));
      }
      if (isTooLong(labels.value(label), context.texts())) {
        return new Problem(Reason.LABEL_VALUE_TOO_LONG, () -> valueMessage(labels, label, context));
      }
    }
    throw new IllegalStateException("no problem among labels that have one");
  }

  private String nameMessage(Labels labels, int label, Reason reason, Context context) {
    TextTable texts = context.texts();
    String name = texts.get(labels.name(label));
    if (reason == Reason.LABEL_NAME_TOO_LONG) {
      return "label name is "
          + texts.length(labels.name(label))
          + " bytes long (max_label_name_length: "
          + limits.maxLabelNameLength()
          + "): "
          + Printable.quoted(name);
    }
    if (name.isEmpty()) {
      return profileWith(labels, context)
          + " has a label with an empty name (collectors 0.148 to 0.160 empty the keys of"
          + " attributes that pass a queue or a file)";
    }
    return profileWith(labels, context)
        + " has the label name "
        + Printable.quoted(name)
        + ", which does not match [a-zA-Z_][a-zA-Z0-9_]* (disable_label_sanitization: false)";
  }

  private String valueMessage(Labels labels, int label, Context context) {
    TextTable texts = context.texts();
    return "value of label "
        + Printable.quoted(texts.get(labels.name(label)))
        + " is "
        + texts.length(labels.value(label))
        + " bytes long (max_label_value_length: "
        + limits.maxLabelValueLength()
        + "): "
        + Printable.quoted(texts.get(labels.value(label)));
  }

  private static String profileWith(Labels labels, Context context) {
    return "profile with labels '" + print(labels, context.texts()) + "'";
  }

  /** Labels as {@code {name="value", …}}, sorted; long texts and long lists are cut. */
  public static String print(Labels labels, TextTable texts) {
    StringBuilder out = new StringBuilder("{");
    int shown = 0;
    for (int label : sorted(labels, texts)) {
      if (shown++ == MAX_PRINTED_LABELS) {
        out.append(", …");
        break;
      }
      out.append(shown == 1 ? "" : ", ");
      Printable.append(out, texts.get(labels.name(label)));
      out.append('=');
      Printable.appendQuoted(out, texts.get(labels.value(label)));
    }
    return out.append('}').toString();
  }

  /** Labels by the bytes of their names; names that start alike for long stay in their order. */
  private static Integer[] sorted(Labels labels, TextTable texts) {
    Integer[] sorted = new Integer[labels.size()];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(
        sorted,
        (one, other) -> texts.compare(labels.name(one), labels.name(other), MAX_COMPARED_BYTES));
    return sorted;
  }
}
