package io.flaregate.phlare.validate;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Stacks;

/**
 * Cuts what is too long in the tables of a request: stacktraces, which keep the side of the root,
 * and names and paths, which keep their end. Nothing is copied while nothing is too long.
 */
public final class DictionaryLimits {
  private static final boolean[] NONE = {};

  private final int maxDepth;
  private final int maxSymbolBytes;

  /** Cuts at the limits of a tenant. */
  public DictionaryLimits(LimitsConfig limits) {
    maxDepth = limits.maxProfileStacktraceDepth();
    maxSymbolBytes = limits.maxProfileSymbolValueLength();
  }

  /** A dictionary within the limits, with the same entries under the same indices. */
  public Cut apply(Dictionary dictionary) {
    boolean[] deep = maxDepth > 0 ? deepStacks(dictionary.stacks()) : NONE;
    boolean[] symbols = NONE;
    Dictionary within = dictionary;
    if (maxSymbolBytes > 0 && hasLongText(dictionary)) {
      SymbolCuts cuts = new SymbolCuts(dictionary, maxSymbolBytes);
      if (!cuts.isEmpty()) {
        symbols = cuts.stacks();
        within = cuts.rewrite().build();
      }
    }
    return new Cut(deep == NONE ? within : withStacks(within), deep, symbols);
  }

  private boolean hasLongText(Dictionary dictionary) {
    for (int i = 0; i < dictionary.strings().size(); i++) {
      if (dictionary.strings().length(i) > maxSymbolBytes) {
        return true;
      }
    }
    return false;
  }

  private boolean[] deepStacks(Stacks stacks) {
    boolean[] deep = NONE;
    for (int i = 0; i < stacks.size(); i++) {
      if (stacks.end(i) - stacks.start(i) > maxDepth) {
        deep = deep == NONE ? new boolean[stacks.size()] : deep;
        deep[i] = true;
      }
    }
    return deep;
  }

  private Dictionary withStacks(Dictionary from) {
    return Dictionary.builder(from.strings())
        .mappings(from.mappings())
        .functions(from.functions())
        .locations(from.locations())
        .stacks(cut(from.stacks()))
        .attributes(from.attributes())
        .links(from.links())
        .build();
  }

  private Stacks cut(Stacks from) {
    int[] ends = new int[from.size()];
    int[] locations = new int[from.locationCount()];
    int at = 0;
    for (int i = 0; i < ends.length; i++) {
      int count = Math.min(maxDepth, from.end(i) - from.start(i));
      from.copyLocations(from.end(i) - count, locations, at, count);
      at += count;
      ends[i] = at;
    }
    return new Stacks(ends, locations);
  }

  /** A dictionary within the limits, and which stacktraces lost something. */
  public static final class Cut {
    private final Dictionary dictionary;
    private final boolean[] deepStacks;
    private final boolean[] longSymbols;

    private Cut(Dictionary dictionary, boolean[] deepStacks, boolean[] longSymbols) {
      this.dictionary = dictionary;
      this.deepStacks = deepStacks;
      this.longSymbols = longSymbols;
    }

    /** The dictionary to go on with; the given one if nothing was too long. */
    public Dictionary dictionary() {
      return dictionary;
    }

    /** Whether anything was cut. */
    public boolean isAny() {
      return deepStacks.length + longSymbols.length > 0;
    }

    /** Whether a stacktrace lost locations. */
    public boolean isDeep(int stack) {
      return deepStacks.length > 0 && deepStacks[stack];
    }

    /** Whether a stacktrace runs through a function or mapping whose name or path was cut. */
    public boolean hasLongSymbol(int stack) {
      return longSymbols.length > 0 && longSymbols[stack];
    }
  }
}
