package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/**
 * Turns the labels of samples into lists of attributes: sorted by key, each key once. Used for one
 * pprof after another.
 */
final class LabelDecoder {
  /** Ordinals of the kinds of attributes, as the columns of the SPI hold them. */
  private static final int STRING = 1;

  private static final int INT = 2;

  private static final int UNKNOWN = -1;

  private final IntListTable attributes = new IntListTable();
  private final IntListTable lists = new IntListTable();
  private final SameTexts texts = new SameTexts();
  private final int[] fields = new int[4];

  /** For each attribute, the list that holds nothing else. */
  private int[] listsOfOne = {};

  /**
   * For each string that is the first of its content, the last attribute that has it; 0 if none.
   */
  private int[] attributesOfTexts = {};

  private long[] ranked = new long[8];
  private int[] list = new int[8];
  private int dropped;

  LabelDecoder() {
    resetTables();
  }

  /** Forgets all labels, and lets go of what is too large to be kept. */
  void trim() {
    if (attributes.size() > 1) {
      resetTables();
    }
    texts.trim();
    listsOfOne = PprofScratch.kept(listsOfOne);
    attributesOfTexts = PprofScratch.kept(attributesOfTexts);
    ranked = PprofScratch.kept(ranked);
    list = PprofScratch.kept(list);
  }

  /**
   * Finds the list of attributes of each sample; to be called once between two {@link #trim}.
   *
   * @param ends where the labels of each sample end; overwritten with the lists
   * @param samples how many samples there are
   */
  void resolve(LabelColumns labels, StringTable strings, int[] ends, int samples) {
    dropped = 0;
    if (labels.size() == 0) {
      // Every end is 0, and so is the empty list.
      return;
    }
    texts.load(labels, strings);
    listsOfOne = PprofScratch.filled(listsOfOne, labels.size() + 1, UNKNOWN);
    attributesOfTexts = PprofScratch.filled(attributesOfTexts, strings.size(), 0);
    int start = 0;
    for (int sample = 0; sample < samples; sample++) {
      int end = ends[sample];
      ends[sample] = list(labels, start, end - start);
      start = end;
    }
  }

  /** Leaves the attribute that is none, and the list that is empty. */
  private void resetTables() {
    attributes.reset();
    lists.reset();
    Arrays.fill(fields, 0);
    attributes.intern(fields, fields.length);
    lists.intern(list, 0);
  }

  private int list(LabelColumns labels, int start, int count) {
    if (count == 0) {
      return 0;
    }
    if (count == 1) {
      return listOfOne(attribute(labels, start));
    }
    if (list.length < count) {
      list = new int[count];
    }
    if (ranked.length < count) {
      ranked = new long[count];
    }
    for (int i = 0; i < count; i++) {
      ranked[i] = ((long) texts.rank(texts.first(labels.key(start + i))) << 32) | i;
    }
    Arrays.sort(ranked, 0, count);
    int length = takeFirstOfEachKey(labels, start, count);
    return length == 1 ? listOfOne(list[0]) : lists.intern(list, length);
  }

  private int listOfOne(int attribute) {
    if (listsOfOne[attribute] == UNKNOWN) {
      list[0] = attribute;
      listsOfOne[attribute] = lists.intern(list, 1);
    }
    return listsOfOne[attribute];
  }

  private int takeFirstOfEachKey(LabelColumns labels, int start, int count) {
    int length = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0 && ranked[i] >>> 32 == ranked[i - 1] >>> 32) {
        dropped++;
      } else {
        list[length++] = attribute(labels, start + (int) ranked[i]);
      }
    }
    return length;
  }

  private int attribute(LabelColumns labels, int label) {
    int key = texts.first(labels.key(label));
    int text = labels.text(label);
    return text == 0
        ? intern(key, INT, labels.number(label))
        : textAttribute(key, texts.first(text));
  }

  /** Most texts are values of one key only. */
  private int textAttribute(int key, int text) {
    int last = attributesOfTexts[text];
    if (last == 0 || attributes.element(attributes.start(last)) != key) {
      last = intern(key, STRING, text);
      attributesOfTexts[text] = last;
    }
    return last;
  }

  private int intern(int key, int kind, long value) {
    fields[0] = key;
    fields[1] = kind;
    fields[2] = (int) (value >>> 32);
    fields[3] = (int) value;
    return attributes.intern(fields, fields.length);
  }

  /** The attributes; entry 0 is "none". */
  Attributes attributes() {
    int size = attributes.size();
    int[] keyColumn = new int[size];
    byte[] kinds = new byte[size];
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      int at = attributes.start(i);
      keyColumn[i] = attributes.element(at);
      kinds[i] = (byte) attributes.element(at + 1);
      values[i] =
          ((long) attributes.element(at + 2) << 32) | (attributes.element(at + 3) & 0xFFFFFFFFL);
    }
    return new Attributes(keyColumn, kinds, values);
  }

  /** The lists; list 0 is the empty one. */
  AttributeLists lists() {
    int[] ends = new int[lists.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = lists.end(i);
    }
    int[] members = new int[ends[ends.length - 1]];
    for (int i = 0; i < members.length; i++) {
      members[i] = lists.element(i);
    }
    return new AttributeLists(ends, members);
  }

  /** How many labels repeat the key of an earlier one of their sample. */
  int dropped() {
    return dropped;
  }
}
