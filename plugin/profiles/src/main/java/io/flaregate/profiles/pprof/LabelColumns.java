package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;

/** The labels of samples as they stand in a pprof. Used for one pprof after another. */
final class LabelColumns {
  private static final int VARINT = ProtoReader.VARINT;

  private final ProtoScanner scan;
  private int[] keys = {};
  private int[] texts = {};
  private int[] units = {};
  private long[] numbers = {};
  private int size;
  private int readSoFar;
  private int stringCount;

  LabelColumns(ProtoScanner scan) {
    this.scan = scan;
  }

  /** Forgets all labels and makes room for those that an outline counted. */
  void reset(PprofOutline outline) {
    int count = outline.labels;
    keys = PprofScratch.sized(keys, count);
    texts = PprofScratch.sized(texts, count);
    units = PprofScratch.sized(units, count);
    numbers = PprofScratch.sized(numbers, count);
    stringCount = outline.strings.count();
    size = 0;
    readSoFar = 0;
  }

  /** Lets go of what is too large to be kept. */
  void trim() {
    keys = PprofScratch.kept(keys);
    texts = PprofScratch.kept(texts);
    units = PprofScratch.kept(units);
    numbers = PprofScratch.kept(numbers);
    size = 0;
  }

  /** Reads a label and adds it at the end. */
  void read(byte[] bytes, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    long key = 0;
    long text = 0;
    long number = 0;
    long unit = 0;
    int at = from;
    while (at < to) {
      int tagAt = at;
      at = scan.tag(bytes, at, to);
      switch (scan.intValue()) {
        case (Pprof.LABEL_KEY << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          key = scan.value();
        }
        case (Pprof.LABEL_STR << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          text = scan.value();
        }
        case (Pprof.LABEL_NUM << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          number = scan.value();
        }
        case (Pprof.LABEL_NUM_UNIT << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          unit = scan.value();
        }
        default -> at = scan.skip(bytes, tagAt, to, Pprof.LABEL_NUM_UNIT);
      }
    }
    int label = readSoFar++;
    keys[size] = PprofChecks.text("key of label", label, key, stringCount);
    texts[size] = PprofChecks.text("str of label", label, text, stringCount);
    units[size] = PprofChecks.text("num_unit of label", label, unit, stringCount);
    numbers[size++] = number;
  }

  /** Forgets the last labels; they count on in messages. */
  void shrink(int toSize) {
    size = toSize;
  }

  /** How many labels there are. */
  int size() {
    return size;
  }

  /** The text that holds the key of a label. */
  int key(int label) {
    return keys[label];
  }

  /** The text that is the value of a label; 0 if it has a number. */
  int text(int label) {
    return texts[label];
  }

  /** The text that holds the unit of a label's number. */
  int unit(int label) {
    return units[label];
  }

  /** The number that is the value of a label. */
  long number(int label) {
    return numbers[label];
  }
}
