package io.flaregate.phlare.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/**
 * The names and values of all labels of one request, each text once. A text of the request's
 * dictionary is looked at once, however many labels it becomes.
 */
final class LabelTexts {
  private static final byte DOT = '.';
  private static final byte UNDERSCORE = '_';
  private static final int UNKNOWN = -1;

  private final TextTable texts = new TextTable();
  private final StringTable strings;
  private final boolean sanitises;
  private final int[] known;
  private final int[] knownNames;
  private long sanitisedNames;

  LabelTexts(StringTable strings, boolean sanitises) {
    this.strings = strings;
    this.sanitises = sanitises;
    known = new int[strings.size()];
    Arrays.fill(known, UNKNOWN);
    knownNames = sanitises ? known.clone() : known;
  }

  /** The texts; ids of this class are ids of it. */
  TextTable table() {
    return texts;
  }

  /** A text of the dictionary as it is. */
  int text(int index) {
    if (known[index] == UNKNOWN) {
      known[index] = texts.intern(strings, index);
    }
    return known[index];
  }

  /** A text of the dictionary as the name of a label. */
  int name(int index) {
    if (knownNames[index] == UNKNOWN) {
      knownNames[index] = sanitises ? texts.intern(sanitised(strings, index)) : text(index);
    }
    return knownNames[index];
  }

  /** A text of another table as the name of a label. */
  int name(StringTable others, int index) {
    return sanitises ? texts.intern(sanitised(others, index)) : texts.intern(others, index);
  }

  private byte[] sanitised(StringTable strings, int index) {
    byte[] name = new byte[strings.length(index)];
    strings.copyTo(index, name, 0);
    boolean changed = false;
    for (int i = 0; i < name.length; i++) {
      changed |= name[i] == DOT;
      name[i] = name[i] == DOT ? UNDERSCORE : name[i];
    }
    if (changed) {
      sanitisedNames++;
    }
    return name;
  }

  /** How many different names of labels had dots that became underscores. */
  long sanitisedNames() {
    return sanitisedNames;
  }

  /** A text of the code's or the configuration's. */
  int literal(String text) {
    return texts.intern(text.getBytes(UTF_8));
  }
}
