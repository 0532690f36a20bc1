package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.StringTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Names of functions of Python's and Ruby's profilers, into which a Pyroscope distributor takes the
 * file: {@code file:-1 - name}, since names alone say little there, and lines are not looked at.
 */
final class ScriptNames {
  private static final Set<String> SPIES = Set.of("pyspy", "rbspy", "scripting");
  private static final byte[] BETWEEN = ":-1 - ".getBytes(UTF_8);
  private static final int ENTRY_BYTES = 64;
  private static final int MAX_TEXT_BYTES = Integer.MAX_VALUE - 8;

  private final Functions functions;
  private final StringTable strings;

  /** The new texts by what they are made of: the file in the upper half, the name in the lower. */
  private final Map<Long, Integer> added = new LinkedHashMap<>();

  /** Of all texts, the present ones included. */
  private long textBytes;

  private ScriptNames(Dictionary dictionary) {
    functions = dictionary.functions();
    strings = dictionary.strings();
  }

  /** Whether what took a profile is one of those. */
  static boolean areOf(String spyName) {
    return SPIES.contains(spyName);
  }

  /**
   * A profile with such names.
   *
   * @param booking is told how many bytes they take before they are made, all those of the present
   *     names included; what it throws ends the work
   */
  static Profiles rewrite(Profiles profiles, LongConsumer booking) {
    Dictionary from = profiles.dictionary();
    ScriptNames names = new ScriptNames(from);
    int[] renamed = names.collect(booking);
    return new Profiles(
        Dictionary.builder(names.texts())
            .mappings(from.mappings())
            .functions(names.functions(renamed))
            .locations(from.locations())
            .stacks(from.stacks())
            .attributes(from.attributes())
            .links(from.links())
            .build(),
        profiles.rows(),
        profiles.samples(),
        profiles.lists(),
        null,
        profiles.encodedBytes());
  }

  /** The text of each function's name; books before any of them is made. */
  private int[] collect(LongConsumer booking) {
    int[] renamed = new int[functions.size()];
    for (int i = 1; i < renamed.length; i++) {
      long key = (long) functions.fileName(i) << 32 | functions.name(i);
      Integer known = added.get(key);
      if (known == null) {
        known = strings.size() + added.size();
        added.put(key, known);
        textBytes += length(key);
      }
      renamed[i] = known;
    }
    for (int i = 0; i < strings.size(); i++) {
      textBytes += strings.length(i);
    }
    long entries = (long) ENTRY_BYTES * added.size() + 2L * Integer.BYTES * strings.size();
    // An array can hold no more, whatever the limit is.
    booking.accept(textBytes > MAX_TEXT_BYTES ? Long.MAX_VALUE : textBytes + entries);
    return renamed;
  }

  private long length(long key) {
    return (long) strings.length((int) (key >>> 32)) + BETWEEN.length + strings.length((int) key);
  }

  private StringTable texts() {
    int count = strings.size() + added.size();
    int[] offsets = new int[count];
    int[] lengths = new int[count];
    byte[] all = new byte[(int) textBytes];
    int end = 0;
    for (int i = 0; i < strings.size(); i++) {
      offsets[i] = end;
      lengths[i] = strings.length(i);
      end = strings.copyTo(i, all, end);
    }
    int at = strings.size();
    for (long key : added.keySet()) {
      offsets[at] = end;
      end = strings.copyTo((int) (key >>> 32), all, end);
      System.arraycopy(BETWEEN, 0, all, end, BETWEEN.length);
      end = strings.copyTo((int) key, all, end + BETWEEN.length);
      lengths[at] = end - offsets[at];
      at++;
    }
    return StringTable.of(all, offsets, lengths, count);
  }

  private Functions functions(int[] renamed) {
    int size = functions.size();
    int[] systemNames = new int[size];
    int[] files = new int[size];
    long[] startLines = new long[size];
    for (int i = 0; i < size; i++) {
      systemNames[i] = functions.systemName(i);
      files[i] = functions.fileName(i);
      startLines[i] = functions.startLine(i);
    }
    return new Functions(renamed, systemNames, files, startLines);
  }
}
