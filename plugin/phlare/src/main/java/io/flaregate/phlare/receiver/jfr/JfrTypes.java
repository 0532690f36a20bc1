package io.flaregate.phlare.receiver.jfr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of a chunk's values and events, as its metadata describes them. */
final class JfrTypes {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_TYPES = 8192;
  private static final int MAX_NESTING = 8;
  private static final int MAX_TEXTS = 1 << 17;

  private final Map<Long, Type> byId = new HashMap<>();
  private final Map<String, Type> byName = new HashMap<>();

  /** How values of a primitive type, or of another, are written. */
  enum Form {
    OCTET,
    VARINT,
    FIXED32,
    FIXED64,
    TEXT,
    STRUCT
  }

  /** A type. */
  static final class Type {
    final long id;
    final String name;
    final Form form;
    final List<Field> fields = new ArrayList<>();

    Type(long id, String name) {
      this.id = id;
      this.name = name;
      form =
          switch (name) {
            case "boolean", "byte" -> Form.OCTET;
            case "char", "short", "int", "long" -> Form.VARINT;
            case "float" -> Form.FIXED32;
            case "double" -> Form.FIXED64;
            case "java.lang.String" -> Form.TEXT;
            default -> Form.STRUCT;
          };
    }
  }

  /**
   * A field of a type.
   *
   * @param type the id of its type
   * @param isPooled whether its values are numbers of entries of a pool
   * @param isArray whether it has any number of values
   */
  record Field(String name, long type, boolean isPooled, boolean isArray) {}

  private JfrTypes() {}

  /** Reads the metadata at a position. */
  static JfrTypes read(JfrBytes in, long position) throws MalformedJfrException {
    JfrTypes types = new JfrTypes();
    in.enterEvent(position);
    for (int i = 0; i < 4; i++) {
      // Type, start, duration, number of the metadata.
      in.varlong();
    }
    int count = in.count();
    if (count > MAX_TEXTS) {
      throw new MalformedJfrException("its metadata has " + count + " texts");
    }
    String[] texts = new String[count];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.text();
    }
    types.element(in, texts, null, 0);
    return types;
  }

  private void element(JfrBytes in, String[] texts, @Nullable Type parent, int depth)
      throws MalformedJfrException {
    if (depth > MAX_DEPTH) {
      throw new MalformedJfrException("its metadata is nested too deep");
    }
    String name = text(in, texts);
    Map<String, String> attributes = new HashMap<>();
    for (int i = in.count(); i > 0; i--) {
      String key = text(in, texts);
      attributes.put(key, text(in, texts));
    }
    Type type = null;
    if (name.equals("class")) {
      type = type(attributes);
    } else if (name.equals("field") && parent != null) {
      parent.fields.add(
          new Field(
              attributes.getOrDefault("name", ""),
              number(attributes.get("class")),
              "true".equals(attributes.get("constantPool")),
              "1".equals(attributes.get("dimension"))));
    }
    for (int i = in.count(); i > 0; i--) {
      element(in, texts, type, depth + 1);
    }
  }

  private Type type(Map<String, String> attributes) throws MalformedJfrException {
    Type type = new Type(number(attributes.get("id")), attributes.getOrDefault("name", ""));
    if (byId.size() == MAX_TYPES) {
      throw new MalformedJfrException("it has more than " + MAX_TYPES + " types");
    }
    byId.put(type.id, type);
    byName.put(type.name, type);
    return type;
  }

  private static String text(JfrBytes in, String[] texts) throws MalformedJfrException {
    long index = in.varlong();
    if (index < 0 || index >= texts.length) {
      throw new MalformedJfrException("its metadata has no text " + index);
    }
    return texts[(int) index];
  }

  private static long number(@Nullable String text) throws MalformedJfrException {
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new MalformedJfrException("its metadata has a number that is none");
    }
  }

  /** A type by its name; null if the chunk has no such. */
  @Nullable Type named(String name) {
    return byName.get(name);
  }

  /** A type by its number. */
  Type of(long id) throws MalformedJfrException {
    Type type = byId.get(id);
    if (type == null) {
      throw new MalformedJfrException("type " + id + " is not described");
    }
    return type;
  }

  /** Passes over a value of a type. */
  void skip(JfrBytes in, Type type) throws MalformedJfrException {
    skip(in, type, 0);
  }

  private void skip(JfrBytes in, Type type, int depth) throws MalformedJfrException {
    if (depth > MAX_NESTING) {
      throw new MalformedJfrException("values of type " + type.id + " are nested too deep");
    }
    switch (type.form) {
      case OCTET -> in.skip(1);
      case VARINT -> in.varlong();
      case FIXED32 -> in.skip(4);
      case FIXED64 -> in.skip(8);
      case TEXT -> in.skipText();
      case STRUCT -> {
        for (Field field : type.fields) {
          skip(in, field, depth);
        }
      }
    }
  }

  private void skip(JfrBytes in, Field field, int depth) throws MalformedJfrException {
    for (int i = field.isArray() ? in.count() : 1; i > 0; i--) {
      int before = in.position();
      if (field.isPooled()) {
        in.varlong();
      } else {
        skip(in, of(field.type()), depth + 1);
      }
      // Very many of no length would take time and no bytes.
      if (field.isArray() && in.position() == before) {
        throw new MalformedJfrException("an array has elements of no length");
      }
    }
  }

  /**
   * Goes to a field of the value at which the cursor stands.
   *
   * @return the field, at whose value the cursor then stands; null if there is none of the name
   */
  @Nullable Field seek(JfrBytes in, Type type, String name) throws MalformedJfrException {
    for (Field field : type.fields) {
      if (field.name().equals(name)) {
        return field;
      }
      skip(in, field, 0);
    }
    return null;
  }
}
