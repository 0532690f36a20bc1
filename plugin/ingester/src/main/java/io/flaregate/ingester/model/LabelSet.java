package io.flaregate.ingester.model;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.ingester.proto.types.LabelPair;
import io.flaregate.ingester.proto.types.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The labels of a series: sorted by name in the order of their UTF-8 bytes, names unique. */
public final class LabelSet {
  /** The name of the label that holds a series' profile name. */
  public static final String NAME = "__name__";

  /** Labels that say how a profile came about; readers do not tell series apart by them. */
  private static final Set<String> NOT_READ = Set.of("__delta__", "__otel__", "__order__");

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final List<Label> labels;

  private LabelSet(List<Label> labels) {
    this.labels = List.copyOf(labels);
  }

  /**
   * Takes the labels of a pushed series.
   *
   * @throws IllegalArgumentException if there are none, or they are not sorted, or a name is empty
   *     or stands twice
   */
  public static LabelSet ofPushed(Collection<LabelPair> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("series has no labels");
    }
    List<Label> labels = new ArrayList<>(pairs.size());
    String previous = "";
    for (LabelPair pair : pairs) {
      String name = pair.getName();
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "label name is empty (value \"" + pair.getValue() + "\")");
      }
      int order = compareUtf8(previous, name);
      if (order == 0) {
        throw new IllegalArgumentException("label name \"" + name + "\" stands twice");
      }
      if (order > 0) {
        throw new IllegalArgumentException(
            "labels are not sorted by name: \"" + name + "\" comes after \"" + previous + "\"");
      }
      labels.add(new Label(name, pair.getValue()));
      previous = name;
    }
    return new LabelSet(labels);
  }

  /** Sorts the given labels, whose names must be unique. */
  public static LabelSet sorted(Collection<Label> labels) {
    List<Label> copy = new ArrayList<>(labels);
    copy.sort((a, b) -> compareUtf8(a.name(), b.name()));
    return new LabelSet(copy);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are something else
   */
  public static LabelSet fromBytes(byte[] bytes) {
    try {
      List<Label> labels = new ArrayList<>();
      for (LabelPair pair : Labels.parseFrom(bytes).getLabelsList()) {
        labels.add(new Label(pair.getName(), pair.getValue()));
      }
      return new LabelSet(labels);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("stored labels cannot be read: " + e.getMessage(), e);
    }
  }

  /** The labels, sorted. */
  public List<Label> labels() {
    return labels;
  }

  /** The value of a label; empty if there is none of that name. */
  public String value(String name) {
    requireNonNull(name, "name is null");
    for (Label label : labels) {
      if (label.name().equals(name)) {
        return label.value();
      }
    }
    return "";
  }

  /** The labels by which readers tell series apart. */
  public LabelSet read() {
    return new LabelSet(labels.stream().filter(l -> !NOT_READ.contains(l.name())).toList());
  }

  /** The labels of the given names only. */
  public LabelSet only(Collection<String> names) {
    return new LabelSet(labels.stream().filter(l -> names.contains(l.name())).toList());
  }

  /** The labels as the protocol's message. */
  public Labels toProto() {
    Labels.Builder message = Labels.newBuilder();
    for (Label label : labels) {
      message.addLabels(LabelPair.newBuilder().setName(label.name()).setValue(label.value()));
    }
    return message.build();
  }

  /** One form for each set of labels: equal sets give equal bytes and the other way round. */
  public byte[] toBytes() {
    return toProto().toByteArray();
  }

  /**
   * A short name of the labels for the protocol (FNV-1a, 64 bits). The store itself compares labels
   * whole.
   */
  public long fingerprint() {
    long hash = FNV_OFFSET;
    for (byte b : toBytes()) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  /** Compares by Unicode code points, which is the order of the UTF-8 bytes. */
  static int compareUtf8(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairX = Character.isSurrogate(x);
        boolean pairY = Character.isSurrogate(y);
        return pairX == pairY ? Character.compare(x, y) : Boolean.compare(pairX, pairY);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSet set && set.labels.equals(labels);
  }

  @Override
  public int hashCode() {
    return labels.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Label label : labels) {
      text.append(text.length() == 1 ? "" : ", ").append(label.name()).append("=\"");
      text.append(label.value().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return text.append('}').toString();
  }
}
