package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;

/**
 * What pprofs say of the locations of a dictionary, prepared once for all that are made of it:
 * which flags of its mapping hold for a location, and, of one with a single line, as nearly all
 * have, the end of that line as it is written. So a location is read in one place, not in eight
 * columns.
 */
final class LocationPieces {
  // A head: flags, whether the location is plain, the bytes of its tail, its function and its
  // mapping, from the lowest bit on.

  /**
   * Of larger tables nothing is prepared: what is used of them is read where it stands. So what is
   * kept from one dictionary to the next takes a little more than 2 MiB at most.
   */
  private static final int MAX_PREPARED = 1 << 17;

  private static final Locations NO_LOCATIONS =
      new Locations(
          new int[0], new long[0], new byte[0], new int[0], new int[0], new long[0], new long[0]);
  private static final Functions NO_FUNCTIONS =
      new Functions(new int[0], new int[0], new int[0], new long[0]);
  private static final int NUMBER_TAG = Pprof.LINE_LINE << 3 | VARINT;
  private static final int COLUMN_TAG = Pprof.LINE_COLUMN << 3 | VARINT;
  private static final int PLAIN_BIT = 4;
  private static final int TAIL_SHIFT = 5;
  private static final int TAIL_MASK = 0xF;
  private static final int FUNCTION_SHIFT = 9;
  private static final int FUNCTION_MASK = (1 << 23) - 1;
  private static final int MAPPING_SHIFT = 32;

  /** Numbers of lines and columns below take up to three bytes, and with their tags eight. */
  private static final long MAX_OF_TAIL = 1L << 21;

  /** The flags of a mapping that hold if they do for every location of it. */
  static final int OF_EVERY_LOCATION =
      Mappings.HAS_FUNCTIONS | Mappings.HAS_FILENAMES | Mappings.HAS_LINE_NUMBERS;

  private Locations locations = NO_LOCATIONS;
  private Functions functions = NO_FUNCTIONS;
  private long[] heads = {};
  private long[] tails = {};
  private byte[] functionFlags = {};

  /** Whether the arrays are those of the dictionary under way. */
  private boolean isLoaded;

  private boolean isPrepared;

  /** Forgets the dictionary: the next one is another. */
  void forget() {
    isLoaded = false;
  }

  /** Lets go of the dictionary. */
  void trim() {
    locations = NO_LOCATIONS;
    functions = NO_FUNCTIONS;
  }

  /** Prepares all locations, unless that was done for a pprof of the same dictionary. */
  void load(Dictionary dictionary) {
    locations = dictionary.locations();
    functions = dictionary.functions();
    isPrepared = Math.max(locations.size(), functions.size()) <= MAX_PREPARED;
    if (isPrepared && !isLoaded) {
      loadFunctions();
      loadLocations();
      isLoaded = true;
    }
  }

  /** What {@link #mapping} and the other methods want. */
  long head(int location) {
    return isPrepared ? heads[location] : headOf(location);
  }

  /** The end of the line of a plain location: number and column, lowest byte first. */
  long tail(int location) {
    return tails[location];
  }

  /** What stands for no function: as many as there are. */
  int noFunction() {
    return functions.size();
  }

  /** The mapping of a location. */
  static int mapping(long head) {
    return (int) (head >>> MAPPING_SHIFT);
  }

  /** The flags of its mapping that hold for a location. */
  static int flags(long head) {
    return (int) head & (OF_EVERY_LOCATION | Mappings.HAS_INLINE_FRAMES);
  }

  /** Whether a location has a line with a tail, or none, and is not folded. */
  static boolean isPlain(long head) {
    return (head & (1 << PLAIN_BIT)) != 0;
  }

  /** The bytes of the tail of a plain location. */
  static int tailBytes(long head) {
    return (int) head >>> TAIL_SHIFT & TAIL_MASK;
  }

  /** Of a plain location: 0 if it has no line, {@link #noFunction} if its line has none. */
  static int function(long head) {
    return (int) head >>> FUNCTION_SHIFT & FUNCTION_MASK;
  }

  private void loadFunctions() {
    int size = functions.size();
    if (functionFlags.length < size) {
      functionFlags = new byte[size];
    }
    for (int function = 0; function < size; function++) {
      functionFlags[function] = (byte) flagsOfFunction(function);
    }
  }

  private int flagsOfFunction(int function) {
    boolean named = functions.name(function) != 0 || functions.systemName(function) != 0;
    int said = named ? Mappings.HAS_FUNCTIONS : 0;
    said |= functions.fileName(function) != 0 ? Mappings.HAS_FILENAMES : 0;
    return said | Mappings.HAS_LINE_NUMBERS;
  }

  private void loadLocations() {
    int size = locations.size();
    if (heads.length < size) {
      heads = new long[size];
      tails = new long[size];
    }
    for (int location = 0; location < size; location++) {
      long head = headOf(location);
      int start = locations.lineStart(location);
      int lines = locations.lineEnd(location) - start;
      if (lines <= 1 && !locations.isFolded(location)) {
        head |= lines == 0 ? 1 << PLAIN_BIT : plain(location, start);
      }
      heads[location] = head;
    }
  }

  /** A head without a tail. */
  private long headOf(int location) {
    int start = locations.lineStart(location);
    int end = locations.lineEnd(location);
    int said = start == end ? 0 : OF_EVERY_LOCATION;
    for (int line = start; line < end; line++) {
      said &= flagsOfLine(line);
    }
    said |= end - start > 1 ? Mappings.HAS_INLINE_FRAMES : 0;
    return (long) locations.mapping(location) << MAPPING_SHIFT | said;
  }

  private int flagsOfLine(int line) {
    int function = locations.lineFunction(line);
    int said = isPrepared ? functionFlags[function] : flagsOfFunction(function);
    return locations.lineNumber(line) != 0 ? said : said & ~Mappings.HAS_LINE_NUMBERS;
  }

  /** Sets the tail of a location, and returns the bits of its head; 0 if it gets none. */
  private int plain(int location, int line) {
    long number = locations.lineNumber(line);
    long column = locations.lineColumn(line);
    int named = locations.lineFunction(line);
    int function = named == 0 ? noFunction() : named;
    if (((number | column) & -MAX_OF_TAIL) != 0) {
      return 0;
    }
    long tail = 0;
    int bytes = 0;
    if (column != 0) {
      tail = Varints.word(column) << Byte.SIZE | COLUMN_TAG;
      bytes = 1 + Varints.size(column);
    }
    if (number != 0) {
      int width = 1 + Varints.size(number);
      tail = tail << (width * Byte.SIZE) | Varints.word(number) << Byte.SIZE | NUMBER_TAG;
      bytes += width;
    }
    tails[location] = tail;
    return 1 << PLAIN_BIT | bytes << TAIL_SHIFT | function << FUNCTION_SHIFT;
  }
}
