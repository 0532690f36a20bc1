package io.flaregate.otlp.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.flaregate.profiles.wire.ProtoWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the fields of one request as their values come along. */
final class JsonTranscoder {
  private static final int MESSAGE_BYTES = 64;
  private static final int PACKED_BYTES = 64;

  private final JsonParser parser;
  private final ProtoWriter out;
  private final JsonScalars scalars;

  JsonTranscoder(JsonParser parser, ProtoWriter out) {
    this.parser = parser;
    this.out = out;
    scalars = new JsonScalars(parser);
  }

  /** The whole input, which is one object. */
  void request(JsonMessage type) throws IOException, MalformedJsonException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw scalars.expected("a request is an object");
    }
    fields(type);
    if (parser.nextToken() != null) {
      throw scalars.problem("something follows the request");
    }
  }

  private void fields(JsonMessage type) throws IOException, MalformedJsonException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonField field = type.field(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(field, token);
      }
    }
  }

  private void field(JsonField field, @Nullable JsonToken token)
      throws IOException, MalformedJsonException {
    if (!field.repeated()) {
      value(field);
      return;
    }
    if (token != JsonToken.START_ARRAY) {
      throw scalars.expected("a list is expected");
    }
    if (field.kind().packs()) {
      packed(field);
    } else {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        value(field);
      }
    }
  }

  private void packed(JsonField field) throws IOException, MalformedJsonException {
    int mark = out.start(field.number(), PACKED_BYTES);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long number = scalars.number(field.kind());
      if (field.kind() == JsonKind.FIXED64) {
        out.packedFixed64(number);
      } else {
        out.packed(number);
      }
    }
    out.end(mark);
  }

  private void value(JsonField field) throws IOException, MalformedJsonException {
    int number = field.number();
    switch (field.kind()) {
      case MESSAGE -> message(field);
      case STRING -> out.string(number, scalars.text());
      case HEX -> out.bytes(number, scalars.hex());
      case BASE64 -> out.bytes(number, scalars.base64());
      case FIXED64, DOUBLE -> out.fixed64(number, scalars.number(field.kind()));
      case INT32, UINT32, INT64, UINT64, BOOL -> out.varint(number, scalars.number(field.kind()));
    }
  }

  private void message(JsonField field) throws IOException, MalformedJsonException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw scalars.expected("an object is expected");
    }
    int mark = out.start(field.number(), MESSAGE_BYTES);
    fields(requireNonNull(field.message(), "field has no message"));
    out.end(mark);
  }
}
