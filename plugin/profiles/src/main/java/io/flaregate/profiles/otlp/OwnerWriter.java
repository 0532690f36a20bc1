package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes resources and scopes: those of the request, or the labels of series. */
final class OwnerWriter {
  private static final int OWNER_BYTES = 200;
  private static final int ATTRIBUTE_BYTES = 60;
  private static final byte[] SERVICE_LABEL = "service_name".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SERVICE_ATTRIBUTE = "service.name".getBytes(StandardCharsets.UTF_8);

  private final Rows rows;
  private final AttributeLists lists;
  private final StringTable strings;
  private final AttributeWriter attributes;
  private final @Nullable SeriesLabels labels;
  private final ProtoWriter out;

  OwnerWriter(Profiles profiles, ProtoWriter out) {
    this.rows = profiles.rows();
    this.lists = profiles.lists();
    this.strings = profiles.dictionary().strings();
    this.attributes = new AttributeWriter(profiles.dictionary(), out);
    this.labels = profiles.isSplit() ? profiles.labels() : null;
    this.out = out;
  }

  /** Whether two rows have one resource. */
  boolean sameResource(int row, int other) {
    if (row == other) {
      return true;
    }
    return labels == null
        ? rows.resource(row) == rows.resource(other)
        : sameLabels(labels, row, other);
  }

  /** Whether two rows of one resource have one scope. */
  boolean sameScope(int row, int other) {
    return labels != null
        || (rows.scope(row) == rows.scope(other)
            && strings.contentEquals(rows.scopeName(row), rows.scopeName(other))
            && strings.contentEquals(rows.scopeVersion(row), rows.scopeVersion(other)));
  }

  private static boolean sameLabels(SeriesLabels labels, int row, int other) {
    int start = labels.start(row);
    int otherStart = labels.start(other);
    int count = labels.end(row) - start;
    if (labels.end(other) - otherStart != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!sameLabel(labels, start + i, otherStart + i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameLabel(SeriesLabels labels, int label, int other) {
    StringTable texts = labels.strings();
    return texts.contentEquals(labels.name(label), labels.name(other))
        && texts.contentEquals(labels.value(label), labels.value(other));
  }

  /** Writes the resource of a row. */
  void resource(int row) {
    int mark = out.start(1, OWNER_BYTES);
    if (labels == null) {
      attributes(1, rows.resource(row));
    } else {
      labels(labels, row);
    }
    out.end(mark);
  }

  /** Writes the scope of a row; nothing of a series, whose labels say it. */
  void scope(int row) {
    if (labels != null) {
      return;
    }
    int mark = out.start(1, OWNER_BYTES);
    text(1, rows.scopeName(row));
    text(2, rows.scopeVersion(row));
    attributes(3, rows.scope(row));
    out.end(mark);
  }

  private void text(int field, int text) {
    if (strings.length(text) != 0) {
      out.string(field, strings, text);
    }
  }

  private void attributes(int field, int list) {
    for (int at = lists.start(list); at < lists.end(list); at++) {
      int attribute = lists.attribute(at);
      int mark = out.start(field, ATTRIBUTE_BYTES);
      out.string(1, strings, attributes.key(attribute));
      attributes.value(2, attribute);
      out.end(mark);
    }
  }

  private void labels(SeriesLabels of, int row) {
    boolean hasService = false;
    for (int label = of.start(row); label < of.end(row); label++) {
      hasService |= of.strings().contentEquals(of.name(label), SERVICE_LABEL);
    }
    for (int label = of.start(row); label < of.end(row); label++) {
      if (of.strings().contentEquals(of.name(label), SERVICE_LABEL)) {
        label(SERVICE_ATTRIBUTE, of, label);
      } else if (!hasService || !of.strings().contentEquals(of.name(label), SERVICE_ATTRIBUTE)) {
        label(null, of, label);
      }
    }
  }

  /** Writes a label as an attribute, under another name if one is given. */
  private void label(byte @Nullable [] name, SeriesLabels of, int label) {
    int mark = out.start(1, ATTRIBUTE_BYTES);
    if (name == null) {
      out.string(1, of.strings(), of.name(label));
    } else {
      out.bytes(1, name);
    }
    int value = out.start(2, ATTRIBUTE_BYTES);
    out.string(1, of.strings(), of.value(label));
    out.end(value);
    out.end(mark);
  }
}
