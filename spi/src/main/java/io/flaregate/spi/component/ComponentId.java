package io.flaregate.spi.component;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The id of a component in a configuration: {@code type} or {@code type/name}.
 *
 * @param type what the component is, as its factory says; starts with a letter
 * @param name tells components of one type apart; may be empty
 */
public record ComponentId(String type, String name) {
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z][0-9a-zA-Z_]{0,62}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/]{0,1024}");

  public ComponentId {
    requireNonNull(type, "type is null");
    requireNonNull(name, "name is null");
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "component type \"" + type + "\" is not a letter followed by up to 62 of [0-9a-zA-Z_]");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "component name \"" + name + "\" holds a slash or a control character, or is too long");
    }
  }

  /**
   * Reads {@code type} or {@code type/name}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static ComponentId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new ComponentId(text.trim(), "");
    }
    String name = text.substring(slash + 1).trim();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("component id \"" + text + "\" has no name after its /");
    }
    return new ComponentId(text.substring(0, slash).trim(), name);
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
