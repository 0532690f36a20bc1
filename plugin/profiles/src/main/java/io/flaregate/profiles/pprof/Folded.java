package io.flaregate.profiles.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.checkIndex;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Stacks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folded stacks, the text that flame graph tools read: a line for each stacktrace, its frames from
 * the root to the leaf with {@code ;} between them, a space, and its value. For people and tests.
 *
 * <p>A frame is the name of a function; {@code 0x} and the address in hexadecimal where a location
 * has no lines. In names, {@code \} stands before what would break a line: {@code \;} is a
 * semicolon, {@code \n} a line feed, {@code \r} a carriage return, {@code \\} a backslash; an empty
 * name is {@code \e}, so that a stacktrace without frames is the empty text.
 */
public final class Folded {
  private Folded() {}

  /**
   * The stacktraces of a row in the order of their first use, those of equal frames added up (sums
   * stop at the largest long). Labels and links are left out.
   *
   * @param type which of the row's sample types, from 0
   * @param maxChars the longest text that is made
   * @throws IllegalArgumentException if the text would be longer
   */
  public static String of(Profiles profiles, int row, int type, int maxChars) {
    int types = profiles.rows().typeCount(row);
    checkIndex(type, types);
    Map<String, Long> sums = new LinkedHashMap<>();
    FoldedFrames frames = new FoldedFrames(profiles.dictionary(), maxChars);
    int at = profiles.rows().valueStart(row) + type;
    for (int i = profiles.rows().sampleStart(row); i < profiles.rows().sampleEnd(row); i++) {
      sums.merge(
          frames.text(profiles.samples().stack(i)), profiles.samples().value(at), Folded::add);
      at += types;
    }
    StringBuilder text = new StringBuilder();
    sums.forEach((stack, value) -> text.append(stack).append(' ').append(value).append('\n'));
    return text.toString();
  }

  private static long add(long one, long other) {
    long sum = one + other;
    boolean overflows = ((one ^ sum) & (other ^ sum)) < 0;
    return overflows ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /**
   * Reads folded stacks into one row with one sample type; every frame becomes a function. Empty
   * lines are left out.
   *
   * @param type the name of the sample type
   * @param unit its unit
   * @param maxFrames the most frames of all lines together
   * @throws IllegalArgumentException if a line is no stack and value, naming its number, or there
   *     are more frames
   */
  public static Profiles parse(String text, String type, String unit, int maxFrames) {
    FoldedReader reader = new FoldedReader(type, unit, maxFrames);
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isEmpty()) {
        reader.line(line, number);
      }
    }
    return reader.profiles(text.getBytes(UTF_8).length);
  }

  /** A name that cannot break a line. */
  static String escaped(String name) {
    if (name.isEmpty()) {
      return "\\e";
    }
    return name.replace("\\", "\\\\").replace(";", "\\;").replace("\n", "\\n").replace("\r", "\\r");
  }

  /** The names between the semicolons of a line's stack. */
  static List<String> names(String stack, int number) {
    List<String> names = new ArrayList<>();
    if (stack.isEmpty()) {
      return names;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < stack.length(); i++) {
      char c = stack.charAt(i);
      if (c == ';') {
        names.add(name.toString());
        name.setLength(0);
      } else if (c == '\\') {
        i++;
        name.append(unescaped(i < stack.length() ? stack.charAt(i) : ' ', number));
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    return names;
  }

  private static String unescaped(char c, int number) {
    return switch (c) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 'e' -> "";
      case ';', '\\' -> String.valueOf(c);
      default ->
          throw new IllegalArgumentException(
              "line " + number + ": a backslash is not followed by ; n r e or a backslash");
    };
  }

  /** Stacks as text, bounded together. */
  private static final class FoldedFrames {
    private final Dictionary dictionary;
    private final Map<Integer, String> known = new LinkedHashMap<>();
    private final int maxChars;
    private long chars;

    FoldedFrames(Dictionary dictionary, int maxChars) {
      this.dictionary = dictionary;
      this.maxChars = maxChars;
    }

    String text(int stack) {
      String text = known.get(stack);
      if (text == null) {
        text = make(stack);
        known.put(stack, text);
      }
      return text;
    }

    private String make(int stack) {
      Stacks stacks = dictionary.stacks();
      StringBuilder text = new StringBuilder();
      for (int at = stacks.end(stack) - 1; at >= stacks.start(stack); at--) {
        append(stacks.location(at), text);
        if (chars + text.length() > maxChars) {
          throw new IllegalArgumentException(
              "folded, the stacks take more than " + maxChars + " characters");
        }
      }
      chars += text.length();
      return text.toString();
    }

    private void append(int location, StringBuilder text) {
      Locations locations = dictionary.locations();
      int start = locations.lineStart(location);
      for (int line = locations.lineEnd(location) - 1; line >= start; line--) {
        int name = dictionary.functions().name(locations.lineFunction(line));
        frame(dictionary.strings().get(name), text);
      }
      if (start == locations.lineEnd(location)) {
        frame("0x" + Long.toHexString(locations.address(location)), text);
      }
    }

    private static void frame(String name, StringBuilder text) {
      // No frame is the empty text, so the text is empty before the first one only.
      if (!text.isEmpty()) {
        text.append(';');
      }
      text.append(escaped(name));
    }
  }
}
