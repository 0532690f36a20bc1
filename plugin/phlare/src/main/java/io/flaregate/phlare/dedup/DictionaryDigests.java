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
import io.flaregate.spi.profiles.Stacks;
import java.util.Arrays;

/**
 * Digests of the entries of a dictionary by what they say, not by where they stand: of texts up to
 * stacktraces, each from those of the entries that it refers to. Entries that say the same have the
 * same digest, in whatever dictionary.
 */
final class DictionaryDigests {
  // Each table is digested as a whole, one after another; stacktraces alone one by one and once,
  // since senders may list many that no sample is left to use. A column holds both halves in turn.

  private final TextDigests texts = new TextDigests();
  private long[] functions = {};
  private long[] mappings = {};
  private long[] locations = {};
  private long[] stacks = {};
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
    stacks = Columns.room(stacks, 2L * stackTable.size());
    Arrays.fill(stacks, 0, 2 * stackTable.size(), 0);
  }

  private void loadFunctions(Functions table) {
    functions = Columns.room(functions, 2L * table.size());
    for (int i = 0; i < table.size(); i++) {
      int name = table.name(i);
      int system = table.systemName(i);
      int file = table.fileName(i);
      long line = table.startLine(i);
      long a = Mix.step(Mix.START_A, texts.a(name), texts.a(system));
      long b = Mix.step(Mix.START_B, texts.b(name), texts.b(system));
      functions[2 * i] = Mix.step(a, texts.a(file), line);
      functions[2 * i + 1] = Mix.step(b, texts.b(file), line);
    }
  }

  private void loadMappings(Mappings table) {
    mappings = Columns.room(mappings, 2L * table.size());
    for (int i = 0; i < table.size(); i++) {
      int file = table.fileName(i);
      int build = table.buildId(i);
      long a = Mix.step(Mix.START_A, texts.a(file), texts.a(build));
      long b = Mix.step(Mix.START_B, texts.b(file), texts.b(build));
      a = Mix.step(a, table.memoryStart(i), table.memoryLimit(i));
      b = Mix.step(b, table.memoryStart(i), table.memoryLimit(i));
      mappings[2 * i] = Mix.step(a, table.fileOffset(i), table.flags(i));
      mappings[2 * i + 1] = Mix.step(b, table.fileOffset(i), table.flags(i));
    }
  }

  private void loadLocations(Locations table) {
    locations = Columns.room(locations, 2L * table.size());
    for (int i = 0; i < table.size(); i++) {
      int mapping = table.mapping(i);
      int end = table.lineEnd(i);
      int line = table.lineStart(i);
      long shape = (long) (end - line) << 1 | (table.isFolded(i) ? 1 : 0);
      long a = Mix.step(mappings[2 * mapping], table.address(i), shape);
      long b = Mix.step(mappings[2 * mapping + 1], table.address(i), shape);
      for (; line < end; line++) {
        int function = table.lineFunction(line);
        a = Mix.step(a, functions[2 * function], table.lineNumber(line));
        b = Mix.step(b, functions[2 * function + 1], table.lineNumber(line));
        long column = table.lineColumn(line);
        if (column != 0) {
          a = Mix.step(a, column);
          b = Mix.step(b, column);
        }
      }
      locations[2 * i] = a;
      locations[2 * i + 1] = b;
    }
  }

  /** The first half of the digest of a stacktrace. */
  long stackA(int stack) {
    if ((stacks[2 * stack] | stacks[2 * stack + 1]) == 0) {
      digestStack(stack);
    }
    return stacks[2 * stack];
  }

  /** The second half, after the first. */
  long stackB(int stack) {
    return stacks[2 * stack + 1];
  }

  private void digestStack(int stack) {
    int at = stackTable.start(stack);
    int end = stackTable.end(stack);
    long a = Mix.START_A ^ (end - at);
    long b = Mix.START_B ^ (end - at);
    for (; at < end - 1; at += 2) {
      int leaf = 2 * stackTable.location(at);
      int caller = 2 * stackTable.location(at + 1);
      a = Mix.step(a, locations[leaf], locations[caller]);
      b = Mix.step(b, locations[leaf + 1], locations[caller + 1]);
    }
    if (at < end) {
      int last = 2 * stackTable.location(at);
      a = Mix.step(a, locations[last]);
      b = Mix.step(b, locations[last + 1]);
    }
    stacks[2 * stack] = a;
    stacks[2 * stack + 1] = b;
  }

  /** Takes what a sample carries besides its stacktrace into one half of a digest. */
  long labels(long hash, int list, int link, boolean first) {
    long sum = 0;
    for (int at = lists.start(list); at < lists.end(list); at++) {
      // Lists of samples are sets: their order says nothing.
      sum += attribute(lists.attribute(at), first);
    }
    long trace = Mix.step(sum, links.traceIdHigh(link), links.traceIdLow(link));
    return Mix.step(hash, trace, links.spanId(link));
  }

  private long attribute(int attribute, boolean first) {
    AttributeKind kind = attributes.kind(attribute);
    long value =
        kind == AttributeKind.STRING
            ? text(attributes.string(attribute), first)
            : attributes.number(attribute);
    long hash = first ? Mix.START_A : Mix.START_B;
    return Mix.step(
        Mix.step(hash, text(attributes.key(attribute), first), value), kind.name().hashCode());
  }

  private long text(int text, boolean first) {
    return first ? texts.a(text) : texts.b(text);
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
