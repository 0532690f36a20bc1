package io.flaregate.phlare.queuecli;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads the labels of a series out of its bytes for the wire. */
final class Labels {
  // The head of an EncodedSeries: PushRequest.series = 1, RawProfileSeries.labels = 1,
  // LabelPair{name = 1, value = 2}. It ends before the pprof, so lengths around it are not checked.
  private static final int LABELS = 1;
  private static final int NAME = 1;
  private static final int VALUE = 2;

  private Labels() {}

  /** The labels by name; those that can be read, if the bytes are not as they should be. */
  static Map<String, String> of(byte[] head) {
    Map<String, String> labels = new TreeMap<>();
    ProtoReader in = new ProtoReader();
    in.reset(head, 0, head.length);
    try {
      long ignoredTag = in.readTag();
      long ignoredLength = in.readInt64();
      if (ignoredTag <= 0 || ignoredLength < 0) {
        return labels;
      }
      while (in.hasMore()) {
        int tag = in.readTag();
        if (ProtoReader.field(tag) != LABELS) {
          return labels;
        }
        pair(in, labels);
      }
    } catch (MalformedProtoException e) {
      labels.put("(unreadable)", String.valueOf(e.getMessage()));
    }
    return labels;
  }

  private static void pair(ProtoReader in, Map<String, String> into)
      throws MalformedProtoException {
    int limit = in.push();
    String name = "";
    String value = "";
    while (in.hasMore()) {
      int tag = in.readTag();
      int length = in.readLength();
      String text = new String(in.source(), in.position(), length, StandardCharsets.UTF_8);
      in.skipBytes(length);
      name = ProtoReader.field(tag) == NAME ? text : name;
      value = ProtoReader.field(tag) == VALUE ? text : value;
    }
    in.pop(limit);
    into.put(name, value);
  }

  /** Labels on one line, without what a terminal would obey. */
  static String text(Map<String, String> labels) {
    StringBuilder out = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          out.append(out.length() > 1 ? ", " : "");
          out.append(safe(name)).append("=\"").append(safe(value)).append('"');
        });
    return out.append('}').toString();
  }

  /** A text on one line, without what a terminal would obey. */
  static String safe(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean plain = type != Character.CONTROL && type != Character.FORMAT && c != '"';
      if (plain) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
