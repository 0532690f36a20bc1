package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Stacks;

/**
 * Writes the symbols of a pprof and the string table, and takes them from the pprof before where
 * they come out the same. Senders make several pprofs of one set of stacktraces, such as the number
 * of samples and their time: these differ in values and types only.
 */
final class RepeatedSymbols {
  // Mappings, locations and functions follow from the dictionary, from the locations that have ids,
  // in their order, and from the ids of the texts that they name. Those ids are the same if as many
  // texts had one before the symbols ("early"), if those early texts that the symbols name have the
  // same ids as before, and if the texts that the symbols brought are not among the early ones now.

  /** Larger ones are not kept: it does not pay to hold so much for each encoder. */
  private static final int KEPT_BYTES = 2 << 20;

  private final LocationIds locationIds;
  private final StringIds stringIds;
  private final SymbolEncoder symbols;
  private final ProtoWriter out;

  // Of the pprof that was written last: how many texts had ids before its symbols and after them,
  // and where the symbols and the texts that these brought start and end.
  private boolean isWhole;
  private boolean isRepeated;
  private int early;
  private int brought;
  private int symbolsStart;
  private int symbolsEnd;
  private int textsStart;
  private int textsEnd;

  // What is kept of the pprof before the one under way.
  private boolean isKept;
  private int[] locations = {};
  private int locationCount;
  private int[] texts = {};
  private int keptEarly;
  private int keptBrought;
  private byte[] bytes = {};
  private int symbolBytes;
  private int textBytes;

  RepeatedSymbols(
      LocationIds locationIds, StringIds stringIds, SymbolEncoder symbols, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.symbols = symbols;
    this.out = out;
  }

  /**
   * Starts a pprof: keeps what may be repeated of the one before. Nothing of that may have been
   * reset yet.
   *
   * @param row the first row of the pprof
   * @param hasSameDictionary whether the one before was of the same dictionary
   */
  void start(Profiles profiles, int row, boolean hasSameDictionary) {
    boolean isLikely = isWhole && hasSameDictionary && startsAsBefore(profiles, row);
    isKept = isLikely && (isRepeated || keep());
    isWhole = false;
    isRepeated = false;
  }

  /** Whether the first location is the same: what else differs soon does so here mostly. */
  private boolean startsAsBefore(Profiles profiles, int row) {
    int sample = profiles.rows().sampleStart(row);
    if (sample == profiles.rows().sampleEnd(row) || locationIds.count() == 0) {
      return false;
    }
    Stacks stacks = profiles.dictionary().stacks();
    int stack = profiles.samples().stack(sample);
    int first = stacks.start(stack);
    return first < stacks.end(stack) && stacks.location(first) == locationIds.entry(1);
  }

  private boolean keep() {
    symbolBytes = symbolsEnd - symbolsStart;
    textBytes = textsEnd - textsStart;
    int needed = symbolBytes + textBytes;
    boolean isGone = out.size() < textsEnd || stringIds.count() < brought;
    if (isGone || needed > KEPT_BYTES) {
      return false;
    }
    if (bytes.length < needed) {
      bytes = new byte[Math.min(KEPT_BYTES, 2 * needed)];
    }
    out.copy(symbolsStart, symbolsEnd, bytes, 0);
    out.copy(textsStart, textsEnd, bytes, symbolBytes);
    locationCount = locationIds.count();
    locations = locationIds.copyTo(locations);
    texts = stringIds.copyTo(texts);
    keptEarly = early;
    keptBrought = brought;
    return true;
  }

  /** Writes all that the locations with an id lead to. */
  void writeSymbols(Dictionary dictionary) {
    early = stringIds.count();
    symbolsStart = out.size();
    isRepeated = isKept && isSame();
    if (isRepeated) {
      put(0, symbolBytes);
      stringIds.addAll(texts, keptEarly, keptBrought);
    } else {
      symbols.write(dictionary);
    }
    symbolsEnd = out.size();
    brought = stringIds.count();
  }

  private void put(int from, int length) {
    byte[] target = out.room(length);
    System.arraycopy(bytes, from, target, out.size(), length);
    out.advance(out.size() + length);
  }

  private boolean isSame() {
    return early == keptEarly
        && locationIds.hasSame(locations, locationCount)
        && stringIds.hasSame(texts, symbols.lowestText() - 1, early)
        && !stringIds.hasAny(texts, keptEarly, keptBrought);
  }

  /** Whether the pprof has the symbols of the one before. */
  boolean isRepeated() {
    return isRepeated;
  }

  /** Writes the string table, which ends the pprof. */
  void writeTexts() {
    stringIds.writeEmpty(out);
    stringIds.write(out, 1, early);
    textsStart = out.size();
    if (isRepeated) {
      put(symbolBytes, textBytes);
    } else {
      stringIds.write(out, early + 1, brought);
    }
    textsEnd = out.size();
    stringIds.write(out, brought + 1, stringIds.count());
    isWhole = true;
  }
}
