package io.flaregate.phlare.testing;

import io.flaregate.spi.profiles.StringTable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects texts for a table; texts may stand in it twice. */
final class Texts {
  private final List<byte[]> texts = new ArrayList<>(List.of(new byte[0]));

  /** Adds a text, also if it is there already, and returns its index; the empty one is 0. */
  int add(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    texts.add(text.getBytes(StandardCharsets.UTF_8));
    return texts.size() - 1;
  }

  StringTable table() {
    int[] offsets = new int[texts.size()];
    int[] lengths = new int[texts.size()];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < texts.size(); i++) {
      offsets[i] = bytes.size();
      lengths[i] = texts.get(i).length;
      bytes.writeBytes(texts.get(i));
    }
    return StringTable.of(bytes.toByteArray(), offsets, lengths, texts.size());
  }
}
