package io.flaregate.profiles.merge;

import io.flaregate.profiles.merge.ContentLevel.Scratch;
import io.flaregate.profiles.merge.LabelLevels.AttributeLevel;
import io.flaregate.profiles.merge.LabelLevels.LinkLevel;
import io.flaregate.profiles.merge.StackLevels.LocationLevel;
import io.flaregate.profiles.merge.StackLevels.StackLevel;
import io.flaregate.profiles.merge.SymbolLevels.FunctionLevel;
import io.flaregate.profiles.merge.SymbolLevels.MappingLevel;
import io.flaregate.profiles.merge.SymbolLevels.Strings;
import io.flaregate.spi.profiles.Dictionary;

/**
 * Which entries of a request's dictionary are equal in content. Senders write a stacktrace, a
 * location or a text as often as they like (some write every sample its own stacktrace), so indices
 * say nothing: two stacktraces are one if their locations are equal, two locations if mapping,
 * address, folding and lines are, and so on down to the bytes of the texts.
 *
 * <p>Equality is exact; hashes are seeded anew for each request. The object keeps its arrays for
 * the next request, within bounds. Not thread-safe.
 */
public final class StackTable {
  // Each table is done once per request, from the bottom up: texts; functions and mappings over
  // canonical texts; locations; stacktraces. So an entry of a table is hashed as a few ints,
  // whatever hangs below it, and the whole takes time linear in the dictionary.

  private final Scratch scratch = new Scratch();
  private final Strings strings = new Strings(scratch);
  private final FunctionLevel functions = new FunctionLevel(scratch, strings);
  private final MappingLevel mappings = new MappingLevel(scratch, strings);
  private final LocationLevel locations = new LocationLevel(scratch, mappings, functions);
  private final StackLevel stacks = new StackLevel(scratch, locations);
  private final AttributeLevel attributes = new AttributeLevel(scratch, strings);
  private final LinkLevel links = new LinkLevel(scratch);
  private final CanonicalDictionary rewriter =
      new CanonicalDictionary(strings, functions, mappings, locations);

  /**
   * Compares the entries of a dictionary with each other.
   *
   * @return a dictionary with the same entries under the same indices, in which stacktraces name
   *     only the first of equal locations, and so on down to texts; the given one if it is so
   *     already
   */
  public Dictionary load(Dictionary dictionary) {
    scratch.hash.reseed();
    strings.load(dictionary);
    functions.load(dictionary);
    mappings.load(dictionary);
    locations.load(dictionary);
    stacks.load(dictionary);
    attributes.load(dictionary);
    links.load(dictionary);
    return rewriter.rewrite(dictionary);
  }

  /** Gives arrays that have become large back to the heap; {@link #load} must come next. */
  public void trim() {
    scratch.trim();
    for (ContentLevel level : levels()) {
      level.trim();
    }
  }

  private ContentLevel[] levels() {
    return new ContentLevel[] {strings, functions, mappings, locations, stacks, attributes, links};
  }

  /** The first stacktrace that is equal to a stacktrace. */
  public int stack(int index) {
    return stacks.canonical(index);
  }

  /** The number of different stacktraces. */
  public int distinctStacks() {
    return stacks.distinct();
  }

  /** The first text that is equal to a text; 0 for every empty one. */
  public int string(int index) {
    return strings.canonical(index);
  }

  /** The first attribute that is equal to an attribute. */
  public int attribute(int index) {
    return attributes.canonical(index);
  }

  /** The first link that is equal to a link; 0 for one that names nothing. */
  public int link(int index) {
    return links.canonical(index);
  }
}
