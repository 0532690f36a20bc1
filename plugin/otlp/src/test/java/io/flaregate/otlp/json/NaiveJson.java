package io.flaregate.otlp.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP's JSON the plain way: a tree of Java's objects first, then the message by protobuf's
 * descriptors, none of which the product knows of. Only for what the product takes; what it refuses
 * may be taken here.
 */
final class NaiveJson {
  private static final Set<String> IDS = Set.of("traceId", "spanId", "profileId");

  private NaiveJson() {}

  static ExportProfilesServiceRequest read(byte[] json) throws IOException {
    try (JsonParser parser =
        new JsonFactory().createParser(new String(json, UTF_8).replaceFirst("^\uFEFF", ""))) {
      parser.nextToken();
      ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
      message(request, object(parser));
      return request.build();
    }
  }

  /** A list of names and values: a name may stand twice. */
  private static List<Map.Entry<String, List<Object>>> object(JsonParser parser)
      throws IOException {
    List<Map.Entry<String, List<Object>>> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      entries.add(Map.entry(name, value == null ? List.of() : List.of(value)));
    }
    return entries;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Fields(object(parser));
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Object item = value(parser);
          items.add(item == null ? "null" : item);
        }
        yield items;
      }
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> parser.getText();
    };
  }

  private record Fields(List<Map.Entry<String, List<Object>>> entries) {}

  private static void message(
      Message.Builder builder, List<Map.Entry<String, List<Object>>> entries) {
    for (Map.Entry<String, List<Object>> entry : entries) {
      for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
        if (field.getJsonName().equals(entry.getKey()) && !entry.getValue().isEmpty()) {
          field(builder, field, entry.getValue().get(0));
        }
      }
    }
  }

  private static void field(Message.Builder builder, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      for (Object item : (List<?>) value) {
        builder.addRepeatedField(field, item(builder, field, item));
      }
    } else if (isMessage(field)) {
      Message.Builder inner = builder.newBuilderForField(field);
      if (builder.hasField(field)) {
        inner.mergeFrom((Message) builder.getField(field));
      }
      message(inner, ((Fields) value).entries());
      builder.setField(field, inner.build());
    } else {
      builder.setField(field, scalar(field, value));
    }
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private static Object item(Message.Builder builder, FieldDescriptor field, Object value) {
    if (!isMessage(field)) {
      return scalar(field, value);
    }
    Message.Builder inner = builder.newBuilderForField(field);
    message(inner, ((Fields) value).entries());
    return inner.build();
  }

  private static Object scalar(FieldDescriptor field, Object value) {
    String text = value.toString();
    return switch (field.getJavaType()) {
      case STRING -> text;
      case BOOLEAN -> value;
      case DOUBLE -> Double.valueOf(text);
      case INT -> decimal(text).intValue();
      case LONG -> decimal(text).longValue();
      case BYTE_STRING ->
          ByteString.copyFrom(
              IDS.contains(field.getJsonName())
                  ? HexFormat.of().parseHex(text)
                  : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
      default -> throw new IllegalArgumentException(field + " is not of OTLP profiles");
    };
  }

  /** A number; zero also with an exponent that {@link BigDecimal} does not know. */
  private static BigDecimal decimal(String text) {
    return text.matches("-?[0.]+[eE].*") ? BigDecimal.ZERO : new BigDecimal(text);
  }
}
