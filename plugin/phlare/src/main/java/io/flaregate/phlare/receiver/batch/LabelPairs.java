package io.flaregate.phlare.receiver.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.merge.TextTable;
import io.flaregate.profiles.wire.Utf8;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The labels of a series as its sender gave them: in any order, a name may stand twice. */
public final class LabelPairs {
  private final List<byte[]> texts = new ArrayList<>();

  /** Adds a label given as UTF-8, which {@link #problem} checks. */
  public LabelPairs add(byte[] name, byte[] value) {
    texts.add(name);
    texts.add(value);
    return this;
  }

  /** Adds a label. */
  public LabelPairs add(String name, String value) {
    return add(name.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  /** How many there are. */
  public int size() {
    return texts.size() / 2;
  }

  /** The bytes of all names and values. */
  long bytes() {
    return texts.stream().mapToLong(text -> text.length).sum();
  }

  /** What makes the labels unusable; null if nothing does. */
  @Nullable String problem() {
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      if (!Utf8.isValid(text, 0, text.length)) {
        String what = i % 2 == 0 ? "the name of label " : "the value of label ";
        return what + i / 2 + " is not UTF-8";
      }
    }
    return null;
  }

  /** The name or value of a label in turn, interned. */
  int intern(TextTable table, int text) {
    return table.intern(texts.get(text));
  }
}
