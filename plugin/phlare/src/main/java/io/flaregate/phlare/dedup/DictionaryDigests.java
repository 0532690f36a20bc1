package io.flaregate.phlare.dedup;

import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;
import java.util.BitSet;

/**
 * Digests of the entries of a dictionary by what they say, not by where they stand: of texts up to
 * stacktraces, each from those of the entries that it refers to. Entries that say the same have the
 * same digest, in whatever dictionary.
 */
final class DictionaryDigests {
  // Each table is digested as a whole, one after another, to 64 bits an entry; stacktraces alone
  // one
  // by one and once, since senders may list many that no sample is left to use. Their digests have
  // 128 bits, both halves in turn. The cost of all is that of one product for two locations.

  private final TextDigests texts = new TextDigests();
  private long[] functions = {};
  private long[] mappings = {};
  private long[] locations = {};
  private long[] stacks = {};
  private int[] path = {};
  private Stacks stackTable = NO_STACKS;
  private AttributeLists lists = AttributeLists.empty();
  private Attributes attributes = NO_ATTRIBUTES;
  private Links links = NO_LINKS;

  private static final Stacks NO_STACKS = new Stacks(new int[0], new int[0]);
  private static final Attributes NO_ATTRIBUTES =
      new Attributes(new int[0], new byte[0], new long[0]);
  private static final Links NO_LINKS = new Links(new long[0], new long[0], new long[0]);

  /** Takes the place of what was loaded before. */
  void load(Profiles profiles) {
    Dictionary dictionary = profiles.dictionary();
    lists = profiles.lists();
    attributes = dictionary.attributes();
    links = dictionary.links();
    texts.load(dictionary.strings());
    loadFunctions(dictionary.functions());
    loadMappings(dictionary.mappings());
    loadLocations(dictionary.locations());
    stackTable = dictionary.stacks();
    loadStacks(profiles.samples());
  }

  /** In the order of the table, whatever that of the samples is: several times as fast. */
  private void loadStacks(Samples samples) {
    stacks = Columns.room(stacks, 2L * stackTable.size());
    BitSet used = new BitSet(stackTable.size());
    for (int sample = 0; sample < samples.size(); sample++) {
      used.set(samples.stack(sample));
    }
    for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
      digestStack(i);
    }
  }

  private void loadFunctions(Functions table) {
    functions = Columns.room(functions, table.size());
    for (int i = 0; i < table.size(); i++) {
      long name = texts.get(table.name(i));
      long hash = Mix.step(Mix.START_A, name, texts.get(table.systemName(i)));
      functions[i] = Mix.step(hash, texts.get(table.fileName(i)), table.startLine(i));
    }
  }

  private void loadMappings(Mappings table) {
    mappings = Columns.room(mappings, table.size());
    for (int i = 0; i < table.size(); i++) {
      long file = texts.get(table.fileName(i));
      long hash = Mix.step(Mix.START_A, file, texts.get(table.buildId(i)));
      hash = Mix.step(hash, table.memoryStart(i), table.memoryLimit(i));
      mappings[i] = Mix.step(hash, table.fileOffset(i), table.flags(i));
    }
  }

  private void loadLocations(Locations table) {
    locations = Columns.room(locations, table.size());
    for (int i = 0; i < table.size(); i++) {
      int end = table.lineEnd(i);
      int line = table.lineStart(i);
      long shape = ((long) (end - line) << 1) | (table.isFolded(i) ? 1 : 0);
      long hash = Mix.step(mappings[table.mapping(i)], table.address(i), shape);
      for (; line < end; line++) {
        hash = Mix.step(hash, functions[table.lineFunction(line)], table.lineNumber(line));
        long column = table.lineColumn(line);
        hash = column == 0 ? hash : Mix.step(hash, column);
      }
      locations[i] = hash;
    }
  }

  /** The first half of the digest of a stacktrace that a sample has. */
  long stackA(int stack) {
    return stacks[2 * stack];
  }

  /** The second half. */
  long stackB(int stack) {
    return stacks[2 * stack + 1];
  }

  private void digestStack(int stack) {
    int start = stackTable.start(stack);
    int count = stackTable.end(stack) - start;
    // One more, that a path of odd length ends with location 0, which no path lists.
    path = path.length > count ? path : new int[2 * count + 2];
    int[] from = path;
    stackTable.copyLocations(start, from, 0, count);
    from[count] = 0;
    long[] digests = locations;
    long a = Mix.START_A ^ count;
    long b = Mix.START_B ^ count;
    for (int at = 0; at < count; at += 2) {
      long left = a ^ digests[from[at]];
      long right = b ^ digests[from[at + 1]];
      // The whole product is kept, so two halves cost as much as one.
      long low = left * right;
      long high = Math.multiplyHigh(left, right);
      long next = low ^ Long.rotateLeft(b, 32);
      b = high + a;
      a = next;
    }
    stacks[2 * stack] = a;
    stacks[2 * stack + 1] = b;
  }

  /** A digest of what a sample carries besides its stacktrace. */
  long labels(int list, int link) {
    long sum = 0;
    for (int at = lists.start(list); at < lists.end(list); at++) {
      // Lists of samples are sets: their order says nothing.
      sum += attribute(lists.attribute(at));
    }
    long trace = Mix.step(sum, links.traceIdHigh(link), links.traceIdLow(link));
    return Mix.step(trace, links.spanId(link));
  }

  private long attribute(int attribute) {
    AttributeKind kind = attributes.kind(attribute);
    long value =
        kind == AttributeKind.STRING
            ? texts.get(attributes.string(attribute))
            : attributes.number(attribute);
    long hash = Mix.step(Mix.START_A, texts.get(attributes.key(attribute)), value);
    return Mix.step(hash, kind.name().hashCode());
  }

  /** Lets go of the dictionary and of arrays that have become large. */
  void release() {
    stackTable = NO_STACKS;
    lists = AttributeLists.empty();
    attributes = NO_ATTRIBUTES;
    links = NO_LINKS;
    texts.trim();
    functions = Columns.trimmed(functions);
    mappings = Columns.trimmed(mappings);
    locations = Columns.trimmed(locations);
    stacks = Columns.trimmed(stacks);
  }
}
