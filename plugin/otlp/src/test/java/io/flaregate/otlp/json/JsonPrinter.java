package io.flaregate.otlp.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes messages as OTLP's JSON: plainly, or in one of the many ways that are allowed. */
public final class JsonPrinter {
  private static final Set<String> IDS = Set.of("traceId", "spanId", "profileId");

  /** Decides on what is up to the writer; null: nothing is, it is plain. */
  private final @Nullable Random random;

  private final StringBuilder out = new StringBuilder();

  private JsonPrinter(@Nullable Random random) {
    this.random = random;
  }

  /** A message as JSON, as protobuf's mapping has it for those who write. */
  static String plain(Message message) {
    JsonPrinter printer = new JsonPrinter(null);
    printer.message(message);
    return printer.out.toString();
  }

  /** A message as JSON; the seed decides on all that is up to the writer. */
  public static String print(Message message, long seed) {
    JsonPrinter printer = new JsonPrinter(new Random(seed));
    printer.message(message);
    return printer.out.toString();
  }

  private void message(Message message) {
    out.append('{');
    String comma = "";
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      out.append(comma);
      comma = ",";
      odd();
      out.append('"').append(entry.getKey().getJsonName()).append("\":");
      if (entry.getKey().isRepeated()) {
        list(entry.getKey(), (List<?>) entry.getValue());
      } else {
        value(entry.getKey(), entry.getValue());
      }
    }
    out.append('}');
  }

  /** Now and then a name that nobody knows, a null, or white space. */
  private void odd() {
    switch (any(40)) {
      case 0 -> out.append("\"of_the_future\":[{\"x\":[1,null,\"]\"]},-1.5e3],");
      case 1 -> out.append("\"schemaUrl\":null,");
      case 2 -> out.append("\n\t ");
      default -> {}
    }
  }

  private void list(FieldDescriptor field, List<?> values) {
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ",");
      value(field, values.get(i));
    }
    out.append(']');
  }

  private void value(FieldDescriptor field, Object value) {
    switch (field.getType()) {
      case MESSAGE -> message((Message) value);
      case STRING -> text((String) value);
      case BYTES -> bytes(field, (ByteString) value);
      case UINT64, FIXED64 -> number(Long.toUnsignedString((Long) value), true);
      case UINT32 -> number(Integer.toUnsignedString((Integer) value), false);
      case INT64 -> number(value.toString(), true);
      case DOUBLE -> real((Double) value);
      case BOOL -> out.append(value);
      default -> number(value.toString(), false);
    }
  }

  /** A number from 0 to before the bound; the last of them if all is plain. */
  private int any(int bound) {
    return random == null ? bound - 1 : random.nextInt(bound);
  }

  private void number(String digits, boolean is64Bit) {
    switch (random == null && is64Bit ? 0 : any(3)) {
      case 0 -> out.append('"').append(digits).append('"');
      case 1 -> out.append(digits).append(digits.length() < 12 && any(2) == 0 ? ".0" : "");
      default -> out.append(digits);
    }
  }

  private void real(double value) {
    boolean quoted = !Double.isFinite(value) || any(2) == 0;
    out.append(quoted ? "\"" : "").append(value).append(quoted ? "\"" : "");
  }

  private void bytes(FieldDescriptor field, ByteString value) {
    out.append('"');
    if (IDS.contains(field.getJsonName())) {
      HexFormat hex = any(2) == 1 ? HexFormat.of() : HexFormat.of().withUpperCase();
      out.append(hex.formatHex(value.toByteArray()));
    } else {
      Base64.Encoder encoder = any(2) == 1 ? Base64.getEncoder() : Base64.getUrlEncoder();
      out.append(encoder.encodeToString(value.toByteArray()));
    }
    out.append('"');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || isEscaped(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** A surrogate pair is written whole or not at all. */
  private boolean isEscaped(char c) {
    return !Character.isSurrogate(c) && any(50) == 0;
  }
}
