package io.flaregate.phlare.receiver.jfr;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels that events refer to by the number of a context, and the names of spans that they
 * refer to by a number, as Pyroscope's agent for Java sends them beside the recording: {@code
 * LabelsSnapshot{contexts=1: map of Context{labels=1: map}, strings=2: map}}.
 */
public final class JfrLabels {
  private static final int MAX_ENTRIES = 1 << 18;
  private static final int LENGTH = ProtoReader.LENGTH;
  private static final int KEY = (1 << 3) | ProtoReader.VARINT;
  private static final int MESSAGE_VALUE = (2 << 3) | LENGTH;
  private static final int NUMBER_VALUE = (2 << 3) | ProtoReader.VARINT;
  private static final int FIRST = (1 << 3) | LENGTH;
  private static final int SECOND = (2 << 3) | LENGTH;

  private final Map<Long, Map<Long, Long>> contexts = new HashMap<>();
  private final Map<Long, String> strings = new HashMap<>();
  private int entries;

  private JfrLabels() {}

  /** No labels. */
  public static JfrLabels none() {
    return new JfrLabels();
  }

  /**
   * Reads labels.
   *
   * @throws MalformedJfrException if they are not such a message
   */
  public static JfrLabels read(byte[] bytes, int from, int to) throws MalformedJfrException {
    JfrLabels labels = new JfrLabels();
    ProtoReader in = new ProtoReader();
    in.reset(bytes, from, to);
    try {
      while (in.hasMore()) {
        int tag = in.readTag();
        switch (tag) {
          case FIRST -> labels.context(in);
          case SECOND -> labels.string(in);
          default -> in.skipUnknown(tag, 2);
        }
      }
      return labels;
    } catch (MalformedProtoException e) {
      throw new MalformedJfrException("its labels cannot be read: " + e.getMessage());
    }
  }

  private void context(ProtoReader in) throws MalformedProtoException, MalformedJfrException {
    long key = 0;
    Map<Long, Long> labels = new HashMap<>();
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case KEY -> key = in.readInt64();
        case MESSAGE_VALUE -> {
          int entry = in.push();
          while (in.hasMore()) {
            int inner = in.readTag();
            if (inner == FIRST) {
              label(in, labels);
            } else {
              in.skipUnknown(inner, 1);
            }
          }
          in.pop(entry);
        }
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    count();
    contexts.put(key, labels);
  }

  private void label(ProtoReader in, Map<Long, Long> labels)
      throws MalformedProtoException, MalformedJfrException {
    long key = 0;
    long value = 0;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case KEY -> key = in.readInt64();
        case NUMBER_VALUE -> value = in.readInt64();
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    count();
    labels.put(key, value);
  }

  private void string(ProtoReader in) throws MalformedProtoException, MalformedJfrException {
    long key = 0;
    String text = "";
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case KEY -> key = in.readInt64();
        case MESSAGE_VALUE -> {
          int length = in.readLength();
          text = new String(in.source(), in.position(), length, UTF_8);
          in.seek(in.position() + length);
        }
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
    count();
    strings.put(key, text);
  }

  private void count() throws MalformedJfrException {
    if (++entries > MAX_ENTRIES) {
      throw new MalformedJfrException("it has more than " + MAX_ENTRIES + " labels");
    }
  }

  /** Whether there are labels of a context. */
  boolean has(long context) {
    return contexts.containsKey(context);
  }

  /** The text of a number; empty if it has none. */
  String text(long number) {
    return strings.getOrDefault(number, "");
  }

  /** The labels of a context by their names. */
  SortedMap<String, String> of(long context) {
    SortedMap<String, String> labels = new TreeMap<>();
    contexts
        .getOrDefault(context, Map.of())
        .forEach(
            (key, value) -> {
              String name = text(key);
              String text = text(value);
              if (!name.isEmpty() && !text.isEmpty()) {
                labels.put(name, text);
              }
            });
    return labels;
  }
}
