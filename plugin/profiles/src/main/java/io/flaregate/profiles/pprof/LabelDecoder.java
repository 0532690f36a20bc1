package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/** Turns the labels of samples into lists of attributes: sorted by key, each key once. */
final class LabelDecoder {
  // Texts are compared once per entry of the string table, not once per label: a few long keys, to
  // which many labels refer, cost no more than their bytes.

  /** Ordinals of the kinds of attributes, as the columns of the SPI hold them. */
  private static final int STRING = 1;

  private static final int INT = 2;

  private static final int UNSEEN = -1;

  private final RawSamples samples;
  private final IntListTable attributes = new IntListTable();
  private final IntListTable lists = new IntListTable();
  private final int[] canonical;
  private final int[] ranks;
  private final int[] fields = new int[4];
  private long[] rankedAttributes = new long[8];
  private int[] list = new int[8];
  private int dropped;

  LabelDecoder(RawSamples samples, StringTable strings) {
    this.samples = samples;
    canonical = new int[strings.size()];
    Arrays.fill(canonical, UNSEEN);
    ranks = new int[strings.size()];
    TextTable texts = new TextTable();
    IntColumn firstOfText = new IntColumn();
    firstOfText.add(0);
    canonicalise(samples.labelTexts, strings, texts, firstOfText);
    canonicalise(samples.labelKeys, strings, texts, firstOfText);
    rankKeys(strings, texts);
    attributes.intern(fields, fields.length);
    lists.intern(list, 0);
  }

  /** Finds, for each text of a column, the first one that was seen of the same content. */
  private void canonicalise(
      LongColumn column, StringTable strings, TextTable texts, IntColumn firstOfText) {
    for (int i = 0; i < column.size(); i++) {
      int index = (int) column.get(i);
      if (canonical[index] == UNSEEN) {
        int text = texts.intern(strings, index);
        if (text == firstOfText.size()) {
          firstOfText.add(index);
        }
        canonical[index] = firstOfText.get(text);
      }
    }
  }

  private void rankKeys(StringTable strings, TextTable texts) {
    boolean[] seen = new boolean[canonical.length];
    IntColumn keys = new IntColumn();
    IntColumn ids = new IntColumn();
    for (int i = 0; i < samples.labelKeys.size(); i++) {
      int key = canonical[(int) samples.labelKeys.get(i)];
      if (!seen[key]) {
        seen[key] = true;
        keys.add(key);
        ids.add(texts.intern(strings, key));
      }
    }
    int[] ranksOfTexts = texts.ranks(ids.toArray(), ids.size());
    for (int i = 0; i < keys.size(); i++) {
      ranks[keys.get(i)] = ranksOfTexts[ids.get(i)];
    }
  }

  /** The list of attributes of a sample. */
  int list(int sample) {
    int start = samples.labelEnds.start(sample);
    int count = samples.labelEnds.get(sample) - start;
    if (count == 0) {
      return 0;
    }
    if (list.length < count) {
      list = new int[count];
      rankedAttributes = new long[count];
    }
    for (int i = 0; i < count; i++) {
      int key = canonical[(int) samples.labelKeys.get(start + i)];
      rankedAttributes[i] = ((long) ranks[key] << 32) | i;
    }
    Arrays.sort(rankedAttributes, 0, count);
    return lists.intern(list, takeFirstOfEachKey(start, count));
  }

  private int takeFirstOfEachKey(int start, int count) {
    int length = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0 && rankedAttributes[i] >>> 32 == rankedAttributes[i - 1] >>> 32) {
        dropped++;
      } else {
        list[length++] = attribute(start + (int) rankedAttributes[i]);
      }
    }
    return length;
  }

  private int attribute(int at) {
    boolean isText = samples.labelTexts.get(at) != 0;
    long value =
        isText ? canonical[(int) samples.labelTexts.get(at)] : samples.labelNumbers.get(at);
    fields[0] = canonical[(int) samples.labelKeys.get(at)];
    fields[1] = isText ? STRING : INT;
    fields[2] = (int) (value >>> 32);
    fields[3] = (int) value;
    return attributes.intern(fields, fields.length);
  }

  /** The attributes; entry 0 is "none". */
  Attributes attributes() {
    int size = attributes.size();
    int[] keys = new int[size];
    byte[] kinds = new byte[size];
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      int at = attributes.start(i);
      keys[i] = attributes.element(at);
      kinds[i] = (byte) attributes.element(at + 1);
      values[i] =
          ((long) attributes.element(at + 2) << 32) | (attributes.element(at + 3) & 0xFFFFFFFFL);
    }
    return new Attributes(keys, kinds, values);
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
